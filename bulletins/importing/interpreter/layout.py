"""First pass: title, label, takeaways, sections and table by their shape. Each may be missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bulletins.importing.document import Block, Kind
from bulletins.importing.interpreter import furniture, rows, titles
from bulletins.importing.interpreter.openings import opens_with_a_date
from bulletins.importing.interpreter.takeaways import ends_in_more
from bulletins.importing.reading import Ledger

# In 2015 the logo's alternative text is glued to the front: “ISHM logoUpdates for March 5 – 11”.
_LABEL = re.compile(
    r"(?:.{0,40}?logo\s*)?(?:key\s+takeaways?|takeaways?|updates?|(?:this\s+week[’']s\s+)?(?:top\s+)?"
    r"headlines?)(?:\s+(?:for|from|of)\s+.{3,60})?\s*(?::.{0,60})?",
    re.IGNORECASE,
)
_LONGEST_HEADING = 220
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",")


@dataclass(slots=True)
class Layout:
    """The parts of an issue, in the order they are read."""

    title: Block | None = None
    notes: list[Block] = field(default_factory=list)
    label: Block | None = None
    takeaways: list[Block] = field(default_factory=list)
    sections: list[Block] = field(default_factory=list)
    table_heading: Block | None = None
    rows: list[Block] = field(default_factory=list)


def divide(ledger: Ledger) -> Layout:
    """Find the parts of the document by their shape, and drop its furniture."""
    guide_at, end_at = _drop_furniture(ledger)
    layout = Layout()
    blocks = _take_table(ledger, layout)
    table_at = min((block.index for block in _table_of(layout)), default=None)
    ends = [at for at in (table_at, end_at) if at is not None]
    if ends:
        # Whatever text is left below the table or the map note stays open: not understood.
        blocks = [block for block in blocks if block.index < max(ends[0], _first_text(blocks))]
    after = _take_head(blocks, layout)
    _cut(after, guide_at, layout)
    return layout


def looks_like_heading(block: Block, following: Block | None) -> bool:
    """A heading by markup, or a short line without a sentence's end above a longer one."""
    text = block.text.strip()
    if len(text) > _LONGEST_HEADING:
        return False
    if block.kind is not Kind.PARAGRAPH:
        return block.kind is Kind.HEADING
    if opens_with_a_date(text):
        return False
    if block.is_all_strong:
        return True
    return bool(following and len(following.text) > len(text) and not text.endswith(_SENTENCE_ENDS))


def _drop_furniture(ledger: Ledger) -> tuple[int | None, int | None]:
    """Drop what is known; return where the guide line and the first closing line stand."""
    guide_at = end_at = None
    for block in ledger.document.blocks:
        what = furniture.recognize(block)
        if what is None:
            continue
        ledger.drop(block, what)
        if what == furniture.GUIDE_LINE:
            guide_at = block.index
        elif what in furniture.END_LINES and end_at is None:
            end_at = block.index
    return guide_at, end_at


def _take_table(ledger: Ledger, layout: Layout) -> list[Block]:
    """Take out the casualty table; return the other blocks still open."""
    others = []
    for block in ledger.document.blocks:
        if not ledger.is_open(block):
            continue
        if _is_table_line(block, layout):
            layout.rows.append(block)
        elif layout.table_heading is None and rows.is_heading(block.text):
            layout.table_heading = block
        else:
            others.append(block)
    return others


def _is_table_line(block: Block, layout: Layout) -> bool:
    if rows.is_row(block) or rows.is_header(block):
        return True
    is_below = layout.table_heading is not None or bool(layout.rows)
    return is_below and (bool(block.cells) or rows.is_totals(block))


def _table_of(layout: Layout) -> list[Block]:
    heading = [layout.table_heading] if layout.table_heading else []
    return heading + layout.rows


def _first_text(blocks: Sequence[Block]) -> int:
    return blocks[0].index if blocks else 0


def _take_head(blocks: list[Block], layout: Layout) -> list[Block]:
    """Take title, schedule notes and label from the top; return what follows them."""
    label_at = next((at for at, block in enumerate(blocks) if _is_label(block)), None)
    title_at = next((at for at, block in enumerate(blocks[:40]) if titles.is_title(block)), None)
    if title_at is not None and (label_at is None or title_at < label_at):
        layout.title = blocks[title_at]
    if label_at is not None:
        layout.label = blocks[label_at]
        layout.notes = [block for block in blocks[:label_at] if block is not layout.title]
        return blocks[label_at + 1 :]
    if title_at is None:
        return blocks
    layout.notes = blocks[:title_at]
    return blocks[title_at + 1 :]


def _is_label(block: Block) -> bool:
    return bool(_LABEL.fullmatch(block.text.strip()))


def _cut(after: list[Block], guide_at: int | None, layout: Layout) -> None:
    """Divide what follows the label into takeaways and sections."""
    if guide_at is not None:
        layout.takeaways = [block for block in after if block.index < guide_at]
    elif layout.label is not None or _begins_with_takeaways(after):
        layout.takeaways = after[: _end_of_takeaways(after)]
    layout.sections = after[len(layout.takeaways) :]


def _begins_with_takeaways(blocks: list[Block]) -> bool:
    return bool(blocks) and (
        blocks[0].kind is Kind.ITEM or any(ends_in_more(block) for block in blocks)
    )


def _end_of_takeaways(blocks: list[Block]) -> int:
    """How many blocks from the first on belong to takeaways, where no guide line tells."""
    last_more = max((at for at, block in enumerate(blocks) if ends_in_more(block)), default=-1)
    at = 0
    has_bullets = any(block.kind is Kind.ITEM for block in blocks[:2])
    while at < len(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if at > last_more and _begins_sections(blocks[at], following, has_bullets):
            break
        at += 1
    return at


def _begins_sections(block: Block, following: Block | None, has_bullets: bool) -> bool:
    if block.kind is Kind.ITEM:
        return False
    if looks_like_heading(block, following):
        return True
    goes_on = following is not None and following.kind is Kind.ITEM
    return has_bullets and not goes_on
