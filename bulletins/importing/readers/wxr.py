"""WordPress exports (WXR), read as a stream: memory stays flat whatever the size of the archive."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from bulletins.importing.document import Document, PostedComment
from bulletins.importing.readers import html, pictures
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.rendering.html import LONGEST, clean, plain_text

LARGEST_POST = 24 * 1024 * 1024  # bytes of XML
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_WORDPRESS = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export/[\d.]+/\}")
_STANDINGS = {"1": "approved", "0": "pending", "spam": "spam", "trash": "trash"}
_ZERO = "0000-00-00 00:00:00"


# “dam-300x200.jpg” is what WordPress made of “dam.jpg” for one place.
_RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")

Picture = Callable[[str], bytes | None]


def _no_picture(_address: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an archive. ``end`` is how many bytes of the file lie before its end.

    ``picture`` gives the bytes behind an address, where the archive holds them. ``number`` is its
    own in WordPress, ``parent`` that of the post a picture was put into.
    """

    title: str
    address: str
    content: str
    kind: str
    status: str
    published_at: datetime | None
    comments: tuple[PostedComment, ...]
    end: int
    picture: Picture = field(default=_no_picture, compare=False)
    number: str = ""
    parent: str = ""

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.title or self.address or "a post without title"

    @property
    def must_be_bulletin(self) -> bool:
        """Its title says so; among those without one there is much else."""
        return bool(self.title)

    @property
    def sha256(self) -> str:
        """Of address, title and content: what makes it the same post again."""
        return sha256("\0".join([self.address, self.title, self.content]).encode()).hexdigest()

    def document(self) -> Document:
        """The post as a document; its HTML is only read when somebody asks."""
        parser = html.parse(self.content)
        blocks = parser.blocks()
        packed = ((b.source, self.picture(b.source)) for b in blocks if b.source)
        return Document(
            name=self.title or self.address or "untitled post",
            reader="wxr",
            blocks=blocks,
            sha256=self.sha256,
            title=self.title,
            address=self.address,
            published_at=self.published_at,
            files=parser.files | {source: data for source, data in packed if data is not None},
        )


def posts(path: Path) -> Iterator[Post]:
    """The posts of an archive, one at a time; of a zip file, with the pictures packed into it.

    Raises ``UnreadableFile``: at once for what is no archive, and at the place where a cut-off or
    broken one ends, when everything before it has been yielded.
    """
    try:
        with _opened(path) as (file, picture):
            yield from _posts(_Watched(file), picture)
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror}.") from None
    except (zipfile.BadZipFile, zlib.error):
        raise UnreadableFile("The zip file is damaged or cut off. Pack it again.") from None
    except DefusedXmlException:
        raise UnreadableFile(
            "The archive defines entities or a document type; that is not safe to read."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        raise UnreadableFile(
            f"The archive is broken or cut off ({error}). What stands before that is read; "
            "get the whole file and run this again: it goes on where it stopped."
        ) from None


def size(path: Path) -> int:
    """The bytes of the export itself, also inside a zip file; what ``Post.end`` runs up to."""
    with _opened(path):
        if not zipfile.is_zipfile(path):
            return path.stat().st_size
        with zipfile.ZipFile(path) as package:
            return _export_in(package).file_size


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], Picture]]:
    """The export, read as it is unpacked, and what finds a picture by its address."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file, _no_picture
        return
    with zipfile.ZipFile(path) as package, package.open(_export_in(package)) as file:
        yield file, _Uploads(package).picture


def _export_in(package: zipfile.ZipFile) -> zipfile.ZipInfo:
    exports = [part for part in package.infolist() if part.filename.lower().endswith(".xml")]
    exports = [part for part in exports if not part.filename.startswith("__MACOSX")]
    if len(exports) != 1:
        raise UnreadableFile(
            f"The zip file holds {len(exports) or 'no'} .xml files; pack the WordPress export "
            "together with the folder “uploads” of the old site, and nothing else."
        )
    return exports[0]


class _Uploads:
    """The folder “uploads” of an old site, packed beside its export."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        parts = (part for part in package.infolist() if pictures.is_picture(part.filename))
        self._parts = {_in_uploads(part.filename): part for part in parts}

    def picture(self, address: str) -> bytes | None:
        """The bytes behind an address of the old site; the full size for one made smaller."""
        wanted = _in_uploads(unquote(urlsplit(address).path))
        part = self._parts.get(_RESIZED.sub("", wanted)) or self._parts.get(wanted)
        return pictures.unpacked(self._package, part) if part else None


