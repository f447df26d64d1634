"""The message every sender sends: 65 KB on the wire, in lines as our templates write them.

The text part is wrapped. The HTML part has a line for each paragraph, some of them longer than the
998 characters mail allows (the longest of the sample issue's mail has 1,192), so every sender has
to encode it.
"""

from __future__ import annotations

_SENTENCE = "On July {day}, engineers opened the bridge at kilometer {n} after checking all piers."
UNSUBSCRIBE = "{{unsubscribe_url}}"
PREFERENCES = "{{preferences_url}}"
# Sentences of one paragraph after the other: lines of 110 to 1,140 characters.
_LENGTHS = (1, 2, 4, 7, 3, 1, 5, 13, 2, 6, 3, 1)


def text() -> str:
    """The text part, 23 KB, with both links."""
    lines = [f"{_sentence(n)}\n" for n in range(270)]
    return "".join(lines) + f"\nUnsubscribe: {UNSUBSCRIBE}\nPreferences: {PREFERENCES}\n"


def html() -> str:
    """The HTML part, 38 KB before it is encoded, with both links."""
    links = f'<a href="{UNSUBSCRIBE}">Unsubscribe</a> <a href="{PREFERENCES}">Preferences</a>'
    return f"<p>{links}</p>\n" + "".join(map(_paragraph, range(105))) + f"<p>{links}</p>\n"


def _paragraph(number: int) -> str:
    first = number * 7
    length = _LENGTHS[number % len(_LENGTHS)]
    words = " ".join(_sentence(n) for n in range(first, first + length))
    return f'<p style="margin:0 0 16px">{words}</p>\n'


def _sentence(n: int) -> str:
    return _SENTENCE.format(day=n % 28 + 1, n=n)
