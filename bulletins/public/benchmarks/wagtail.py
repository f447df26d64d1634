"""The peer: the same issue as a Wagtail page with a StreamField, in an environment of its own.

Wagtail is no part of the product. The first run makes a virtual environment in the user's cache,
with the versions pinned in ``wagtail_site/requirements.txt``; later runs find it there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.core.management.base import CommandError

from bulletins.public.benchmarks.servers import served

SITE = Path(__file__).parent / "wagtail_site"


@contextmanager
def wagtail(content: Path, folder: Path) -> Iterator[str]:
    """Serve the issue whose frozen content lies in this file; yields the page's address."""
    python = _environment()
    site = folder / "wagtail"
    shutil.copytree(SITE, site)
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "site_settings"}
    for command in (
        ["-m", "django", "makemigrations", "weekly", "-v0"],
        ["-m", "django", "migrate", "-v0"],
        ["fill.py", str(content)],
    ):
        subprocess.run(
            [python, *command],
            cwd=site,
            env=environment | {"PYTHONPATH": str(site)},
            check=True,
            capture_output=True,
        )
    with served(
        "site_wsgi:application", python=python, environment=environment, folder=site
    ) as url:
        yield f"{url}/"


def _environment() -> Path:
    """The Python that has Wagtail; made now if it is not there."""
    requirements = SITE / "requirements.txt"
    version = sha256(requirements.read_bytes()).hexdigest()[:12]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "ishm" / f"wagtail-{version}"
    python = home / "bin" / "python"
    finished = home / "finished"
    if not finished.exists():
        shutil.rmtree(home, ignore_errors=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)]
            subprocess.run(install, check=True)
        except subprocess.CalledProcessError as error:
            raise CommandError("Wagtail could not be installed; it was not measured.") from error
        finished.touch()
    return python
