"""Backups: one file with the database, the media and the key, that can prove itself.

The database is taken first, as of one moment. Media files are written once and never changed, and a
row names a file only after it was stored, so every file that snapshot knows is there afterwards.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bulletins.subscribers.services.departures import (
    Departures,
    Honored,
    honor_departures,
    known_departures,
)
from bulletins.subscribers.services.mailings import hold_everything

SQLITE, POSTGRES = "sqlite", "postgresql"
DUMPS = {SQLITE: "database.sqlite3", POSTGRES: "database.pgdump"}
# As the units and the compose file name them; a backup under any other name is a person's own.
NIGHTLY = re.compile(r"\d{4}-\d\d-\d\d-\d{6}\.tar\.gz")
MANIFEST, KEY, MEDIA = "manifest.json", "secret_key", "media"
DEPARTURES = "departures.json"
# Django's own lists of what there is; bringing an older backup up to date adds to them.
BOOKS = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
# While this file is in the data folder, nothing is mailed (ishm.settings).
RESTORED_MARK = "restored-from-backup"


class BackupFailed(Exception):
    """Nothing was changed. The message says what is wrong and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What the backup holds: rows by table, and the SHA-256 of every file."""

    made_at: str
    vendor: str
    rows: dict[str, int]
    files: dict[str, str]

    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def back_up(to: Path, *, at: datetime) -> Manifest:
    """Write a backup file that only its owner can read; raises ``BackupFailed``.

    Nothing is left of one that failed, so that a full disk does not get fuller.
    """
    if to.exists():
        raise BackupFailed(f"{to} exists already; backups are never written over.")
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as scratch:
        folder = Path(scratch)
        rows = _dump_database(folder)
        (folder / KEY).write_text(settings.SECRET_KEY)
        (folder / DEPARTURES).write_text(json.dumps(asdict(known_departures())))
        if Path(settings.MEDIA_ROOT).is_dir():
            shutil.copytree(settings.MEDIA_ROOT, folder / MEDIA)
        manifest = Manifest(at.isoformat(), connection.vendor, rows, checksums(folder))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        half = folder.with_suffix(".tar.gz")
        try:
            half.touch(mode=0o600)
            with tarfile.open(half, "w:gz") as archive:
                archive.add(folder, arcname=".")
            half.rename(to)
        finally:
            half.unlink(missing_ok=True)
    return manifest


def forget_old(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest nightly backups, known by their names; which went."""
    nightly = sorted(file for file in folder.iterdir() if NIGHTLY.fullmatch(file.name))
    old = nightly[: max(0, len(nightly) - keep)]
    for file in old:
        file.unlink()
    return old


def verify(file: Path) -> Manifest:
    """Read the whole backup and compare it with its manifest; raises ``BackupFailed``."""
    with unpacked(file) as (_, manifest):
        return manifest


def restore(file: Path, *, at: datetime) -> Manifest:
    """Fill an empty copy from a backup, made by this version or an older one.

    It cannot send until ``allow_sending`` is called.
    """
    if connection.introspection.table_names():
        raise BackupFailed(
            "The database is not empty, and a restore never overwrites. Give an empty one "
            "(DATABASE_URL), or an empty data folder (DATA_DIR)."
        )
    with unpacked(file) as (folder, manifest):
        if manifest.vendor != connection.vendor:
            raise BackupFailed(f"This is a backup of {manifest.vendor}, not {connection.vendor}.")
        # First of all: were we interrupted, the half-made copy could not send either.
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        (settings.DATA_DIR / RESTORED_MARK).write_text(at.isoformat())
        _load_database(folder)
        if (folder / MEDIA).is_dir():
            shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
        _restore_key(folder)
    call_command("migrate", verbosity=0, interactive=False)
    hold_everything(at=at)
    return manifest


def honor(newer: Path, *, at: datetime) -> Honored:
    """Let go of whoever left until a newer backup was made; raises ``BackupFailed``."""
    with unpacked(newer) as (folder, _):
        if not (folder / DEPARTURES).exists():
            raise BackupFailed(f"{newer} was made by a version that did not list who left.")
        told = Departures(**json.loads((folder / DEPARTURES).read_text()))
    return honor_departures(told, at=at)


def allow_sending() -> bool:
    """A person has looked: this copy may send again. Whether it was forbidden."""
    mark = settings.DATA_DIR / RESTORED_MARK
    was_forbidden = mark.exists()
    mark.unlink(missing_ok=True)
    return bool(was_forbidden)


