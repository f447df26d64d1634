"""The message every sender sends: 65 KB on the wire, in lines as our templates write them."""

from __future__ import annotations

_LINE = "On July {day}, engineers reopened the bridge at kilometer {n} after checking every pier.\n"
UNSUBSCRIBE = "{{unsubscribe_url}}"
PREFERENCES = "{{preferences_url}}"


def text() -> str:
    """The text part, about 25 KB, with both links."""
    lines = [_LINE.format(day=n % 28 + 1, n=n) for n in range(270)]
    return "".join(lines) + f"\nUnsubscribe: {UNSUBSCRIBE}\nPreferences: {PREFERENCES}\n"


def html() -> str:
    """The HTML part, about 37 KB before it is encoded, with both links."""
    lines = [
        f'<p style="margin:0 0 16px">{_LINE.format(day=n % 28 + 1, n=n).strip()}</p>\n'
        for n in range(310)
    ]
    links = f'<a href="{UNSUBSCRIBE}">Unsubscribe</a> <a href="{PREFERENCES}">Preferences</a>'
    return f"<p>{links}</p>\n" + "".join(lines) + f"<p>{links}</p>\n"
