"""Pictures of pages as a browser shows them, for proofs. Nothing here is needed to publish."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Taller than any page we make, but no larger than a browser can hold in memory; what is below the
# page is cut off again.
TALLEST = 40_000
LARGEST = 24_000_000  # pixels
SECONDS = 120  # A page of 40,000 pixels, on a machine that does other work as well.
_DARK, _LIGHT = 0, 1  # As Chromium numbers them.


class NoBrowser(Exception):
    """There is no Chromium on this machine. The message says what to install."""


def picture(
    page: Path, *, width: int, is_dark: bool = False, has_images: bool = True
) -> Image.Image:
    """A local HTML file from top to end, ``width`` pixels wide."""
    settings = f"preferredColorScheme={_DARK if is_dark else _LIGHT}"
    if not has_images:
        settings += ",imagesEnabled=false"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.png"
        command = [
            *_program(),
            f"--user-data-dir={folder}/profile",
            f"--blink-settings={settings}",
            f"--window-size={width},{min(TALLEST, LARGEST // width)}",
            f"--screenshot={target}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return _cut(Image.open(BytesIO(target.read_bytes())).convert("RGB"))


def _program() -> list[str]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NoBrowser(
            "No Chromium on PATH, so the proof has no pictures of the page and the mail; the rest "
            "is complete. Install one (apt install chromium) or set CHROMIUM."
        )
    arguments = ["--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    # Chromium refuses its sandbox to root. The pages are our own and fetch nothing.
    return [program, *arguments, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _cut(whole: Image.Image) -> Image.Image:
    """Without the empty ground below the page."""
    ground = Image.new("RGB", whole.size, whole.getpixel((whole.width - 1, whole.height - 1)))
    used = ImageChops.difference(whole, ground).getbbox()
    return whole.crop((0, 0, whole.width, min(used[3] + 16, whole.height))) if used else whole
