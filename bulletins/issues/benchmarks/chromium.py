"""Our PDF workers against a browser that stays open and prints the same pages.

Both sides are services in process trees of their own, warm, with the same text and the same fonts;
both write tagged PDF with an outline. They work by turns, and the memory of both is taken in the
same way while they work.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TextIO, cast

from django.conf import settings
from django.core.management.base import CommandError

import bulletins.issues.benchmarks.press as ours
from bulletins.benchmarking import Comparison
from bulletins.benchmarking.scale import Scale
from bulletins.issues import documents
from bulletins.issues.benchmarks import specimens
from bulletins.issues.benchmarks.pagedjs import paginated
from bulletins.rendering import fonts, pdf
from bulletins.rendering.stylesheets import together

ISSUES = 16
TURNS = 3
AT_ONCE = (1, 2, 3)
PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
KEPT_BROWSER = Path(__file__).with_name("kept_browser.py")
OUR_FONTS = Path(fonts.__file__).parent


class Service:
    """A process that answers a line for a line, and how much it weighs with all its children."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asking = cast("TextIO", self._process.stdin)
        self._answers = cast("TextIO", self._process.stdout)

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    @property
    def pid(self) -> int:
        return self._process.pid

    def print_issues(self, issues: int, *, at_once: int = 1) -> tuple[float, int]:
        """Seconds for all, and the bytes of one."""
        started = time.perf_counter()
        print(json.dumps({"issues": issues, "at_once": at_once}), file=self._asking, flush=True)
        answer = self._answers.readline()
        if not answer:
            raise CommandError("A service of the benchmark ended before it answered.")
        return time.perf_counter() - started, json.loads(answer)["bytes"]


def against_chromium() -> Iterator[Comparison]:
    """Rate, memory and bytes for 16 issues: two workers, and Chromium at its best of 1 to 3.

    First Chromium prints what it can of the document, then, with Paged.js, the same pages as ours.
    """
    if PROGRAM is None:
        raise CommandError("This needs a Chromium on PATH.")
    html = _for_the_browser(documents.pdf_html(specimens.sample()))
    yield from _against(html, "Chromium")
    yield from _against(paginated(html), "Chromium with Paged.js")


def _against(html: str, name: str) -> Iterator[Comparison]:
    with ExitStack() as stack:
        page = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "issue.html"
        page.write_text(html)
        press = stack.enter_context(Service("-c", ours.START))
        browser = stack.enter_context(Service(str(KEPT_BROWSER), page.as_uri(), str(PROGRAM)))
        yield from _by_turns(press, browser, name)


def _by_turns(press: Service, browser: Service, name: str) -> Iterator[Comparison]:
    _, our_bytes = press.print_issues(2 * ours.WORKERS)
    best, their_bytes = _best_at_once(browser)
    our_scale, their_scale = Scale(press.pid), Scale(browser.pid, only="chrom")
    our_times, their_times = [], []
    for _ in range(TURNS):
        with our_scale:
            our_times.append(press.print_issues(ISSUES)[0])
        with their_scale:
            their_times.append(browser.print_issues(ISSUES, at_once=best)[0])
    yield Comparison(
        f"{ISSUES} issues on {ours.WORKERS} workers", ISSUES / median(our_times),
        f"{name}, {best} at once", ISSUES / median(their_times),
        unit="issues/s", at_least=0.8,
    )  # fmt: skip
    yield Comparison(
        "processor time of an issue", our_scale.seconds / ISSUES / TURNS,
        name, their_scale.seconds / ISSUES / TURNS,
    )  # fmt: skip
    yield Comparison("memory", our_scale.peak, name, their_scale.peak, unit="MB", at_most=0.5)
    yield Comparison("one file", our_bytes / 1000, name, their_bytes / 1000, unit="kB", at_most=0.6)


def _best_at_once(browser: Service) -> tuple[int, int]:
    """At how many pages at once the browser is fastest, once it is warm; the bytes of a file."""
    _, size = browser.print_issues(2 * max(AT_ONCE), at_once=max(AT_ONCE))
    taken = {number: browser.print_issues(ISSUES, at_once=number)[0] for number in AT_ONCE}
    return min(taken, key=lambda number: taken[number]), size


def _for_the_browser(html: str) -> str:
    """The same document with our sheet and our fonts, which the browser reads from their files."""
    sheet = re.sub(
        r"app-font:([a-z0-9-]+\.ttf)",
        lambda found: (OUR_FONTS / found[1]).as_uri(),
        together(pdf.STYLESHEETS),
    )
    return html.replace("</head>", f"<style>{sheet}</style></head>")
