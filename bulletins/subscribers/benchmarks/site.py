"""A copy of the product for one run: its data, its database, its broker. Nothing stays of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bulletins.benchmarking import processes
from bulletins.benchmarking.postgres import NoPostgres, OwnPostgres

END_TO_END = "bulletins.subscribers.benchmarks.end_to_end"


@contextmanager
def site(readers: int) -> Iterator[dict[str, str]]:
    """The environment of a copy with an issue to send and so many readers.

    On PostgreSQL: the server ``DATABASE_URL`` names, or one of its own; on SQLite where there is
    none.
    """
    with ExitStack() as started:
        name = started.enter_context(tempfile.TemporaryDirectory(prefix="ishm-bench-"))
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SENDING_")},
            "DATABASE_URL": _database(started, name),
            "DATA_DIR": name,
            "REDIS_URL": "",
            "LOG_LEVEL": "ERROR",
        }
        started.enter_context(processes.broker(Path(name)))
        prepare = [sys.executable, "-m", END_TO_END, "prepare", str(readers)]
        subprocess.run(prepare, env=environment, check=True)
        yield environment


def _database(started: ExitStack, name: str) -> str:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return started.enter_context(database(name))
    try:
        return started.enter_context(OwnPostgres()).url
    except NoPostgres:
        return ""


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a new database on the server of ``DATABASE_URL``; empty means SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg  # noqa: PLC0415 - not where only SQLite is used

    server, _, _ = url.rpartition("/")
    new = Path(name).name.replace("-", "_").lower()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{new}"')
        try:
            yield f"{server}/{new}"
        finally:
            admin.execute(f'DROP DATABASE "{new}" WITH (FORCE)')
