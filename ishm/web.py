"""The web server: granian, on a socket that outlives it. Run as a file: ``python ishm/web.py``.

systemd opens the socket (``deploy/systemd/ishm-web.socket``) and hands it over. While the server is
started again, requests wait in the socket's queue, so none is lost and none is refused. Without a
socket handed over it listens on ``--host`` and ``--port``, as in a container.

Two ways to a new version: SIGHUP (``systemctl reload``) starts new workers before it ends the old
ones, so nobody waits at all; a restart also replaces granian itself.

It imports nothing of ours: workers are forked from it and must load the code from disk, which after
a reload is the new code.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

from granian.constants import Interfaces
from granian.server.mp import MPServer

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "ishm.wsgi:application"
# systemd passes sockets from this descriptor on (sd_listen_fds(3)).
FIRST_PASSED = 3
# Longer than a worker takes to load the site, so that the old one serves until the new one does.
SECONDS_TO_LOAD = 8
SECONDS_TO_FINISH = 30


class Server(MPServer):
    """Granian, listening on a socket that was opened before it."""

    def _init_shared_socket(self) -> None:
        """Take the socket handed over in place of the one granian makes for itself.

        Granian can share one Unix socket among its workers but not be given one: it makes one
        here, and its descriptor then is made to mean the one handed over.
        """
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        os.dup2(FIRST_PASSED, self._sfd)  # type: ignore[arg-type]


def main() -> None:
    """Serve until asked to end; what has begun is answered first."""
    options = read_options()
    sys.path[0] = str(ROOT)
    multiprocessing.set_start_method("fork")
    with tempfile.TemporaryDirectory(prefix="ishm-web-") as folder:
        # A file for each worker; whoever asks for the figures gets their sum (ishm.metrics).
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        server(options, Path(folder)).serve()


def server(options: argparse.Namespace, folder: Path) -> MPServer:
    """On the socket handed over, or on an address of its own."""
    is_handed_over = os.environ.get("LISTEN_PID") == str(os.getpid())
    make = Server if is_handed_over else MPServer
    return make(
        APPLICATION,
        address=options.host,
        port=options.port,
        uds=folder / "unused" if is_handed_over else None,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=options.workers,
        blocking_threads=options.threads,
        backpressure=options.threads * 4,
        respawn_failed_workers=True,
        respawn_interval=SECONDS_TO_LOAD,
        workers_kill_timeout=SECONDS_TO_FINISH,
    )


def read_options() -> argparse.Namespace:
    """What may be said on the command line."""
    parser = argparse.ArgumentParser(prog="ishm/web.py")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8, help="requests a worker answers at once")
    return parser.parse_args()


if __name__ == "__main__":
    main()
