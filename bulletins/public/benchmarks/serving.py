"""A published page as served: against a plain file, against drawing it, against Wagtail.

The servers run one after the other, each alone with its database on SQLite; what shares a server
takes turns.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from django.core.management.base import CommandError

from bulletins.benchmarking import Comparison
from bulletins.public.benchmarks.servers import body, rate, served
from bulletins.public.benchmarks.wagtail import wagtail

TURNS = 3
NUMBER = "122"
FILE = "bench/issue.html"
_DRAW = """
from django.utils import timezone
from bulletins.issues import renditions
from bulletins.issues.models import Rendition
for rendition in Rendition.objects.waiting().filter(kind="web"):
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
"""
_CONTENT = """
import json
from bulletins.issues.models import Edition
print(json.dumps(Edition.objects.get().content))
"""


def site() -> Iterator[Comparison]:
    """Requests a second, every server with one process and one thread."""
    if shutil.which("wrk") is None:
        raise CommandError("No wrk on PATH. Install it (apt install wrk); nothing was measured.")
    with tempfile.TemporaryDirectory(prefix="ishm-bench-") as name:
        folder = Path(name)
        environment = {**os.environ, "DATA_DIR": name, "DATABASE_URL": "", "DEBUG": "false"}
        _publish_sample(environment)
        with _ours(environment) as url:
            _store_as_file(f"{url}/issues/{NUMBER}/", folder)
        content = folder / "content.json"
        content.write_text(_content(environment))
        with _ours(environment) as url, wagtail(content, folder) as peer:
            yield from _compare(url, peer, content)


def _compare(url: str, peer: str, content: Path) -> Iterator[Comparison]:
    addresses = {
        "page": f"{url}/issues/{NUMBER}/",
        "file": f"{url}/static/{FILE}",
        "drawn": f"{url}/bench/drawn/{NUMBER}/",
        "composed": f"{url}/bench/composed/{NUMBER}/",
        "wagtail": peer,
    }
    _refuse_other_content(addresses, content)
    rates: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(TURNS):
        for name, address in addresses.items():
            rates[name].append(rate(address))
    page, file, drawn, composed, theirs = (median(rates[name]) for name in addresses)
    ours, unit = "issue page as served", "requests/s"
    yield Comparison(ours, page, "plain file", file, unit, at_least=0.5)
    yield Comparison(ours, page, "drawn for every reader", drawn, unit, at_least=10)
    yield Comparison(ours, page, "Wagtail StreamField page", theirs, unit, at_least=20)
    yield Comparison(
        "nothing kept, article stored", composed, "Wagtail", theirs, unit, at_least=1.3
    )
    yield Comparison("drawn for every reader", drawn, "Wagtail", theirs, unit)


def _refuse_other_content(addresses: dict[str, str], content: Path) -> None:
    """Only like is compared with like: the same bytes, and every entry on every page."""
    bodies = {name: body(address) for name, address in addresses.items()}
    if not bodies["page"] == bodies["file"] == bodies["composed"]:
        raise CommandError("The page, the file and the composed page differ; nothing was measured.")
    takeaways = json.loads(content.read_text())["takeaways"]
    count = sum(len(takeaway["entries"]) for takeaway in takeaways)
    for name, found in bodies.items():
        if found.count(b'class="story"') != count:
            raise CommandError(f"Not all {count} entries stand on {name}; nothing was measured.")


def _publish_sample(environment: dict[str, str]) -> None:
    for arguments in (
        ["migrate", "-v0"],
        ["sample_data"],
        ["publish_issue", NUMBER, "--approve"],
        ["shell", "-c", _DRAW],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=environment,
            check=True,
            capture_output=True,
        )


def _content(environment: dict[str, str]) -> str:
    """The frozen issue as JSON."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", _CONTENT]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout


def _store_as_file(page: str, folder: Path) -> None:
    target = folder / "static" / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body(page))


def _ours(environment: dict[str, str]) -> AbstractContextManager[str]:
    return served(
        "bulletins.public.bench_server:application",
        python=Path(sys.executable),
        environment=environment
        | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], "LOG_LEVEL": "ERROR"},
        folder=Path.cwd(),
    )
