"""Published pages as files, for the front to serve by itself: no reader of an issue waits for us.

The files are composed by the same code that answers readers where there is no front. The tick
brings them up to date every minute, which is as long as any cache may keep a page.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from bulletins.issues.models import Edition, Rendition
from bulletins.public import front_page, issue_page, shelf
from bulletins.public.frozen import Page
from bulletins.public.shelf import Shelved

# A page is made anew when one of these changes: with a new version of the product.
_LOOKS = (
    "templates/base.html",
    "templates/public",
    "bulletins/public",
    "bulletins/incidents/maps",
    "ishm/context.py",
)


@dataclass(frozen=True)
class Wanted:
    """One file that should be there, the state it shows, and how its bytes are made."""

    path: str
    state: str
    changed_at: datetime
    body: Callable[[], bytes]


def write(folder: Path) -> int:
    """Bring the folder in step with what is published. Returns how many files were written."""
    known = _known(folder)
    wanted = {file.path: file for file in _wanted()}
    changed = [file for path, file in wanted.items() if known.get(path) != file.state]
    for file in changed:
        _put(folder / file.path, file.body(), file.changed_at)
    for path in known.keys() - wanted.keys():
        _remove(folder / path)
    if changed or known.keys() != wanted.keys():
        states = {path: file.state for path, file in wanted.items()}
        _put(_states(folder), json.dumps(states).encode(), None)
    return len(changed)


def _states(folder: Path) -> Path:
    """Beside the folder, where no front serves it."""
    return folder.with_suffix(".json")


def _known(folder: Path) -> dict[str, str]:
    """The state of each file as it was last written; nothing if nobody knows."""
    try:
        return dict(json.loads(_states(folder).read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _wanted() -> Iterator[Wanted]:
    front = front_page.latest()
    home = reverse("home")
    yield from _page(home, front.state, front.modified_at, lambda: front.html(_request(home)))
    for shelved in shelf.everything():
        yield from _of_issue(shelved)


def _of_issue(shelved: Shelved) -> Iterator[Wanted]:
    slug = shelved.issue.slug
    if shelved.current:
        yield from _of_edition(shelved, shelved.current, reverse("issue", args=[slug]))
    for edition in shelved.drawn:
        yield from _of_edition(shelved, edition, reverse("edition", args=[slug, edition.number]))


def _of_edition(shelved: Shelved, asked: Edition, address: str) -> Iterator[Wanted]:
    """The page of an edition at one of its addresses, and the files beside it."""
    yield from _page(
        address,
        issue_page.state(shelved, asked),
        issue_page.modified_at(shelved),
        lambda: issue_page.current(_request(address), shelved, asked),
    )
    for name, (kind, _) in shelf.FILES.items():
        if rendition := shelf.rendition_of(asked, kind):
            made_at = rendition.finished_at or asked.published_at
            path = f"{address}{name}".lstrip("/")
            yield Wanted(path, rendition.sha256, made_at, _body_of(rendition))


def _page(
    address: str, state: object, changed_at: datetime, html: Callable[[], str]
) -> Iterator[Wanted]:
    """The page, and the same compressed for fronts that can send it so."""
    digest = sha256(repr((state, _looks())).encode()).hexdigest()
    made = cache(lambda: Page.of(html(), modified_at=changed_at))
    path = f"{address}index.html".lstrip("/")
    yield Wanted(path, digest, changed_at, lambda: made().body)
    yield Wanted(f"{path}.gz", digest, changed_at, lambda: made().compressed)


def _body_of(rendition: Rendition) -> Callable[[], bytes]:
    return lambda: rendition.file.open().read()


def _request(address: str) -> HttpRequest:
    """A reader's request for the address, as far as the templates need one."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address
    return request


def _put(path: Path, body: bytes, changed_at: datetime | None) -> None:
    """Write the file whole or not at all; a front that reads it meanwhile reads the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(body)
    unfinished.chmod(0o644)
    if changed_at:
        os.utime(unfinished, (changed_at.timestamp(), changed_at.timestamp()))
    unfinished.replace(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


@cache
def _looks() -> str:
    """A fingerprint of the code and templates that pages are composed with."""
    found = sha256()
    for place in _LOOKS:
        root = Path(settings.BASE_DIR, place)
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if file.suffix in {".py", ".html"}:
                found.update(file.read_bytes())
    return found.hexdigest()
