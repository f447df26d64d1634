"""The other side: one Chromium that stays open and prints a page as often as it is asked.

A program of its own (``python kept_browser.py PAGE CHROMIUM``) that knows nothing of the product:
its memory is the browser's, and ours is not burdened with the tools that drive it.
"""

from __future__ import annotations

import asyncio
import json
import sys

from playwright.async_api import Browser, Page, async_playwright

# Fonts are there, and pages are set if a script of the document sets them.
READY = "Promise.all([document.fonts.ready, window.pagesAreSet]).then(() => true)"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


async def serve(address: str, program: str) -> None:
    """Print as each line of standard input says; pages stay open, as a service would keep them."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        pages: list[Page] = []
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            await _keep_open(browser, pages, asked["at_once"])
            size = await _print_all(pages[: asked["at_once"]], address, asked["issues"])
            print(json.dumps({"bytes": size}), flush=True)
        await browser.close()


async def _keep_open(browser: Browser, pages: list[Page], number: int) -> None:
    while len(pages) < number:
        pages.append(await browser.new_page())


async def _print_all(pages: list[Page], address: str, issues: int) -> int:
    waiting = list(range(issues))

    async def one_after_another(page: Page) -> int:
        size = 0
        while waiting:
            waiting.pop()
            await page.goto(address)
            await page.evaluate(READY)
            size = len(await page.pdf(prefer_css_page_size=True, tagged=True, outline=True))
        return size

    return max(await asyncio.gather(*(one_after_another(page) for page in pages)))


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:3]))
