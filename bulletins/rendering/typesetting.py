"""What a typesetter does before lines are broken: some words must not part at the end of one."""

from __future__ import annotations

import re
from calendar import month_name

_SPACE, _HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"
_TAG = re.compile(r"(<[^>]*>)")
_MONTHS = "|".join(filter(None, month_name))
_UNITS = "km|kilometers?|miles?|meters?|percent|million|billion"
_DATE = re.compile(rf"\b({_MONTHS}) (?=\d{{1,2}}\b)")
_AMOUNT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})\b)")
# The Arabic article, with its letter as it sounds before the name.
_ARTICLE = re.compile(r"\b([AaEe]l|[Aa](?:[dnrstz]|sh|th|dh)|[Uu]l)-(?=[A-ZḤṢḌṬẒʿʾ‘’'])")


def kept_together(html: str) -> str:
    """HTML for print: dates, amounts and Arabic names stay on one line. Words are as before.

    Only print is set so: the file says of each fixed space and hyphen that it is an ordinary one
    (``tagging.py``), elsewhere they would be copied and not found again.
    """
    parts = _TAG.split(html)
    parts[::2] = [_kept(text) for text in parts[::2]]
    return "".join(parts)


def _kept(text: str) -> str:
    text = _DATE.sub(rf"\1{_SPACE}", text)
    text = _AMOUNT.sub(_SPACE, text)
    return _ARTICLE.sub(rf"\1{_HYPHEN}", text)
