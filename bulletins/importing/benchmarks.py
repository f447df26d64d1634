"""How an archive import grows: ten times the issues may take little more than ten times as long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings

from bulletins.benchmarking import Comparison
from bulletins.importing.sample import WEEK
from bulletins.issues.dates import period_words

FEW, MANY = 50, 500
FIRST = date(2008, 1, 4)
_MOST_TIME = 12  # times as long for ten times as many
_MOST_MEMORY = 1.3

# Runs in a process of its own, with a database of its own: peak memory is that of one import.
_CHILD = """
import io, json, resource, sys, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
started = time.perf_counter(), time.process_time()
call_command("import_archive", sys.argv[1], "--json", stdout=io.StringIO())
taken = time.perf_counter() - started[0]
worked = time.process_time() - started[1]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from bulletins.issues.models import Entry, Issue
print(json.dumps([taken, worked, peak / 1024, Issue.objects.count(), Entry.objects.count()]))
"""


@dataclass(frozen=True)
class Run:
    """One import: seconds by the clock and of work, peak MB, and what was in the database then."""

    seconds: float
    worked: float
    megabytes: float
    issues: int
    entries: int


def importing() -> Iterator[Comparison]:
    """Archives of 50 and of 500 whole issues, each with 45 entries and 17 incidents."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_run(Path(folder), count) for count in (FEW, MANY))
    for run, count in ((few, FEW), (many, MANY)):
        if (run.issues, run.entries) != (count, count * 45):
            raise AssertionError(f"{run.issues} issues and {run.entries} entries of {count}")
    # The two imports run one after the other, for minutes: held is the processor's time, which a
    # machine that gets busier in between does not change.
    yield Comparison(
        what=f"importing {MANY} issues (processor time)",
        ours=many.worked,
        against=f"{FEW} issues",
        theirs=few.worked,
        at_most=_MOST_TIME,
    )
    yield Comparison(
        what=f"peak memory with {MANY} issues",
        ours=many.megabytes,
        against=f"{FEW} issues",
        theirs=few.megabytes,
        unit="MB",
        at_most=_MOST_MEMORY,
    )
    yield Comparison(
        what=f"issues per second by the clock in an archive of {MANY}",
        ours=MANY / many.seconds,
        against=f"of {FEW}",
        theirs=FEW / few.seconds,
        unit="issues/s",
    )


BENCHMARKS = {"import": importing}


def write_archive(path: Path, count: int) -> None:
    """A WordPress export with ``count`` issues: the sample week, told of a new week each time."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:wp="http://wordpress.org/export/1.2/"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        )
        for number in range(1, count + 1):
            start = FIRST + timedelta(days=7 * number)
            title = f"ISHM {number}: {period_words(start, start + timedelta(days=6))}"
            file.write(
                f"<item><title>{title}</title><link>https://old.example/ishm{number}/</link>"
                f"<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
                f"<content:encoded><![CDATA[{_week(start)}]]></content:encoded></item>\n"
            )
        file.write("</channel></rss>")


def _week(start: date) -> str:
    sections = [_read(path) for path in sorted(WEEK.glob("[0-9]-*.toml"))]
    takeaways = (f"<li>{s['headline']} – {s['summary']} more…</li>" for s in sections)
    rows = (_row(incident, start) for incident in _read(WEEK / "issue.toml")["incidents"])
    return (
        f"<p>Key Takeaways:</p><ul>{''.join(takeaways)}</ul>"
        f"<p>See the ISHM Reference Guide.</p>{''.join(_section(s, start) for s in sections)}"
        f"<h3>IED Incidents and Resulting Casualties</h3><table>{''.join(rows)}</table>"
    )


def _section(section: dict[str, Any], start: date) -> str:
    stories = []
    for entry in section["entries"]:
        day = _moved(entry["event_date"], start)
        was = f"On July {entry['event_date'].day},"
        stories.append(entry["body"].replace(was, f"On {day:%B} {day.day},"))
    return f"<h3>{section['headline']}</h3>{''.join(stories)}"


def _row(incident: dict[str, Any], start: date) -> str:
    cells = (
        f"{_moved(incident['event_date'], start):%m/%d/%y}",
        escape(incident["location"]),
        str(incident["deaths"]),
        str(incident["injuries"]),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _moved(day: date, start: date) -> date:
    return start + (day - date(2017, 7, 21))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _run(folder: Path, count: int) -> Run:
    archive = folder / f"{count}.xml"
    write_archive(archive, count)
    data = folder / f"data-{count}"
    data.mkdir()
    environment = os.environ | {
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "DATABASE_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(  # our own interpreter with our own words
        [sys.executable, "-c", _CHILD, str(archive)],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return Run(*json.loads(done.stdout.splitlines()[-1]))
