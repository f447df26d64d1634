"""Text that lost its paragraphs: lines broken at a margin, or everything run together in one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletins.importing.interpreter.openings import opens_with_a_date
from bulletins.importing.interpreter.ranges import DAY, MONTH

_STARTS_ANEW = re.compile(
    r"\s*(?:[•●▪◦‣∙·]|[-*]\s|\d{1,2}/\d{1,2}/\d|key takeaways|takeaways for|updates for"
    r"|IED incidents|please note|derived from|subscribe to|for (?:more )?background)",
    re.IGNORECASE,
)
_ENDS_PARAGRAPH = re.compile(r"\bmore\s?(?:…|\.{3})\s*$|^\s*key takeaways:?\s*$", re.IGNORECASE)
_LABEL = (
    r"(?:Key Takeaways|Takeaways for [^:]{3,40}|Updates for [^:]{3,40}|This week[’']s headlines):"
)
_ENDS = r"(?<=[.!?”\"…)])"
# Where a paragraph must have begun, in text that kept nothing but its words.
_JOINTS = (
    (re.compile(rf"({_LABEL})"), r"\n\n\1\n\n"),
    (re.compile(r"(\bmore\s?(?:…|\.\.\.))\s*(?=[A-Z•“\"])"), r"\1\n\n"),
    (re.compile(r"•"), "\n\n• "),
    (re.compile(rf"{_ENDS}\s+(?=(?:On|Between) (?i:{MONTH}) ?{DAY})"), "\n\n"),
    (re.compile(r"(IED Incidents and [A-Z]\w{2,20} Casualties)"), r"\n\n\1\n\n"),
    (re.compile(r"(?<!/)(?=\d{2}/\d{2}/\d{2})"), "\n"),
    (re.compile(rf"{_ENDS}\s+(?=For (?:more )?background on )"), "\n\n"),
    (re.compile(r"(?=(?:Please note:|Derived from |Subscribe to ))"), "\n\n"),
    (re.compile(r"(?=Print Friendly)"), "\n\n"),
)
_TITLE = re.compile(
    r"((?:ISHM|IRAQ SECURITY AND HUMANITARIAN MONITOR)\s?\d{0,4}\s?:[^:.]{6,60}?\d{4})",
    re.IGNORECASE,
)
_SENTENCE_ENDS = (".", "”", '"', "!", "?")
_LEAST_FLAT = 2500  # signs in one line; the longest entry ever had about 2,200


def is_flattened(text: str) -> bool:
    """One line holds the label and several takeaways or dated entries."""
    longest = max(text.split("\n"), key=len)
    joints = len(re.findall(rf"\b(?:On|Between) {MONTH} ?{DAY}|\bmore…", longest, re.IGNORECASE))
    return len(longest) > _LEAST_FLAT and joints >= 4


def divided(text: str) -> str:
    """The same words with a blank line wherever a paragraph must have begun."""
    text = _TITLE.sub(r"\n\n\1\n\n", text, count=1)
    for pattern, joint in _JOINTS:
        text = pattern.sub(joint, text)
    for headline in _headlines(text):
        text = re.sub(rf"\s({re.escape(headline)})\s(?=On |Between |In )", r"\n\n\1\n\n", text)
    return text.strip()


def _headlines(text: str) -> list[str]:
    """The headlines of the takeaways, which stand above the sections once more."""
    takeaways = [part for part in text.split("\n\n") if _ENDS_PARAGRAPH.search(part[-20:])]
    heads = (takeaway.partition(" – ")[0].removeprefix("• ").strip() for takeaway in takeaways)
    return [head for head in heads if 8 <= len(head) <= 220][:40]


def usual_width(lines: list[str]) -> int:
    """The length of a full line: nine of ten are not longer."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def heads_of(lines: list[str]) -> list[str]:
    """The headlines of the takeaways in lines of any width, each to stand once more below."""
    takeaways = re.split(r"\bmore\s?(?:…|\.{3})|•|\bTakeaways:?", " ".join(map(str.strip, lines)))
    heads = (part.partition(" – ") for part in takeaways)
    return [head.strip() for head, dash, _ in heads if dash and 15 <= len(head.strip()) <= 220][:40]


def goes_on(
    above: str, line: str, following: str, *, width: int, heads: Sequence[str] = ()
) -> bool:
    """The line belongs to the paragraph of the line above it; ``following`` stands below it.

    A headline that is broken in two is known by its takeaway, whatever the width of its lines.
    """
    if any(f"{above.strip()} {line.strip()}" in head for head in heads):
        return True
    if _ends_heading(above, heads) or _begins_heading(line, heads):
        return False
    if _STARTS_ANEW.match(line) or _ENDS_PARAGRAPH.search(above):
        return False
    if re.match(r"\s*\d{1,2}/\d{1,2}/\d", above):
        return False
    ends_sentence = above.rstrip().endswith(_SENTENCE_ENDS)
    if ends_sentence and (opens_with_a_date(line) or _is_heading(line, following)):
        return False
    return len(above.strip()) >= width * (0.82 if ends_sentence else 0.7)


def _ends_heading(line: str, heads: Sequence[str]) -> bool:
    return any(head.endswith(line.strip()) for head in heads)


def _begins_heading(line: str, heads: Sequence[str]) -> bool:
    return len(line.strip()) >= 15 and any(head.startswith(line.strip()) for head in heads)


def _is_heading(line: str, following: str) -> bool:
    return opens_with_a_date(following) and not line.rstrip().endswith(_SENTENCE_ENDS)


def join(lines: list[str]) -> str:
    """The lines as one paragraph; a hyphen at a line's end keeps its word together."""
    joined = lines[0].strip()
    for line in lines[1:]:
        if joined.endswith("\u00ad"):
            joined = joined[:-1] + line.strip()
        else:
            gap = "" if joined[-1:] == "-" and joined[-2:-1].isalnum() else " "
            joined += gap + line.strip()
    return joined
