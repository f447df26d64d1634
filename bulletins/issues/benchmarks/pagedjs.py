"""Paged.js: what a browser is given to print the same pages as we do.

A browser alone knows no footnotes, no running heads of a section and no page numbers in the
contents. Paged.js is no part of the product: the first run fetches the pinned package by npm and
keeps its one script in the user's cache.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.core.management.base import CommandError

VERSION = "0.4.3"
SCRIPT = "package/dist/paged.polyfill.js"
# Whoever prints waits for this promise: the pages are set.
PROMISE = "window.pagesAreSet = new Promise((set) => { window.PagedConfig = { after: set }; });"


def paginated(html: str) -> str:
    """The document with Paged.js in its head, which sets its pages as soon as it is open."""
    scripts = f'<script>{PROMISE}</script><script src="{_script().as_uri()}"></script>'
    return html.replace("</head>", f"{scripts}</head>")


def _script() -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = caches / "ishm" / f"pagedjs-{VERSION}.js"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        _fetch(kept)
    return kept


def _fetch(target: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise CommandError(
            "Chromium alone was measured. The same pages by Paged.js were not: that needs npm."
        )
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"pagedjs@{VERSION}"]
        try:
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        except subprocess.CalledProcessError as error:
            raise CommandError(
                "Chromium alone was measured. Paged.js could not be fetched; it was not measured."
            ) from error
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as packed:
            script = packed.extractfile(SCRIPT)
            if script is None:
                raise CommandError(f"pagedjs {VERSION} has no {SCRIPT}.")
            target.write_bytes(script.read())
