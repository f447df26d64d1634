"""The PostgreSQL of `make faults`, stopped and started under the workers."""

from __future__ import annotations

import os
from pathlib import Path

from bulletins.benchmarking.postgres import run


def restart() -> None:
    """Stop the run's own server in the middle of everything, and start it again."""
    programs, folder = os.environ["FAULTS_POSTGRES"].split("|")
    run(
        Path(programs, "pg_ctl"),
        *("-D", Path(folder, "data"), "-w", "-m", "immediate"),
        *("-l", Path(folder, "log"), "restart"),
    )
