"""Many past documents packed into one zip file, whatever their forms: one at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from bulletins.importing.document import Document, PostedComment
from bulletins.importing.readers import LARGEST, pictures, read_bytes
from bulletins.importing.readers.decoding import UnreadableFile

MOST = 2_000  # documents
_ENDINGS = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".zip"})
_ASIDE = ("_files", " files", ".files")  # what a browser saves beside a page


@dataclass(frozen=True)
class Paper:
    """One document of a package, asked the same things as a post of an archive.

    It was handed in as a bulletin, so one that is none is refused by its name. ``end`` is how many
    bytes of documents lie before its end.
    """

    name: str
    end: int
    unpack: Callable[[], Document] = field(compare=False)
    content_sha256: Callable[[], str] = field(compare=False)
    kind: str = "post"
    status: str = "publish"
    title: str = ""
    address: str = ""
    number: str = ""
    parent: str = ""
    published_at: None = None
    comments: tuple[PostedComment, ...] = ()
    must_be_bulletin: bool = True

    @cached_property
    def sha256(self) -> str:
        """Of its bytes: what makes it the same document again."""
        return self.content_sha256()

    @cached_property
    def _read(self) -> Document:
        return self.unpack()

    def document(self) -> Document:
        """The document, read when somebody asks. Raises ``UnreadableFile``."""
        return self._read


def is_package(path: Path) -> bool:
    """It is a zip file without a WordPress export in it."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        return not _has_xml(package)


def count(file: Any) -> int:
    """How many documents are packed into a file that came in; 0 for any other file."""
    if not zipfile.is_zipfile(file):
        return 0
    with zipfile.ZipFile(file) as package:
        is_other = _has_xml(package)  # a Word document, or an export with its pictures
        return 0 if is_other else sum(map(_is_document, package.infolist()))


def _has_xml(package: zipfile.ZipFile) -> bool:
    names = (name for name in package.namelist() if not name.startswith("__MACOSX"))
    return any(name.lower().endswith(".xml") for name in names)


def papers(path: Path) -> Iterator[Paper]:
    """The documents in their order by name. Raises ``UnreadableFile`` for a package without any."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = _documents(package.infolist())
            end = 0
            for part in parts:
                end += part.file_size
                yield _paper(package, part, end)
    except zipfile.BadZipFile:
        raise UnreadableFile("The zip file is damaged or cut off. Pack it again.") from None


def size(path: Path) -> int:
    """The bytes of its documents, unpacked; what ``Paper.end`` runs up to."""
    with zipfile.ZipFile(path) as package:
        return sum(part.file_size for part in _documents(package.infolist()))


def pack(files: Iterable[tuple[str, Iterable[bytes]]], into: Path) -> None:
    """Put files into one package; two of the same name stay apart."""
    taken: set[str] = set()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        for name, chunks in files:
            free = _free(PurePosixPath(name.replace("\\", "/")).name or "document", taken)
            taken.add(free.lower())
            with package.open(free, "w") as part:
                for chunk in chunks:
                    part.write(chunk)


def _free(name: str, taken: set[str]) -> str:
    found, count = name, 1
    while found.lower() in taken:
        count += 1
        found = f"{PurePosixPath(name).stem} ({count}){PurePosixPath(name).suffix}"
    return found


def _documents(parts: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    found = sorted((part for part in parts if _is_document(part)), key=lambda one: one.filename)
    if not found:
        raise UnreadableFile(
            "The zip file holds neither a WordPress export (.xml) nor documents "
            "(.docx, .pdf, .html, .txt)."
        )
    if len(found) > MOST:
        raise UnreadableFile(f"The zip file holds {len(found):,} documents; {MOST:,} is the most.")
    return found


def _is_document(part: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(part.filename)
    is_aside = any(folder.endswith(_ASIDE) for folder in path.parts[:-1])
    is_hidden = part.filename.startswith("__MACOSX") or path.name.startswith((".", "~$"))
    return path.suffix.lower() in _ENDINGS and not is_aside and not is_hidden and not part.is_dir()


def _paper(package: zipfile.ZipFile, part: zipfile.ZipInfo, end: int) -> Paper:
    name = PurePosixPath(part.filename).name

    def content() -> bytes:
        try:
            with package.open(part) as file:
                data = file.read(LARGEST + 1)  # the size in the directory can lie
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise UnreadableFile(f"It cannot be unpacked ({error}).") from None
        if len(data) > LARGEST:
            raise UnreadableFile(f"It has more than {LARGEST // 1024 // 1024} MB.")
        return data

    def unpack() -> Document:
        return read_bytes(content(), name, _beside(package, part))

    return Paper(name, end, unpack, lambda: sha256(content()).hexdigest())


def _beside(package: zipfile.ZipFile, page: zipfile.ZipInfo) -> dict[str, bytes]:
    """The pictures in the folder saved with a page, by their paths as the page has them."""
    path = PurePosixPath(page.filename)
    folders = tuple(f"{path.with_name(path.stem + tail)}/" for tail in _ASIDE)
    parts = [part for part in package.infolist() if part.filename.startswith(folders)]
    lead = "" if str(path.parent) == "." else f"{path.parent}/"
    return {name.removeprefix(lead): data for name, data in pictures.inside(package, parts)}
