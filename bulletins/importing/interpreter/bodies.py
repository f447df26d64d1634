"""The blocks of one entry or item as clean HTML."""

from __future__ import annotations

from collections.abc import Sequence

from bulletins.importing.document import Block, Kind, inline_html, paragraph_html
from bulletins.importing.reading import Ledger, excerpt
from bulletins.rendering.html import clean


def body_html(blocks: Sequence[Block], ledger: Ledger, *, as_what: str) -> str:
    """Paragraphs, lists, quotations and captions in their order; every block marked as used."""
    parts: list[str] = []
    for block in blocks:
        if block.kind is Kind.ITEM:
            parts.append(f"<ul><li>{inline_html(block.runs)}</li></ul>")
        elif block.kind is Kind.QUOTE:
            parts.append(f"<blockquote>{paragraph_html(block.runs)}</blockquote>")
        elif block.kind in {Kind.CAPTION, Kind.PICTURE}:
            parts.append(_caption(block, ledger))
        else:
            parts.append(paragraph_html(block.runs))
        ledger.use(block, as_what)
    return clean("".join(parts).replace("</ul><ul>", ""))


def _caption(block: Block, ledger: Ledger) -> str:
    """Pictures stay where they were published; their words come along."""
    message = f"A picture is not imported; its words are kept: “{excerpt(block.text)}”"
    ledger.doubt("picture", block.place, message)
    return f"<figure><figcaption>{inline_html(block.runs)}</figcaption></figure>"
