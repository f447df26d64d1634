"""The proof sheet: every surface of an edition as pictures on one page, and what moved in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import Image

from bulletins.issues.links import address
from bulletins.issues.models import Edition
from bulletins.rendering import browser, comparing
from bulletins.rendering.stylesheets import rules

# Bytes of an edition's files by name, as “render_issue” writes them.
Files = Mapping[str, bytes]

PAGE_STYLES = ("css/tokens.css", "css/base.css", "css/issue.css")
PAGE_SCALE = 1.25  # 90 dots per inch


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


def write_proof(folder: Path, *, edition: Edition, files: Files, before: Files | None) -> list[str]:
    """Write ``proof.html`` and its pictures; returns what could not be shown, in words.

    With ``before``, the files of the edition before, every picture frames what changed.
    """
    pictures_folder = folder / "proof"
    shutil.rmtree(pictures_folder, ignore_errors=True)
    pictures_folder.mkdir()
    missing: list[str] = []
    now = dict(_pictures(files, edition, pictures_folder / "now", missing))
    then = dict(_pictures(before, edition, pictures_folder / "before", [])) if before else None
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


def _pictures(
    files: Files, edition: Edition, folder: Path, missing: list[str]
) -> Iterator[tuple[str, Image.Image]]:
    """Every view of the page and the mail, then the pages of the PDF."""
    sources = _local_copies(files, edition, folder)
    try:
        for view in VIEWS:
            yield (
                view.name,
                browser.picture(
                    sources[view.source],
                    width=view.width,
                    is_dark=view.is_dark,
                    has_images=view.has_images,
                ),
            )
    except browser.NoBrowser as error:
        missing.append(str(error))
    document = pypdfium2.PdfDocument(files["issue.pdf"])
    for number, page in enumerate(document, start=1):
        yield f"PDF, page {number} of {len(document)}", page.render(scale=PAGE_SCALE).to_pil()


def _local_copies(files: Files, edition: Edition, folder: Path) -> dict[str, Path]:
    """The page in its shell's styles and the mail, their pictures beside them."""
    folder.mkdir()
    for name in ("map.svg", "map.png"):
        (folder / name).write_bytes(files[name])
    styles = "\n".join(rules(name) for name in PAGE_STYLES)
    # Readers never wait for a font; a proof does, or it would look different every time.
    styles = styles.replace("font-display: optional", "font-display: block")
    context = {
        "styles": styles.replace("../fonts/", f"{_fonts().as_uri()}/"),
        "article": files["web.html"].decode(),
    }
    page, mail = folder / "page.html", folder / "mail.html"
    page.write_text(render_to_string("issues/proof_page.html", context))
    mail.write_text(files["email.html"].decode().replace(f"{address(edition)}map.png", "map.png"))
    return {"web": page, "mail": mail}


def _fonts() -> Path:
    found = finders.find("fonts/web/source-serif-400.woff2")
    if found is None:
        raise FileNotFoundError("The web fonts are not among the static files.")
    return Path(found).parent.parent


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
