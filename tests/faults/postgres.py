"""A PostgreSQL server of one run alone, so that it may be restarted under the workers."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_LOGIN = ("-U", "postgres", "-A", "trust")


class NoPostgres(Exception):
    """This machine has no PostgreSQL programs."""


class OwnPostgres:
    """Started by ``with``; runs as “postgres” where we are root, which it refuses to be."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        program = shutil.which("pg_ctl") or (str(found[-1]) if found else None)
        if program is None:
            raise NoPostgres("no pg_ctl was found")
        self.programs = Path(program).parent
        self.folder = Path(tempfile.mkdtemp(prefix="ishm-pg-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.environment = {"FAULTS_POSTGRES": f"{self.programs}|{self.folder}"}

    def __enter__(self) -> OwnPostgres:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        run(self.programs / "initdb", "-D", data, *_LOGIN, "-E", "UTF8", "--no-locale")
        with (data / "postgresql.conf").open("a") as file:
            file.write(
                f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                "listen_addresses = '127.0.0.1'\nmax_connections = 100\n"
            )
        run(self.programs / "pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "start")
        return self

    def __exit__(self, *error: object) -> None:
        run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def restart() -> None:
    """Stop the run's own server in the middle of everything, and start it again."""
    programs, folder = os.environ["FAULTS_POSTGRES"].split("|")
    run(
        Path(programs, "pg_ctl"),
        *("-D", Path(folder, "data"), "-w", "-m", "immediate"),
        *("-l", Path(folder, "log"), "restart"),
    )


def run(*command: object) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    prefix = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")
