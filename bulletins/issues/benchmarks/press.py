"""Our side of the comparison with Chromium: two PDF workers in a process tree of their own.

Started by its own command line, not forked from the benchmark: what the workers weigh must not be
hidden in pages they share with whoever measures them.
"""

from __future__ import annotations

import gc
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.db import connection

from bulletins.issues import documents
from bulletins.issues.benchmarks import specimens
from bulletins.issues.models import Edition

WORKERS = 2
START = (
    "import django; django.setup(); from bulletins.issues.benchmarks.press import serve; serve()"
)


def serve() -> None:
    """Print as many issues as each line of standard input says; answer with the bytes of one."""
    edition = specimens.sample()
    connection.close()  # Forked processes must not share it.
    gc.freeze()  # What is never collected is never copied by a worker.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        for line in sys.stdin:
            asked = json.loads(line)
            tasks = [workers.submit(_draw, edition) for _ in range(asked["issues"])]
            print(json.dumps({"bytes": max(task.result() for task in tasks)}), flush=True)


def _draw(edition: Edition) -> int:
    """The bytes of the file; its boxes are let go as a Celery worker does it."""
    size = len(documents.draw_pdf(edition))
    gc.collect()
    return size
