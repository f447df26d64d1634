"""Every version that was ever released comes up to today with its data.

tests/project/versions holds what each looked like; `.ci/keep-version TAG` adds one.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.fixtures.servers import ROOT
from tests.project.test_backups import elsewhere, manage  # noqa: F401 - a fixture

VERSIONS = ROOT / "tests" / "project" / "versions"
KEPT = sorted({path.name.removesuffix(".sql.gz").rpartition(".")[0] for path in VERSIONS.iterdir()})
NOT_THEIRS = ("TEST_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "DATA_DIR")
# What must come through untouched, row by row.
OURS = ("issues_", "incidents_incident", "subscribers_", "accounts_", "tracker_", "publications_")
SELECT_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
# Draws what the version had not drawn, as the tick would have it done, and looks as readers would.
LOOK = """
from django.test import Client
from django.utils import timezone
from bulletins.issues import renditions
from bulletins.issues.models import Edition, Rendition
for each in Rendition.objects.waiting().filter(kind__in=["web", "map_svg"]):
    renditions.make(rendition_id=each.pk, at=timezone.now())
from bulletins.publications.editions import fingerprint
edition = Edition.objects.get(issue__number=122)
print(edition.sha256 == fingerprint(edition.content))
print([Client().get(path, headers={"host": "localhost"}).status_code for path in (
    "/", "/archive/", "/issues/122/", "/incidents/", "/guide/", "/search/?q=Mosul")])
"""

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("run"),
]


def load(environment: dict[str, str], text: str) -> None:
    """Fill the empty copy with what was kept."""
    if connection.vendor == "postgresql":
        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as database:
            database.execute(text)
        return
    Path(environment["DATA_DIR"]).mkdir()
    with closing(sqlite3.connect(f"{environment['DATA_DIR']}/ishm.sqlite3")) as database:
        database.executescript(text)


def rows(environment: dict[str, str]) -> dict[str, int]:
    """How many there are in each of our tables."""
    if connection.vendor == "postgresql":
        database = psycopg.connect(environment["DATABASE_URL"])
    else:
        database = sqlite3.connect(f"{environment['DATA_DIR']}/ishm.sqlite3")
    with closing(database):
        cursor = database.cursor()
        names = [row[0] for row in cursor.execute(SELECT_TABLES[connection.vendor]).fetchall()]
        return {
            name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if name.startswith(OURS)
        }


@pytest.mark.parametrize("version", KEPT)
def test_a_version_comes_up_to_today_with_its_data(version, elsewhere):  # noqa: F811
    file = VERSIONS / f"{version}.{connection.vendor}.sql.gz"
    load(elsewhere, gzip.decompress(file.read_bytes()).decode())
    before = rows(elsewhere)
    assert before["issues_entry"] > 40
    assert before["subscribers_subscriber"] > 0

    migrated = manage(elsewhere, "migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    after = rows(elsewhere)
    assert {name: after[name] for name in before} == before

    shown = json.loads(manage(elsewhere, "show_issue", "122", "--json").stdout)
    assert (shown["title"], shown["edition"]) == ("ISHM: July 21 – 27, 2017", 1)
    assert len([entry for each in shown["takeaways"] for entry in each["entries"]]) == 45
    looked = manage(elsewhere, "shell", "-v0", "-c", LOOK)
    assert looked.stdout.splitlines() == ["True", str([200] * 6)], looked.stderr[-2000:]


def released() -> set[str]:
    """By tag where there are tags, and by the headings of the change log where there are none."""
    tags = subprocess.run(["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=False)
    headings = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    return set(tags.stdout.split()) | {f"v{number}" for number in headings}


def test_every_released_version_is_kept_on_both_databases():
    files = {path.name for path in VERSIONS.iterdir()}
    wanted = {f"{each}.{kind}.sql.gz" for each in {*released(), *KEPT} for kind in SELECT_TABLES}
    assert sorted(wanted - files) == [], "Type for each: .ci/keep-version TAG"


def test_the_version_that_is_worked_on_is_kept():
    """So that what comes after it is tried on its data, and its migrations are held to the rule."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"v{version}" in KEPT


def test_a_version_is_kept_by_its_command(tmp_path):
    """In a clone without tags, as somebody has who only copied the repository."""
    git = ["git", "-c", "advice.detachedHead=false"]
    subprocess.run([*git, "clone", "-q", "--no-tags", ROOT, tmp_path / "clone"], check=True)
    (tmp_path / "clone" / ".venv").symlink_to(sys.prefix)
    for command in (".ci/keep-version", ".ci/migrations"):
        shutil.copy(ROOT / command, tmp_path / "clone" / command)
    kept = subprocess.run(
        [".ci/keep-version", "HEAD", "v9.9.9"],
        cwd=tmp_path / "clone",
        env={name: value for name, value in os.environ.items() if not name.startswith(NOT_THEIRS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert kept.returncode == 0, kept.stderr[-2000:]
    file = tmp_path / "clone" / "tests" / "project" / "versions" / "v9.9.9.sqlite.sql.gz"
    assert 'INSERT INTO "issues_edition"' in gzip.decompress(file.read_bytes()).decode()
