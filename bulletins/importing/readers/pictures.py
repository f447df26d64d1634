"""Pictures that come along with a document: in its page, in a folder beside it, in its archive."""

from __future__ import annotations

import base64
import binascii
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

LARGEST = 10 * 1024 * 1024  # bytes of one picture
_MOST = 200  # pictures of one document
_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
_INLINE = re.compile(r"data:image/(?:jpeg|png|gif|webp);base64,", re.IGNORECASE)
_LEAST_INLINE = 400  # characters; less is a stand-in for a picture that loads late


def is_picture(name: str) -> bool:
    """The file is called like a picture; what it is shows when it is decoded."""
    return PurePosixPath(name.lower()).suffix in _ENDINGS


def path_in_page(written: str) -> str:
    """“./Page%20files/dam.jpg?w=300” as the file is called; empty for an address of the web."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path).removeprefix("./")


def inline_data(written: str) -> bytes | None:
    """The picture inside a data address; ``None`` for anything else, and for stand-ins."""
    match = _INLINE.match(written)
    if match is None or not _LEAST_INLINE <= len(written) <= LARGEST * 4 // 3:
        return None
    try:
        return base64.b64decode(written[match.end() :], validate=True)
    except (binascii.Error, ValueError):
        return None


def beside(page: Path) -> dict[str, bytes]:
    """The pictures in the folder a browser saved with a page: “week.html”, “week_files/dam.jpg”."""
    folders = [page.with_name(f"{page.stem}{tail}") for tail in ("_files", " files", ".files")]
    found = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    files = [path for path in found if is_picture(path.name) and path.is_file()][:_MOST]
    return {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in files
        if path.stat().st_size <= LARGEST
    }


def inside(
    package: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes]]:
    """The pictures of a package by their paths, none larger than ``LARGEST`` whatever it claims."""
    wanted = [part for part in parts if is_picture(part.filename)][:_MOST]
    for part in wanted:
        if (data := unpacked(package, part)) is not None:
            yield part.filename, data


def unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """The bytes of one picture; ``None`` where there are too many. The directory may lie of it."""
    with package.open(part) as file:
        data = file.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None
