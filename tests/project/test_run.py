"""``make run``, as a person types it: real processes, a real Ctrl-C, a real kill -9."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.fixtures.servers import PATIENCE, ROOT, wait_until

pytestmark = [pytest.mark.once, pytest.mark.fault, pytest.mark.xdist_group("run")]


class Copy:
    """A running copy, its log, and every process it has started."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.log_path = data_dir.parent / f"{uuid.uuid4().hex}.log"
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "MAKEFLAGS"}
            and not name.startswith(("TEST_", "DJANGO_"))
        }
        self.started_at = time.monotonic()
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "ishm/bootstrap.py", "manage.py", "run"],
                cwd=ROOT,
                env={**clean, "DATA_DIR": str(data_dir), **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def wait_until_it_runs(self) -> float:
        """The seconds it took."""
        wait_until(lambda: "Ctrl-C ends" in self.log or self.has_ended)
        assert not self.has_ended, self.log
        return time.monotonic() - self.started_at

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def address(self) -> str:
        return re.search(r"Readers +(\S+)/\n", self.log)[1]

    def processes(self) -> list[psutil.Process]:
        """Everything that runs on this copy's data, whoever its parent is by now."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            # Redis writes its title over its environment.
            return (
                process.environ().get("DATA_DIR") == str(self.data_dir)
                or f"{self.data_dir}/" in process.cmdline()[0]
            )
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess, IndexError):
            return False

    def get(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(self.address + path)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def press_ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(tmp_path):
    copies = []

    def start_one(name: str = "data", **environment: str) -> Copy:
        copies.append(Copy(tmp_path / name, **environment))
        return copies[-1]

    yield start_one
    for copy in copies:
        left = copy.processes()
        for process in left:
            with suppress(psutil.NoSuchProcess):  # It has ended by itself in between.
                process.kill()
        psutil.wait_procs(left, timeout=10)


def test_everything_runs_and_one_ctrl_c_leaves_nothing_behind(start):
    copy = start()
    copy.wait_until_it_runs()
    wait_until(lambda: copy.get("/readyz")[0] == 200, what="a ready copy")
    assert json.loads(copy.get("/readyz")[1]) == {
        "ready": True,
        "database": "ok",
        "broker": "ok",
        "worker_and_beat": "ok",
        "disk": "ok",
    }
    assert copy.get("/mailbox/")[0] == 200
    first_step = re.search(r"“ISHM: July 21 – 27, 2017” is ready:\n +Publish +(\S+)\n", copy.log)[1]
    assert first_step.startswith(copy.address + "/desk/issues/")
    assert {path.name for path in copy.data_dir.iterdir() if path.stat().st_mode & 0o077} == set()
    assert open_tcp_ports(copy) <= {"127.0.0.1"}

    assert copy.press_ctrl_c() == 0
    assert copy.processes() == []
    assert not (copy.data_dir / "run" / "redis.sock").exists()

    again = start()
    again.wait_until_it_runs()
    assert login(again) == login(copy)
    assert again.press_ctrl_c() == 0


def test_a_killed_part_comes_back_and_a_killed_supervisor_takes_all_with_it(start):
    copy = start()
    copy.wait_until_it_runs()
    beat = next(process for process in copy.processes() if "beat" in process.cmdline())
    beat.kill()
    wait_until(lambda: "beat   | starting it again" in copy.log, what="a part that comes back")
    os.kill(copy.process.pid, signal.SIGKILL)
    copy.process.wait()
    wait_until(lambda: copy.processes() == [], what="no process left")

    again = start()
    again.wait_until_it_runs()
    assert again.press_ctrl_c() == 0


def test_two_copies_run_side_by_side_and_a_third_on_the_same_data_is_refused(start):
    first, second = start("first"), start("second")
    first.wait_until_it_runs()
    second.wait_until_it_runs()
    assert first.address != second.address
    later = max(first, second, key=lambda copy: copy.address)
    port = later.address.rpartition(":")[2]
    assert f"Port 8000 is taken; this copy uses {port}." in later.log

    third = start("second")
    assert third.process.wait(PATIENCE) == 1
    assert f"A copy already runs at {second.address}" in third.log
    assert first.press_ctrl_c() == second.press_ctrl_c() == 0


def test_a_database_that_does_not_answer_is_said_in_words(start):
    copy = start(DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert copy.process.wait(PATIENCE) == 1
    assert "The database does not answer" in copy.log
    assert "Traceback" not in copy.log
    assert copy.processes() == []


def login(copy: Copy) -> str:
    return re.search(r"editor@example\.org .*", copy.log)[0]


def open_tcp_ports(copy: Copy) -> set[str]:
    """The addresses our processes listen on."""
    return {
        connection.laddr.ip
        for process in copy.processes()
        for connection in process.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    }
