"""PDF: the text of its pages, joined to paragraphs again. Linked words may be missing in it."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from pypdf import PdfReader

from bulletins.importing.document import BlockList, Document, Kind, Region, Run
from bulletins.importing.readers import flattened, text
from bulletins.importing.readers.decoding import UnreadableFile

MOST_PAGES = 200
_MOST_SIGNS = 2_000_000
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    region: Region


def read(data: bytes, name: str) -> Document:
    """A document from the bytes of a PDF. Raises ``UnreadableFile``, also for scanned pages."""
    pages = _pages(data)
    lines = _lines(pages)
    if not any(line.text.strip() for line in lines if line.region is Region.BODY):
        raise UnreadableFile("The PDF holds pictures of pages, not text. Recognize its text first.")
    message = "Read from a PDF: words that were links may be missing."
    blocks = BlockList()
    for paragraph in _paragraphs(lines):
        _add(blocks, paragraph)
    return Document(
        name,
        "pdf",
        tuple(blocks.blocks),
        sha256=sha256(data).hexdigest(),
        doubts=(("pdf", message),),
    )


def _pages(data: bytes) -> list[list[str]]:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("The PDF is locked with a password.")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableFile(f"The PDF has more than {MOST_PAGES} pages.")
        pages = [page.extract_text().replace("\x00", "") for page in reader.pages]
    except UnreadableFile:
        raise
    except Exception as error:
        # pypdf raises its own errors and, for broken files, nearly any other.
        raise UnreadableFile(f"The PDF is damaged ({type(error).__name__}).") from None
    if sum(map(len, pages)) > _MOST_SIGNS:
        raise UnreadableFile("The PDF holds too much text for one issue.")
    return [page.split("\n") for page in pages]


def _lines(pages: list[list[str]]) -> list[_Line]:
    """The lines of all pages; running headers, footers and page numbers set apart."""
    edges = Counter(line.strip() for page in pages for line in {*page[:2], *page[-2:]})
    running = {line for line, count in edges.items() if line and count > max(2, len(pages) // 2)}
    lines = []
    for number, page in enumerate(pages, start=1):
        for line in page:
            is_edge = line.strip() in running and number > 1
            is_number = bool(_PAGE_NUMBER.fullmatch(line.strip()))
            is_bullet = line.strip() == "•"  # drawn apart from its text
            region = Region.PAGE_FOOT if is_edge or is_number or is_bullet else Region.BODY
            lines.append(_Line(line, number, region))
    return lines


def _paragraphs(lines: list[_Line]) -> list[list[_Line]]:
    """Lines joined where the line above reached the right margin."""
    width = flattened.usual_width([line.text for line in lines])
    heads = flattened.heads_of([line.text for line in lines])
    paragraphs: list[list[_Line]] = []
    last: _Line | None = None
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if not line.text.strip():
            last = None
            continue
        if line.region is not Region.BODY:
            paragraphs.append([line])  # between two halves of a paragraph, perhaps
            continue
        if last and flattened.goes_on(
            last.text, line.text, following.text if following else "", width=width, heads=heads
        ):
            next(p for p in reversed(paragraphs) if p[-1] is last).append(line)
        else:
            paragraphs.append([line])
        last = line
    return paragraphs


def _add(blocks: BlockList, lines: list[_Line]) -> None:
    place = f"page {lines[0].page}, paragraph {len(blocks.blocks) + 1}"
    if lines[0].region is not Region.BODY:
        blocks.add(Kind.PARAGRAPH, [Run(lines[0].text)], place=place, region=lines[0].region)
        return
    text.add_paragraph(blocks, flattened.join([line.text for line in lines]), place=place)
