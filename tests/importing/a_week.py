"""The sample week written out the way the old web page reads when it is copied as text."""

from __future__ import annotations

import tomllib

from bulletins.importing.sample import WEEK
from bulletins.rendering.html import plain_text

TITLE = "ISHM: July 21 – 27, 2017"
LABEL = "Key Takeaways:"
GUIDE_LINE = "For background on the people and places below, see the ISHM Reference Guide."
TABLE_HEADING = "IED Incidents and Resulting Casualties"
CLOSING = """\
Please note: the locations on this map are approximations.

Compiled from accounts of witnesses, ISHM is a publication of the Center.

Subscribe to ISHM and find it in your inbox.

Print Friendly, PDF & Email
"""


def sections():
    return [_read(path) for path in sorted(WEEK.glob("[0-9]-*.toml"))]


def incidents():
    return _read(WEEK / "issue.toml")["incidents"]


def one_line(html):
    return " ".join(plain_text(html).split())


def glued(incident):
    return (
        f"{incident['event_date']:%m/%d/%y}{incident['location']}"
        f"{incident['deaths']}{incident['injuries']}"
    )


def as_text(title=TITLE):
    """Bullets with “more…”, guide line, sections, and a table whose cells ran together."""
    bullets = [f"  • {s['headline']} – {one_line(s['summary'])} more…" for s in sections()]
    parts = [title, "\n", LABEL, "\n".join(bullets), GUIDE_LINE]
    for section in sections():
        parts += [section["headline"], *(one_line(e["body"]) for e in section["entries"])]
    parts += [TABLE_HEADING, "\n".join(glued(incident) for incident in incidents()), "", CLOSING]
    return "\n\n".join(parts)


def _read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))
