"""The blocks of one entry or item as clean HTML."""

from __future__ import annotations

from collections.abc import Sequence

from bulletins.importing.document import (
    Block,
    Kind,
    inline_html,
    paragraph_html,
    web_address,
)
from bulletins.importing.reading import Ledger, PlacedPicture, excerpt
from bulletins.rendering.html import clean


def body_html(blocks: Sequence[Block], ledger: Ledger, *, as_what: str) -> str:
    """Paragraphs, lists, quotations and captions in their order; every block marked as used."""
    parts: list[str] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        parts.append(_part(block))
        if block.kind is Kind.PICTURE:
            _place_picture(block, following, blocks[0].place, ledger)
        ledger.use(block, as_what)
    return clean("".join(parts).replace("</ul><ul>", ""))


def _part(block: Block) -> str:
    if block.kind is Kind.ITEM:
        return f"<ul><li>{inline_html(block.runs)}</li></ul>"
    if block.kind is Kind.QUOTE:
        return f"<blockquote>{paragraph_html(block.runs)}</blockquote>"
    if block.kind is Kind.CAPTION or (block.kind is Kind.PICTURE and block.description):
        return f"<figure><figcaption>{inline_html(block.runs)}</figcaption></figure>"
    if block.kind is Kind.PICTURE:
        return ""  # what its file is called is nobody's words
    return paragraph_html(block.runs)


def _place_picture(block: Block, following: Block | None, body_place: str, ledger: Ledger) -> None:
    """The words of a picture come along at once; the picture itself is brought in afterwards."""
    caption = following if following and following.kind is Kind.CAPTION else None
    words = clean(_part(block) + (_part(caption) if caption else ""))
    ledger.pictures[block.place] = PlacedPicture(body_place, words, caption.text if caption else "")
    are_here = "; its words are" if words else ""
    where = f" It lies at {block.source}." if web_address(block.source) else ""
    message = (
        f"The picture “{excerpt(block.text)}” is not in the draft yet{are_here}.{where} "
        "Bring it in at the desk, under “Pictures”."
    )
    ledger.doubt("picture", block.place, message)
