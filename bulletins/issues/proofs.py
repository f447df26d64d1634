"""The proof sheet: every surface of an edition as pictures on one page, and what moved in them."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
from django.template.loader import render_to_string
from PIL import Image

from bulletins.issues.links import address
from bulletins.issues.models import Edition
from bulletins.rendering import browser, comparing
from bulletins.rendering.stylesheets import rules

# Bytes of an edition's files by name, as “render_issue” writes them.
Files = Mapping[str, bytes]

PAGE_STYLES = ("css/tokens.css", "css/base.css", "css/parts.css", "css/issue.css")
PAGE_SCALE = 1.25  # 90 dots per inch
COLORS = 48
AT_ONCE = 2  # A browser waits more than it works; each holds some 200 MB.
_PICTURE = re.compile(r'src="(proof/[^"]+)"')

# Told which part of the work is done, from 0 to 1.
Report = Callable[[float], None]


def _unheard(_: float) -> None:
    """Nobody waits."""


@dataclass(frozen=True)
class View:
    """One way of looking at a page or a mail."""

    name: str
    source: str
    width: int
    is_dark: bool = False
    has_images: bool = True


@dataclass(frozen=True)
class Shot:
    """A picture on the sheet."""

    name: str
    file: str
    width: int
    changes: int | None  # None: there is nothing to compare with


VIEWS = (
    View("Web page, desktop, light", "web", 1100),
    View("Web page, desktop, dark", "web", 1100, is_dark=True),
    View("Web page, phone", "web", 360),
    View("Web page, phone, dark", "web", 360, is_dark=True),
    View("Mail, desktop, light", "mail", 640),
    View("Mail, desktop, dark", "mail", 640, is_dark=True),
    View("Mail, phone", "mail", 360),
    View("Mail, phone, dark", "mail", 360, is_dark=True),
    View("Mail, images off", "mail", 640, has_images=False),
)


def before(edition: Edition) -> Edition | None:
    """What a proof is compared with: the edition before, for a draft the one readers have."""
    editions = edition.issue.editions.order_by("number")
    return (editions.filter(number__lt=edition.number) if edition.pk else editions).last()


def write_proof(
    folder: Path, *, edition: Edition, files: Files, before: Files | None, report: Report = _unheard
) -> list[str]:
    """Write ``proof.html`` and its pictures; returns what could not be shown, in words.

    With ``before``, the files of the edition before, every picture frames what changed. ``report``
    hears after each picture of a browser which part of them is taken.
    """
    pictures_folder = folder / "proof"
    shutil.rmtree(pictures_folder, ignore_errors=True)
    pictures_folder.mkdir()
    missing: list[str] = []
    rounds = 2 if before else 1
    now = dict(
        _pictures(files, edition, pictures_folder / "now", missing, _part(report, 0, rounds))
    )
    then = None
    if before:
        heard = _part(report, 1, rounds)
        then = dict(_pictures(before, edition, pictures_folder / "before", [], heard))
    shots = [_kept(name, now[name], then, pictures_folder) for name in now]
    context = {
        "title": edition.content["title"],
        "edition": edition,
        "shots": shots,
        "missing": missing,
        "text": files["email.txt"].decode(),
        "sizes": {name: len(body) for name, body in files.items()},
        "is_compared": before is not None,
    }
    (folder / "proof.html").write_text(render_to_string("issues/proof.html", context))
    return missing


def in_one_file(folder: Path) -> bytes:
    """The sheet of ``write_proof`` with its pictures inside, for a page that may load nothing."""
    sheet = (folder / "proof.html").read_text()
    return _PICTURE.sub(lambda found: f'src="{_inside(folder / found[1])}"', sheet).encode()


def _inside(picture: Path) -> str:
    """A picture as an address, in few colors: all there is to see, in a third of the size."""
    small = BytesIO()
    with Image.open(picture) as whole:
        whole.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(small, "PNG")
    return f"data:image/png;base64,{b64encode(small.getvalue()).decode()}"


def _part(report: Report, number: int, of: int) -> Report:
    return lambda done: report((number + done) / of)


def _pictures(
    files: Files, edition: Edition, folder: Path, missing: list[str], report: Report
) -> Iterator[tuple[str, Image.Image]]:
    """Every view of the page and the mail, then the pages of the PDF."""
    sources = _local_copies(files, edition, folder)
    try:
        with ThreadPoolExecutor(AT_ONCE) as browsers:
            taken = browsers.map(lambda view: _taken(view, sources), VIEWS)
            for number, (view, picture) in enumerate(zip(VIEWS, taken, strict=True), start=1):
                report(number / len(VIEWS))
                yield view.name, picture
    except browser.NoBrowser as error:
        missing.append(str(error))
    document = pypdfium2.PdfDocument(files["issue.pdf"])
    for number, page in enumerate(document, start=1):
        yield f"PDF, page {number} of {len(document)}", page.render(scale=PAGE_SCALE).to_pil()


def _taken(view: View, sources: Mapping[str, Path]) -> Image.Image:
    return browser.picture(
        sources[view.source], width=view.width, is_dark=view.is_dark, has_images=view.has_images
    )


def _local_copies(files: Files, edition: Edition, folder: Path) -> dict[str, Path]:
    """The page in its shell's styles and the mail, their pictures beside them."""
    folder.mkdir()
    for name in ("map.svg", "map.png"):
        (folder / name).write_bytes(files[name])
    styles = "\n".join(rules(name) for name in PAGE_STYLES)
    context = {"styles": styles, "article": files["web.html"].decode()}
    page, mail = folder / "page.html", folder / "mail.html"
    page.write_text(render_to_string("issues/proof_page.html", context))
    # A draft's map has no edition in its address.
    its_map = rf"{re.escape(address(edition))}(editions/\d+/)?map\.png"
    mail.write_text(re.sub(its_map, "map.png", files["email.html"].decode()))
    return {"web": page, "mail": mail}


def _kept(
    name: str, picture: Image.Image, then: dict[str, Image.Image] | None, folder: Path
) -> Shot:
    """The picture on disk, changes framed."""
    changed: int | None = None
    if then is not None:
        boxes = comparing.changes(then[name], picture) if name in then else [(0, 0, *picture.size)]
        picture, changed = comparing.marked(picture, boxes), len(boxes)
    file = name.lower().replace(",", "").replace(" ", "-") + ".png"
    picture.save(folder / file)
    return Shot(name=name, file=f"proof/{file}", width=picture.width, changes=changed)