def differences(manifest: Manifest) -> list[str]:
    """Where this running copy differs from the backup, in words; empty when nowhere."""
    rows = count_rows()
    found = [
        f"{table}: {rows.get(table, 0)} rows here, {count} in the backup"
        for table, count in manifest.rows.items()
        if table not in BOOKS and rows.get(table, 0) != count
    ]
    media = {name: digest for name, digest in manifest.files.items() if name.startswith(MEDIA)}
    here = {f"{MEDIA}/{name}": digest for name, digest in checksums(settings.MEDIA_ROOT).items()}
    return found + [
        f"{name}: missing or changed" for name in media if here.get(name) != media[name]
    ]


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path in it."""
    return {
        file.relative_to(folder).as_posix(): _sha256(file)
        for file in sorted(Path(folder).rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def count_rows() -> dict[str, int]:
    """The rows of every table, as this transaction sees them."""
    with connection.cursor() as cursor:
        return {table: _count(cursor, table) for table in connection.introspection.table_names()}


class unpacked:  # noqa: N801 - reads as a verb: with unpacked(file) as …
    """The content of a backup in a scratch folder, after every file was compared."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._scratch = tempfile.TemporaryDirectory(prefix="ishm-restore-")

    def __enter__(self) -> tuple[Path, Manifest]:
        folder = Path(self._scratch.__enter__())
        try:
            with tarfile.open(self.file) as archive:
                _unpack(archive, folder)
            manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        except OSError as error:
            self._scratch.cleanup()
            raise BackupFailed(self._words(error)) from error
        except (EOFError, tarfile.TarError, ValueError, TypeError) as error:
            raise BackupFailed(f"{self.file} is not a whole backup: {error}") from error
        wrong = sorted(set(checksums(folder).items()) ^ set(manifest.files.items()))
        if wrong:
            raise BackupFailed(f"{self.file} is damaged: {wrong[0][0]} is not what was backed up.")
        return folder, manifest

    def _words(self, error: OSError) -> str:
        if error.errno != errno.ENOSPC:
            return f"{self.file} is not a whole backup: {error}"
        return (
            f"There is no room to unpack {self.file} in {tempfile.gettempdir()}. The backup may be "
            "whole: make room there, or name another folder in TMPDIR."
        )

    def __exit__(self, *error: Any) -> None:
        self._scratch.__exit__(*error)


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Files and folders below ``folder``, nothing else.

    Python before 3.11.4, such as Debian 12 has, knows no filter and no argument for one.
    """
    for member in archive.getmembers():
        is_below = (folder / member.name).resolve().is_relative_to(folder.resolve())
        if not (is_below and (member.isfile() or member.isdir())):
            raise tarfile.TarError(f"{member.name} is nothing a backup holds")
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    archive.extractall(folder)  # noqa: S202 # nosec B202 - every member was looked at


def _dump_database(folder: Path) -> dict[str, int]:
    dump = folder / DUMPS[connection.vendor]
    if connection.vendor == SQLITE:
        return _dump_sqlite(dump)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run_postgres("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        return count_rows()


def _dump_sqlite(dump: Path) -> dict[str, int]:
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    with closing(source), closing(sqlite3.connect(dump)) as copy:
        source.backup(copy)
        tables = connection.introspection.table_names()
        return {table: _count(copy.cursor(), table) for table in tables}


def _load_database(folder: Path) -> None:
    connection.close()
    dump = folder / DUMPS[connection.vendor]
    if connection.vendor == SQLITE:
        name = Path(connection.settings_dict["NAME"])
        for leftover in name.parent.glob(f"{name.name}-*"):
            leftover.unlink()
        shutil.copyfile(dump, name)
    else:
        _run_postgres("pg_restore", "--no-owner", "--exit-on-error", "--dbname=", str(dump))


def _run_postgres(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on our database; its password never stands in a command line."""
    at = connection.settings_dict
    found = {
        "PGHOST": at["HOST"],
        "PGPORT": at["PORT"],
        "PGUSER": at["USER"],
        "PGPASSWORD": at["PASSWORD"],
        "PGDATABASE": at["NAME"],
    }
    told = {name: str(value) for name, value in found.items() if value}
    path = shutil.which(program)
    if path is None:
        raise BackupFailed(f"{program} is not installed (Debian, Ubuntu: postgresql-client).")
    words = [f"--dbname={at['NAME']}" if word == "--dbname=" else word for word in arguments]
    ended = subprocess.run(
        [path, *words], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BackupFailed(f"{program} failed: {ended.stderr.strip()}")


def _restore_key(folder: Path) -> None:
    """In the embedded configuration the key is a file; elsewhere it is the operator's to set."""
    if not settings.HAS_OWN_SECRET_KEY:
        path = settings.DATA_DIR / KEY
        path.touch(mode=0o600)
        path.write_text((folder / KEY).read_text())


def has_the_key_of(file: Path) -> bool:
    """This copy signs and encrypts with the key of the backup."""
    with unpacked(file) as (folder, _):
        return (folder / KEY).read_text() == settings.SECRET_KEY


def _count(cursor: Any, table: str) -> int:
    # The names are those of our own tables, as the database lists them.
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
    return int(cursor.fetchone()[0])


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
