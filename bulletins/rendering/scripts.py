"""Phrases in Arabic script inside English text, wrapped so that every surface sets them right.

WeasyPrint resolves neither ``dir="auto"`` nor a right-to-left phrase that an inline mark cuts in
two: the pieces would stand in the wrong order. So each phrase gets one span that says its direction
and its language outright.
"""

from __future__ import annotations

import re
from html import escape

_LETTERS = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe"
_HAS_LETTERS = re.compile(f"[{_LETTERS}]")
# Letters of Central Kurdish (Sorani) that neither Arabic nor Persian writes.
_KURDISH = re.compile("[\u0695\u06b5\u06c6\u06ce\u06d5\u06ca]")

_INSIDE_TAG = r'(?:[^<>"]|"[^"]*")*'
_OPENING = rf"<(?:strong|em|a)(?:\s{_INSIDE_TAG})?>"
_CLOSING = "</(?:strong|em|a)>"
# What may stand between two words of one phrase: anything but a letter of another script.
_BETWEEN = r"(?:[\s\u200c-\u200f0-9.,:;'’()«»\-–/]|&nbsp;)*"
_WORDS = f"[{_LETTERS}]+(?:{_BETWEEN}[{_LETTERS}]+)*"
_PHRASE = (
    f"(?:{_OPENING})*{_WORDS}"
    f"(?:(?:{_BETWEEN}(?:{_OPENING}|{_CLOSING}))+{_BETWEEN}{_WORDS})*"
    f"(?:{_CLOSING})*"
)
_SCAN = re.compile(
    rf"(?P<set><span\s{_INSIDE_TAG}\bdir={_INSIDE_TAG}>.*?</span>)"
    rf"|(?P<phrase>{_PHRASE})"
    rf"|(?P<tag><{_INSIDE_TAG}>)",
    re.DOTALL,
)
_SET = 'dir="rtl"'
_BLOCK = re.compile(r"<(p|li|h[2-4])>((?:(?!</?(?:p|li|ul|ol|h[2-4])\b).)*)</\1>", re.DOTALL)
_ANY_TAG = re.compile(f"<{_INSIDE_TAG}>|&[a-z]+;")
_OF_ANOTHER_SCRIPT = re.compile(rf"[^\W\d_{_LETTERS}]")
_TAGS = re.compile(f"({_OPENING}|{_CLOSING})")


def language_of(phrase: str) -> str:
    """“ckb” for Central Kurdish, “ar” for everything else in Arabic script."""
    return "ckb" if _KURDISH.search(phrase) else "ar"


def mark_phrases(html: str) -> str:
    """Clean HTML with every Arabic-script phrase in a span. Marking twice changes nothing."""
    if not _HAS_LETTERS.search(html):
        return html
    return _SCAN.sub(_mark, html)


def turn_blocks(html: str) -> str:
    """Marked HTML; paragraphs, items and headings in Arabic script alone run from the right."""
    return _BLOCK.sub(_turned, html) if _SET in html else html


def phrases(text: str) -> str:
    """Plain text as HTML: escaped, its Arabic-script phrases marked."""
    return mark_phrases(escape(text, quote=False))


def _mark(found: re.Match[str]) -> str:
    phrase = found["phrase"]
    if not phrase:
        return found[0]
    tokens = [token for token in _TAGS.split(phrase) if token]
    first, last = _balanced_part(tokens)
    before, inside, after = tokens[:first], tokens[first:last], tokens[last:]
    if _is_balanced(inside):
        return "".join([*before, _span("".join(inside)), *after])
    # A mark that begins or ends within the phrase: each piece is set by itself.
    return "".join(_span(token) if _HAS_LETTERS.search(token) else token for token in tokens)


def _turned(found: re.Match[str]) -> str:
    name, inside = found.groups()
    words = _ANY_TAG.sub("", inside)
    if not _HAS_LETTERS.search(words) or _OF_ANOTHER_SCRIPT.search(words):
        return found[0]
    return f'<{name} {_SET} lang="{language_of(words)}">{inside}</{name}>'


def _balanced_part(tokens: list[str]) -> tuple[int, int]:
    """Where the phrase begins and ends when marks it does not close are left outside."""
    first, last = 0, len(tokens)
    while not _is_balanced(tokens[first:last]):
        if tokens[last - 1].startswith("</"):
            last -= 1
        elif tokens[first].startswith("<"):
            first += 1
        else:
            break
    return first, last


def _is_balanced(tokens: list[str]) -> bool:
    depth = 0
    for token in tokens:
        if token.startswith("</"):
            depth -= 1
        elif token.startswith("<"):
            depth += 1
        if depth < 0:
            return False
    return depth == 0


def _span(phrase: str) -> str:
    return f'<span dir="rtl" lang="{language_of(phrase)}">{phrase}</span>'
