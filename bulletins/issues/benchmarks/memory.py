"""The most memory a Celery worker holds that draws the sample issue.

A fresh worker is weighed, in a copy of its own: one forked from the benchmark would carry every
room and the tools of measuring.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from bulletins.benchmarking import Comparison, processes
from bulletins.issues.models import Rendition
from bulletins.issues.tasks import queue_for, render_edition

DRAWINGS = 3
MOST_MEMORY = 150  # MB
PDF = Rendition.Kind.PDF
# Django must be set up before this package can be imported, and with the settings of the copy.
DRAW = f"import django; django.setup(); from {__name__} import draw_sample; draw_sample()"


def of_a_worker() -> Iterator[Comparison]:
    """A worker of the queue for PDFs, with everything Celery and the site load into it."""
    with tempfile.TemporaryDirectory(prefix="ishm-bench-") as name:
        folder, environment = Path(name), _environment(name)
        worker = processes.workers(
            folder, queue=queue_for(PDF), app="ishm.drawing", environment=environment
        )
        with processes.broker(folder), worker as pids:
            subprocess.run([sys.executable, "-c", DRAW], env=environment, check=True)
            peak = processes.peak_memory(pids)
    yield Comparison("memory of a worker", peak, "the limit", MOST_MEMORY, unit="MB", at_most=1.0)


def draw_sample() -> None:
    """Load the sample week into an empty copy, publish it, and have it drawn by the worker."""
    call_command("migrate", verbosity=0)
    call_command("sample_data", verbosity=0)
    call_command("publish_issue", "122", verbosity=0)
    row = Rendition.objects.filter(kind=PDF)
    for _ in range(DRAWINGS):
        row.update(status="waiting")
        render_edition.apply_async(kwargs={"rendition_id": row.get().pk}, queue=queue_for(PDF))
        while row.get().status != "done":
            time.sleep(0.1)


def _environment(folder: str) -> dict[str, str]:
    """The embedded configuration, whatever this process runs on."""
    servers = {"DATABASE_URL", "REDIS_URL"}
    ours = {name: value for name, value in os.environ.items() if name not in servers}
    settings = {"DJANGO_SETTINGS_MODULE": "ishm.settings", "LOG_LEVEL": "ERROR"}
    return {**ours, **settings, "DATA_DIR": folder}
