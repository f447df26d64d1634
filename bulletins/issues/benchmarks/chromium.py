"""Our PDF workers against a browser that stays open and prints the same pages."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from bulletins.benchmarking import Comparison
from bulletins.issues import documents
from bulletins.issues.benchmarks import specimens
from bulletins.issues.models import Edition
from bulletins.rendering.stylesheets import rules

try:
    from playwright.async_api import Browser, async_playwright
except ImportError:  # A development requirement; the product runs without it.
    async_playwright = None  # type: ignore[assignment]

ISSUES = 16
WORKERS = 2
PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def against_chromium() -> Iterator[Comparison]:
    """Rate, memory and bytes for 16 issues: two workers, and Chromium at its best of 1 to 3."""
    if async_playwright is None or PROGRAM is None:
        raise CommandError("This needs Playwright (requirements-dev.txt) and a Chromium on PATH.")
    edition = specimens.sample()
    connection.close()  # Forked processes must not share it.
    ours_rate, ours_memory, ours_bytes = _ours(edition)
    html = documents.pdf_html(edition).replace(
        "</head>", f"<style>{_browser_rules()}</style></head>"
    )
    theirs_rate, theirs_memory, theirs_bytes = asyncio.run(_theirs(html))
    yield Comparison(
        f"{ISSUES} issues on {WORKERS} workers", ours_rate,
        "a kept Chromium at its best", theirs_rate, unit="issues/s", at_least=0.8,
    )  # fmt: skip
    yield Comparison(
        "their memory", ours_memory, "Chromium’s", theirs_memory, unit="MB", at_most=0.5
    )
    yield Comparison("one file", ours_bytes, "Chromium’s", theirs_bytes, unit="kB", at_most=0.6)


def _ours(edition: Edition) -> tuple[float, float, float]:
    """Issues a second, MB of all processes, kB of a file."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        warm = [workers.submit(documents.draw_pdf, edition) for _ in range(2 * WORKERS)]
        size = max(len(task.result()) for task in warm)
        started = time.perf_counter()
        tasks = [workers.submit(documents.draw_pdf, edition) for _ in range(ISSUES)]
        for task in tasks:
            task.result()
        rate = ISSUES / (time.perf_counter() - started)
        memory = _memory_of_children(os.getpid())
    return rate, memory, size / 1000


async def _theirs(html: str) -> tuple[float, float, float]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        size = await _print_all(browser, html, tasks=2, at_once=1)
        rates, memory = [], 0.0
        for at_once in (1, 2, 3):
            started = time.perf_counter()
            await _print_all(browser, html, tasks=ISSUES, at_once=at_once)
            rates.append(ISSUES / (time.perf_counter() - started))
            memory = max(memory, _memory_of_browser())
        await browser.close()
    return max(rates), memory, size / 1000


async def _print_all(browser: Browser, html: str, *, tasks: int, at_once: int) -> int:
    """The bytes of one file; pages stay open, as a service would keep them."""
    waiting = asyncio.Queue[int]()
    for task in range(tasks):
        waiting.put_nowait(task)

    async def one_after_another() -> int:
        page, size = await browser.new_page(), 0
        while not waiting.empty():
            waiting.get_nowait()
            await page.set_content(html)
            size = len(await page.pdf(format="A4", tagged=True, outline=True))
        await page.close()
        return size

    return max(await asyncio.gather(*(one_after_another() for _ in range(at_once))))


def _browser_rules() -> str:
    """Our sheet as the browser understands it: its own fonts, no margin boxes."""
    return rules("css/pdf.css").replace("app-font:", "missing:")


def _memory_of_children(parent: int) -> float:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(_proportional_memory(child) for child in children)


def _memory_of_browser() -> float:
    """MB of every process of the browser this one started."""
    return sum(
        _proportional_memory(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if _descends_from(folder.name, os.getpid()) and "chrom" in _name_of(folder.name)
    )


def _descends_from(pid: str, ancestor: int) -> bool:
    while pid not in ("0", ""):
        if int(pid) == ancestor:
            return True
        pid = _status(pid, "PPid")
    return False


def _name_of(pid: str) -> str:
    return _status(pid, "Name")


def _status(pid: str, field: str) -> str:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # It has ended.
        return ""
    return next((line.split()[1] for line in lines if line.startswith(f"{field}:")), "")


def _proportional_memory(pid: str) -> float:
    """MB of a process, what it shares divided among those who share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
