"""All renditions of an issue on two workers, against the slowest of them alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

from django.db import connection

from bulletins.benchmarking import Comparison
from bulletins.issues import documents
from bulletins.issues.benchmarks import specimens
from bulletins.issues.models import Edition, Rendition

WORKERS = 2
RUNS = 5


def together() -> Iterator[Comparison]:
    """Warm workers, one task for each rendition, in the order publication asks for them."""
    edition = specimens.sample()
    connection.close()  # Forked processes must not share it.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        _all_at_once(workers, edition)
        whole = median(_all_at_once(workers, edition) for _ in range(RUNS))
        alone = {
            kind: median(_alone(workers, edition, kind) for _ in range(RUNS))
            for kind in Rendition.Kind.values
        }
    slowest = max(alone, key=lambda kind: alone[kind])
    yield Comparison(
        f"{len(alone)} renditions on {WORKERS} workers",
        whole,
        f"the slowest ({Rendition.Kind(slowest).label}) alone",
        alone[slowest],
        at_most=1.5,
    )


def _all_at_once(workers: ProcessPoolExecutor, edition: Edition) -> float:
    started = time.perf_counter()
    tasks = [workers.submit(documents.draw, edition, kind) for kind in Rendition.Kind.values]
    for task in tasks:
        task.result()
    return time.perf_counter() - started


def _alone(workers: ProcessPoolExecutor, edition: Edition, kind: str) -> float:
    started = time.perf_counter()
    workers.submit(documents.draw, edition, kind).result()
    return time.perf_counter() - started