def _in_uploads(path: str) -> str:
    """“wp-content/uploads/2017/07/dam.jpg” → “2017/07/dam.jpg”."""
    return path.rpartition("uploads/")[2]


class _Watched:
    """A file that counts what was read of it, and of the post being read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.total = 0
        self.since_post = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.total += len(data)
        self.since_post += len(data)
        if self.since_post > LARGEST_POST:
            raise UnreadableFile("One post of the archive is too large; the archive is not sound.")
        return data


def _posts(file: _Watched, picture: Picture) -> Iterator[Post]:
    open_elements: list[Element] = []
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            open_elements.append(element)
            _refuse_other_xml(open_elements)
            continue
        open_elements.pop()
        if len(open_elements) != 2:
            continue
        if element.tag == "item":
            yield _post(element, file.total, picture)
        file.since_post = 0
        # Authors, tags and posts read before would otherwise pile up below the channel.
        open_elements[-1].clear()


def _refuse_other_xml(open_elements: list[Element]) -> None:
    expected = ("rss", "channel")
    depth = len(open_elements)
    if depth <= len(expected) and open_elements[-1].tag != expected[depth - 1]:
        raise UnreadableFile("This XML is not a WordPress export.")


def _post(item: Element, end: int, picture: Picture) -> Post:
    facts = {_local(child): child for child in item if child.tag != _CONTENT}
    content = item.find(_CONTENT)
    return Post(
        title=unescape(_text(facts.get("title"))).strip(),
        address=_text(facts.get("link")).strip(),
        content=_text(content),
        kind=_text(facts.get("post_type")) or "post",
        status=_text(facts.get("status")) or "publish",
        published_at=_moment(_text(facts.get("post_date_gmt")), _text(facts.get("post_date"))),
        comments=tuple(_comments(item)),
        end=end,
        picture=picture,
        number=_text(facts.get("post_id")).strip()[:20],
        parent=_text(facts.get("post_parent")).strip()[:20],
    )


def _comments(item: Element) -> Iterator[PostedComment]:
    """Readers' replies; pingbacks and trackbacks are notices between machines."""
    for element in item:
        if _local(element) != "comment":
            continue
        facts = {_local(child): _text(child) for child in element}
        written_at = _moment(facts.get("comment_date_gmt", ""), facts.get("comment_date", ""))
        if facts.get("comment_type", "") not in {"", "comment"} or written_at is None:
            continue
        yield PostedComment(
            original_id=facts.get("comment_id", "")[:40],
            parent_id=facts.get("comment_parent", "")[:40],
            name=unescape(facts.get("comment_author", "")).strip(),
            email=facts.get("comment_author_email", "").strip()[:254],
            text=_plain(facts.get("comment_content", "")),
            written_at=written_at,
            standing=_STANDINGS.get(facts.get("comment_approved", "0"), "pending"),
        )


def _local(element: Element) -> str:
    return _WORDPRESS.sub("", str(element.tag))


def _text(element: Element | None) -> str:
    return (element.text or "") if element is not None else ""


def _moment(*candidates: str) -> datetime | None:
    """The first of these that is a moment; drafts carry zeros for the one in UTC."""
    for text in candidates:
        if not text or text.startswith(_ZERO[:10]):
            continue
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _plain(comment: str) -> str:
    """A comment's words: marks go, and what pretends to be a script with them."""
    is_marked = "<" in comment or "&" in comment
    return plain_text(clean(comment[:LONGEST])) if is_marked else comment
