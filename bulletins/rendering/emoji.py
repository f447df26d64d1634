"""Emoji for print: no typeface of ours draws them, and a machine's own would differ from the next.

On paper they stand as their names: “[thumbs up sign]”. Web page and mail show the pictures.
"""

from __future__ import annotations

import re
import unicodedata

_PICTURES = "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\u2600-\u27bf"
# Skin tones, and the marks that join pictures or ask for their colored form, add no word.
_SILENT = "\U0001f3fb-\U0001f3ff\u200d\ufe0f"
_EMOJI = re.compile(f"([{_PICTURES}])[{_SILENT}]*")
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_FIRST_OF_FLAGS = 0x1F1E6


def named(text: str) -> str:
    """The text with every emoji as its name in brackets; flags as the code of their country."""
    return _EMOJI.sub(_name, _FLAG.sub(_country, text))


def _name(found: re.Match[str]) -> str:
    return f"[{unicodedata.name(found[1], 'picture').lower()}]"


def _country(found: re.Match[str]) -> str:
    letters = (chr(ord("A") + ord(letter) - _FIRST_OF_FLAGS) for letter in found.groups())
    return f"[flag {''.join(letters)}]"
