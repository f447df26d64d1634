"""The whole product as in production, in miniature: its own PostgreSQL, Redis and mail server, and
web, worker, PDF worker and beat started by the commands of the systemd units."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bulletins.benchmarking.postgres import OwnPostgres
from ishm.broker import PrivateRedis
from ishm.ports import reserve_port
from tests.faults.harness import SinkProcess
from tests.fixtures.servers import ROOT, running, wait_until
from tests.fixtures.visitors import asking

UNITS = ROOT / "deploy" / "systemd"
PREPARE = """
from django.utils import timezone
from bulletins.subscribers.services.mailings import queue_mailing
from tests.subscribers.factories import make_issue, make_readers
make_readers({readers})
now = timezone.now()
queue_mailing(issue=make_issue(), send_at=now, at=now)
"""


@dataclass
class Copy:
    """A running copy, and the servers it stands on."""

    postgres: OwnPostgres
    redis: PrivateRedis
    sink: SinkProcess
    environment: dict[str, str]
    port: int
    folder: Path

    def manage(self, *words: str) -> str:
        """What a management command prints."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def is_ready(self) -> bool:
        return asking(self.port, "GET", "/readyz")() == 200

    def deliveries(self) -> dict[str, int]:
        return json.loads(self.manage("mailing_status", "122", "--json"))["counts"]

    def logs(self) -> str:
        logs = sorted(self.folder.glob("ishm-*.log"))
        return "\n".join(f"{log.name}:\n{log.read_text()[-2000:]}" for log in logs)


@contextmanager
def production(redis: PrivateRedis, folder: Path, *, readers: int) -> Iterator[Copy]:
    """Everything started, and a mailing to so many readers under way."""
    with ExitStack() as started:
        postgres = started.enter_context(OwnPostgres())
        sink = SinkProcess(folder, "--delay=0.05")
        started.callback(sink.stop)
        port, mark = reserve_port()
        started.enter_context(mark)
        environment = {
            **{name: value for name, value in os.environ.items() if not is_of_a_test(name)},
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "SITE_URL": f"http://localhost:{port}",
            "PYTHONUNBUFFERED": "1",
            "SENDING_LEASE": "8",
            "SENDING_ROUND": "2",
            "SENDING_BACKOFF": "1,2",
            "EMAIL_TIMEOUT": "2",
            "SENDING_CONNECTIONS": "2",
            "SENDING_KEEPS_TRYING": "1",
        }
        copy = Copy(postgres, redis, sink, environment, port, folder)
        copy.manage("migrate", "-v0")
        copy.manage("shell", "-v0", "-c", PREPARE.format(readers=readers))
        for name in ("ishm-worker", "ishm-pdf", "ishm-beat", "ishm-web"):
            more = ["--port", str(port)] if name == "ishm-web" else []
            command = [*command_of(name, folder), *more]
            started.enter_context(running(command, folder / f"{name}.log", environment))
        wait_until(lambda: "Started worker-2" in copy.logs(), what="a web server")
        yield copy


def is_of_a_test(name: str) -> bool:
    return name.startswith(("TEST_", "DJANGO_", "REDIS_KEY"))


def command_of(unit: str, folder: Path) -> list[str]:
    """What systemd would start, with this machine's paths."""
    lines = (UNITS / f"{unit}.service").read_text().splitlines()
    line = next(line for line in lines if line.startswith("ExecStart="))
    words = shlex.split(line.partition("=")[2].replace("%%", "%"))
    program = Path(sys.prefix) / "bin" / Path(words[0]).name
    return [str(program), *(word.replace("/var/lib/ishm", str(folder)) for word in words[1:])]
