"""What the embedded configuration writes, and where: everything lies under ``DATA_DIR``."""

from __future__ import annotations

import os
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

# sockaddr_un holds 108 bytes with the closing NUL; a longer path is silently cut by Redis.
LONGEST_SOCKET_PATH = 107


def database(data_dir: Path) -> dict[str, Any]:
    """SQLite in WAL mode, safe for several processes.

    ``IMMEDIATE`` transactions take the write lock at their start; with SQLite's default a
    transaction that reads and then writes fails with "database is locked" in spite of the
    timeout. ``synchronous=FULL`` keeps what was committed even when the power goes.
    """
    private_folder(data_dir)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "ishm.sqlite3",
        # A fresh connection reads the whole schema first: half the time of a page.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def secret_key(data_dir: Path) -> str:
    """The key of this copy: made once, then kept in a file only its owner can read."""
    path = private_folder(data_dir) / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def email_url(data_dir: Path, *, catcher_port: int) -> str:
    """Where mail goes without a mail server: to the catcher of ``make run``, else to files."""
    if catcher_port:
        return f"smtp://127.0.0.1:{catcher_port}"
    # The parser takes one slash off the path: an absolute one needs a fourth.
    return f"file:///{data_dir / 'mailbox'}"


def broker_url(data_dir: Path) -> str:
    """The socket of the private Redis, as Celery wants it."""
    return f"redis+socket://{broker_socket(data_dir)}?virtual_host=0"


def broker_socket(data_dir: Path) -> Path:
    """Where the private Redis listens; in a short folder when ``DATA_DIR`` is too deep."""
    path = data_dir / "run" / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = "ishm-" + sha256(os.fsencode(data_dir)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(runtime) / name / "redis.sock"


def private_folder(path: Path) -> Path:
    """The folder, made if needed, closed to other users."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
