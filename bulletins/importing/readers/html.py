"""HTML: the body of a WordPress post, a saved page, a mail, or a DOCX made into HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from bulletins.importing.document import Document
from bulletins.importing.readers import decoding
from bulletins.importing.readers.page import PageParser

_LOOKS_LIKE_HTML = re.compile(
    rb"<!doctype html|<html|<(?:p|div|span|h[1-6]|ul|table|br|body|strong)[\s>/]", re.IGNORECASE
)


# WordPress keeps a caption as “[caption …]<img …/> words[/caption]” and draws a figure from it.
# Each part has its limit: a page may begin thousands of captions and end none.
_CAPTION = re.compile(
    r"\[caption[^\]]{0,400}\]\s{0,9}((?:<a\b[^>]{0,2000}>\s{0,9})?<img\b[^>]{0,4000}>(?:\s{0,9}</a>)?)"
    r"(.{0,4000}?)\[/caption\]",
    re.DOTALL | re.IGNORECASE,
)
_GAP = re.compile(r"\n[ \t\r]*\n")


def looks_like_html(data: bytes) -> bool:
    """The bytes hold markup rather than text that mentions a tag."""
    return len(_LOOKS_LIKE_HTML.findall(data[:200_000])) >= 2 or data[:200].lstrip().startswith(
        b"<"
    )


def read(data: bytes, name: str, files: Mapping[str, bytes] | None = None) -> Document:
    """A document from the bytes of an HTML file; ``files`` are the pictures saved with it."""
    text, doubts = decoding.decode(data, declared=_declared_encoding(data))
    parser = parse(text, files)
    return Document(
        name=name,
        reader="html",
        blocks=parser.blocks(),
        sha256=sha256(data).hexdigest(),
        address=parser.address,
        published_at=parser.published_at,
        doubts=doubts,
        files=parser.files,
    )


def parse(text: str, files: Mapping[str, bytes] | None = None) -> PageParser:
    """The parser after reading the whole text; never raises for bad markup."""
    parser = PageParser(is_automatic=_is_automatic(text), files=files)
    parser.feed(_CAPTION.sub(_figure, text))
    parser.finish()
    return parser


def _is_automatic(text: str) -> bool:
    """A post as WordPress stores it: blank lines make its paragraphs, whatever marks are in it.

    A page has its own marks for them, and blank lines only where its author liked them.
    """
    if re.search(r"<(?:html|body)[\s>]", text, re.IGNORECASE):
        return False
    marked = len(re.findall(r"<p[\s>]", text, re.IGNORECASE))
    return len(_GAP.findall(text)) > marked or not re.search(
        r"<(?:p|div|br)[\s>/]", text, re.IGNORECASE
    )


def _declared_encoding(data: bytes) -> str:
    match = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", data[:2048])
    return match[1].decode("ascii") if match else ""


def _figure(match: re.Match[str]) -> str:
    return f"<figure>{match[1]}<figcaption>{match[2].strip()}</figcaption></figure>"
