"""A PostgreSQL of one run alone: nothing else writes to it, and it may be restarted under load."""

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
    """This machine has no PostgreSQL programs, or they do not run. The message says which."""


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

    def __enter__(self) -> OwnPostgres:
        try:
            self._set_up()
        except (LookupError, OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(self.folder)
            raise NoPostgres(f"PostgreSQL does not start here: {error}") from error
        return self

    def _set_up(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        run(self.programs / "initdb", "-D", data, *_LOGIN, "-E", "UTF8", "--no-locale")
        with (data / "postgresql.conf").open("a") as file:
            file.write(
                f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                "listen_addresses = '127.0.0.1'\nmax_connections = 100\n"
            )
        self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def stop(self) -> None:
        """End it in the middle of everything, as a crash would."""
        run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start it again, and return when it answers."""
        log = self.folder / "log"
        run(self.programs / "pg_ctl", "-D", self.folder / "data", "-w", "-l", log, "start")


def run(*command: object) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    prefix = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")
