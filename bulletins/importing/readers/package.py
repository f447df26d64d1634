"""A saved page with its pictures, packed into one zip file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from bulletins.importing.document import Document
from bulletins.importing.readers import html, pictures
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.rendering.zips import DAMAGE, RefusedZip, refuse_bombs

_LARGEST_PAGE = 10 * 1024 * 1024
_PAGES = frozenset({".html", ".htm"})


def is_saved_page(data: bytes) -> bool:
    """The bytes are a zip file that names a page."""
    return data.startswith(b"PK\x03\x04") and (b".htm" in data or b".HTM" in data)


def read(data: bytes, name: str) -> Document:
    """A document from the one page in the package. Raises ``UnreadableFile``."""
    try:
        refuse_bombs(data, "zip file")
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            page = _only_page(parts)
            with package.open(page) as file:
                content = file.read(_LARGEST_PAGE)
            files = _beside(page, dict(pictures.inside(package, parts)))
    except RefusedZip as error:
        raise UnreadableFile(str(error)) from None
    except DAMAGE:
        raise UnreadableFile("The zip file is damaged or cut off.") from None
    return replace(html.read(content, name, files), sha256=sha256(data).hexdigest())


def _only_page(parts: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The page that lies highest; frames and advertisements lie in the folder of its pictures."""
    pages = [part for part in parts if PurePosixPath(part.filename.lower()).suffix in _PAGES]
    pages = [part for part in pages if not part.filename.startswith("__MACOSX")]
    depths = [part.filename.count("/") for part in pages]
    highest = [p for p, depth in zip(pages, depths, strict=True) if depth == min(depths)]
    if len(highest) != 1:
        raise UnreadableFile(
            f"The zip file holds {len(highest) or 'no'} pages; pack one saved page with its folder."
        )
    return highest[0]


def _beside(page: zipfile.ZipInfo, files: dict[str, bytes]) -> dict[str, bytes]:
    """The pictures by their paths as the page writes them."""
    folder = page.filename.rpartition("/")[0]
    lead = f"{folder}/" if folder else ""
    return {path.removeprefix(lead): data for path, data in files.items()}
