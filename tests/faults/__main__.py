"""`make faults`: every scenario in full, on SQLite and on a PostgreSQL of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bulletins.benchmarking.postgres import NoPostgres, OwnPostgres


def main() -> int:
    arguments = sys.argv[1:]
    failed = _run("SQLite", {"DATABASE_URL": ""}, arguments)
    try:
        with OwnPostgres() as server:
            programs = f"{server.programs}|{server.folder}"
            environment = {"DATABASE_URL": server.url, "FAULTS_POSTGRES": programs}
            failed |= _run("PostgreSQL", environment, arguments)
    except NoPostgres as missing:
        print(f"PostgreSQL: not run, {missing}")
    return failed


def _run(name: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"{name}:", flush=True)
    with _report() as path:
        code = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/faults", "-q", "--timeout=1800", *arguments],
            env={**os.environ, **environment, "FAULTS": "full", "FAULTS_REPORT": str(path)},
            check=False,
        ).returncode
        print(f"\n{name}:\n" + "".join(f"  {line}\n" for line in path.read_text().splitlines()))
    return int(code != 0)


@contextmanager
def _report() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ishm-faults-"))
    path = folder / "report"
    path.touch()
    yield path
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
