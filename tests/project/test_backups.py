"""The drill: what is backed up comes back in an empty place, whole, and mails nobody."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bulletins.issues.models import Entry
from tests.fixtures.servers import PATIENCE, ROOT
from tests.issues.factories import EntryFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("run")]


@pytest.fixture
def backup(tmp_path, settings):
    EntryFactory.create_batch(3)
    (settings.MEDIA_ROOT / "renditions").mkdir(parents=True)
    (settings.MEDIA_ROOT / "renditions" / "issue.pdf").write_bytes(b"%PDF-1.7 " + bytes(5000))
    call_command("backup", tmp_path / "week.tar.gz", verbosity=0)
    return tmp_path / "week.tar.gz"


@pytest.fixture
def elsewhere(tmp_path):
    """The environment of an empty copy on the same kind of database."""
    names = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY"}
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in names and not name.startswith(("TEST_", "DJANGO_"))
    }
    clean["DATA_DIR"] = str(tmp_path / "elsewhere")
    if connection.vendor == "sqlite":
        yield clean
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {**clean, "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(environment, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=5 * PATIENCE,  # a command may migrate a whole database
        check=False,
    )


SAY_WHETHER = "from django.conf import settings; print(settings.SENDING_ENABLED)"


@pytest.mark.fault
def test_the_drill(backup, elsewhere):
    restored = manage(elsewhere, "restore", backup)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "Nothing is mailed from this copy" in restored.stdout

    compared = manage(elsewhere, "verify_backup", backup, "--here")
    assert (compared.returncode, compared.stderr) == (0, "")
    assert manage(elsewhere, "migrate", "--check").returncode == 0

    again = manage(elsewhere, "restore", backup)
    assert again.returncode == 1
    assert "a restore never overwrites" in again.stderr

    assert manage(elsewhere, "shell", "-v0", "-c", SAY_WHETHER).stdout == "False\n"
    assert manage(elsewhere, "allow_sending").returncode == 0
    assert manage(elsewhere, "shell", "-v0", "-c", SAY_WHETHER).stdout == "True\n"


def test_a_backup_is_for_its_owner_only_and_never_written_over(backup):
    assert backup.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="never written over"):
        call_command("backup", backup)


def test_a_copy_that_lost_a_row_is_told_apart(backup):
    Entry.objects.first().delete()
    with pytest.raises(CommandError, match="issues_entry: 2 rows here, 3 in the backup"):
        call_command("verify_backup", backup, here=True)


def test_half_a_file_is_no_backup(backup):
    backup.write_bytes(backup.read_bytes()[:-400])
    with pytest.raises(CommandError, match="is not a whole backup"):
        call_command("verify_backup", backup)


def test_a_changed_file_is_named(backup, tmp_path):
    folder = tmp_path / "unpacked"
    with tarfile.open(backup) as archive:
        archive.extractall(folder, filter="data")
    (folder / "media" / "renditions" / "issue.pdf").write_bytes(b"something else")
    with tarfile.open(backup, "w:gz") as archive:
        archive.add(folder, arcname=".")
    with pytest.raises(CommandError, match=r"damaged: media/renditions/issue\.pdf"):
        call_command("verify_backup", backup)


def test_a_full_disk_leaves_no_half_backup_behind(tmp_path, settings, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "add", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "week.tar.gz")
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == []
    assert not (tmp_path / "week.tar.gz").exists()


def test_no_room_to_unpack_is_not_taken_for_damage(backup, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "extractall", full)
    with pytest.raises(CommandError, match="There is no room to unpack"):
        call_command("verify_backup", backup)


def test_nightly_backups_are_kept_up_to_a_number_and_others_for_good(backup):
    folder = backup.parent
    for name in ("2017-07-26-023000.tar.gz", "2017-07-27-023000.tar.gz", "before-2.tar.gz"):
        (folder / name).touch()
    call_command("backup", folder / "2017-07-28-023000.tar.gz", keep=2, verbosity=0)
    assert sorted(file.name for file in folder.glob("*.tar.gz")) == [
        "2017-07-27-023000.tar.gz",
        "2017-07-28-023000.tar.gz",
        "before-2.tar.gz",
        "week.tar.gz",
    ]


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside"])
def test_nothing_is_unpacked_outside_its_place(backup, name):
    with tarfile.open(backup, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(CommandError, match="is nothing a backup holds"):
        call_command("verify_backup", backup)


def test_a_link_in_a_backup_is_refused(backup):
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(backup, "w:gz") as archive:
        archive.addfile(link)
    with pytest.raises(CommandError, match="is nothing a backup holds"):
        call_command("verify_backup", backup)


def test_a_backup_is_read_by_a_python_without_filters_too(backup, monkeypatch):
    """Debian 12 has 3.11.2; its tarfile takes no filter."""
    today = tarfile.TarFile.extractall
    monkeypatch.delattr(tarfile, "data_filter")
    monkeypatch.setattr(
        tarfile.TarFile, "extractall", lambda self, path: today(self, path, filter=plainly)
    )
    call_command("verify_backup", backup, verbosity=0)


def plainly(member, path):
    return member
