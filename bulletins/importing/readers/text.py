"""Plain text, as copied from a browser or saved from a mail, Markdown left in it included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from bulletins.importing.document import Block, BlockList, Document, Kind, Run, web_address
from bulletins.importing.readers import decoding, flattened

_BULLET = re.compile(
    r"(?P<indent>[ \t\u00a0]*)(?P<mark>[•●▪◦‣∙·o*-])(?:[ \t\u00a0]+|$)(?P<text>.*)"
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*)")
_ROW = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\s*(?:\t|\s{2,})")
_MARK = re.compile(
    r"\*\*(?P<strong>[^*\n]+?)\*\*(?!\*)|\[(?P<link>[^\]\n]{1,300})\]\((?P<url>https?://[^\s)]+)\)"
)
_STARTS_ANEW = re.compile(r"\d{1,2}/\d{1,2}/\d|#{1,6}\s|>|\|")
# Mails and PDFs break lines at a fixed width; browsers copy a paragraph as one line.
_WRAPPED_WIDTH = 100


@dataclass(slots=True)
class _Paragraph:
    lines: list[str]
    first: int
    last: int

    @property
    def text(self) -> str:
        if len(self.lines) == 1:
            return self.lines[0]
        return " ".join([self.lines[0].rstrip(), *(line.strip() for line in self.lines[1:])])

    @property
    def place(self) -> str:
        if self.first == self.last:
            return f"line {self.first}"
        return f"lines {self.first}–{self.last}"


def read(data: bytes, name: str) -> Document:
    """A document from the bytes of a text file."""
    text, doubts = decoding.decode(data)
    if flattened.is_flattened(text):
        text = flattened.divided(text)
        message = "The paragraphs had run together; they were divided where new ones must begin."
        doubts = (*doubts, ("flattened", message))
    blocks = read_blocks(text)
    return Document(name, "text", blocks, sha256=sha256(data).hexdigest(), doubts=doubts)


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of text whose lines are paragraphs, or wrapped paragraphs with blank lines."""
    collected = BlockList()
    for paragraph in _paragraphs(text):
        add_paragraph(collected, paragraph.text, place=paragraph.place)
    return tuple(collected.blocks)


def marked(text: str) -> tuple[Run, ...]:
    """The text with literal Markdown turned into marks."""
    runs: list[Run] = []
    at = 0
    for match in _MARK.finditer(text):
        runs.append(Run(text[at : match.start()]))
        if match["strong"]:
            runs.append(Run(match["strong"], is_strong=True))
        elif address := web_address(match["url"]):
            runs.append(Run(match["link"], url=address))
        else:
            runs.append(Run(match[0]))
        at = match.end()
    runs.append(Run(text[at:]))
    return tuple(run for run in runs if run.text)


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    goes_on = _rule_for(lines)
    current: _Paragraph | None = None
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        if not line.strip():
            if current:
                yield current
            current = None
            continue
        if current and goes_on(current.lines[-1], line, following):
            current.lines.append(line)
            current.last = number
            continue
        if current:
            yield current
        current = _Paragraph([line], number, number)
    if current:
        yield current


def _rule_for(lines: list[str]) -> Callable[[str, str, str], bool]:
    """How to tell whether a line continues the one above it."""
    if max(len(line) for line in lines) > _WRAPPED_WIDTH:
        return _never
    blank = sum(1 for line in lines if not line.strip())
    if blank * 10 >= len(lines):
        return _goes_on
    return partial(flattened.goes_on, width=flattened.usual_width(lines))


def _never(_above: str, _line: str, _following: str) -> bool:
    return False


def _goes_on(before: str, line: str, _following: str) -> bool:
    """The line continues a paragraph that was broken at a fixed width, with blank lines between."""
    if _BULLET.match(line) or _STARTS_ANEW.match(line.lstrip()):
        return False
    return len(before.strip()) > 45 and not _STARTS_ANEW.match(before.lstrip())


def add_paragraph(collected: BlockList, paragraph: str, *, place: str) -> None:
    """Add one paragraph, its bullet, Markdown and cells recognized."""
    kind, text, level = _shape(paragraph)
    cells = _cells(text) if kind is Kind.PARAGRAPH else ()
    if cells:
        collected.add(Kind.ROW, [Run("\t".join(cells))], place=place, cells=cells)
        return
    collected.add(kind, marked(text), place=place, level=level)


def _shape(text: str) -> tuple[Kind, str, int]:
    """Kind, words and nesting of a paragraph, from the signs at its beginning."""
    bullet = _BULLET.fullmatch(text)
    if bullet and not (bullet["mark"] == "o" and not bullet["indent"]):
        indent = len(bullet["indent"].expandtabs(4))
        return Kind.ITEM, bullet["text"], 2 if indent > 5 or bullet["mark"] in "◦o" else 1
    heading = _MARKDOWN_HEADING.fullmatch(text.strip())
    if heading:
        return Kind.HEADING, heading["text"].rstrip("# "), 0
    if text.lstrip().startswith("> "):
        return Kind.QUOTE, re.sub(r"(^|\s)> ", r"\1", text.lstrip()), 0
    return Kind.PARAGRAPH, text, 0


def _cells(text: str) -> tuple[str, ...]:
    """The cells of a row whose columns stand apart by tabs, bars or wide gaps."""
    line = text.strip("\n")
    if line.count("|") >= 3 and line.strip().startswith("|"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        return () if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else tuple(cells)
    if line.count("\t") >= 2:
        return tuple(cell.strip() for cell in line.split("\t"))
    if _ROW.match(line.strip()):
        return tuple(cell.strip() for cell in re.split(r"\t|\s{2,}", line.strip()))
    return ()
