"""The scans of `make check` find what they are for, and call nothing clean they did not look at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.fixtures.servers import ROOT


def scan(name: str, *words: str, at=ROOT, **environment: str) -> tuple[int, str]:
    ended = subprocess.run(
        [at / ".ci" / name, *words],
        cwd=at,
        env={**os.environ, "PATH": f"{sys.prefix}/bin:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_everything_that_is_checked_is_named():
    """What `make check` would run; each has its test here or elsewhere, or is a linter."""
    told = subprocess.run(
        ["make", "--dry-run", "check"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for program in (
        *("ruff format --check", "ruff check", "lint-imports", "makemigrations --check", "mypy"),
        *("manage.py check", ".ci/migrations", "bandit", ".ci/secrets", ".ci/audit"),
    ):
        assert program in told


# --- Weaknesses of libraries ------------------------------------------------------------------


@pytest.fixture
def weaknesses():
    """A database of weaknesses that answers what it is told."""

    class Database(BaseHTTPRequestHandler):
        known: list[dict] = []

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": self.known}).encode())

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Database, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


UNREACHABLE = "echo 'requests.exceptions.ConnectionError: …' >&2; exit 1"
CLEAN = "echo 'No known vulnerabilities found'"


@pytest.fixture
def audit(tmp_path, weaknesses):
    database, address = weaknesses

    def run(script: str = CLEAN, known: tuple = (), **environment: str) -> tuple[int, str]:
        database.known = list(known)
        program = tmp_path / "pip-audit"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return scan("audit", PIP_AUDIT=str(program), **{"OSV": address, **environment})

    return run


def test_what_is_known_of_a_package_fails(audit):
    status, said = audit("echo 'Found 1 known vulnerability'; exit 1")
    assert (status, "Found 1 known" in said) == (1, True)


@pytest.mark.parametrize("where", ["packages", "CKEditor"])
def test_an_audit_that_could_not_be_made_is_not_called_clean(audit, where):
    broken = {"script": UNREACHABLE} if where == "packages" else {"OSV": "http://127.0.0.1:1/"}
    status, said = audit(**broken)
    assert (status, "NOT DONE" in said) == (0, True)
    assert audit(AUDIT="required", **broken)[0] == 1


def test_what_is_known_of_ckeditor_is_excepted_by_name_and_nothing_else(audit):
    excepted = {"id": "GHSA-fq6h-4g8v-qqvm", "aliases": ["CVE-2024-24815"]}
    assert audit(known=(excepted,)) == (
        0,
        "No known vulnerabilities found\nCKEditor 4.22.1: 1 excepted.\n",
    )
    status, said = audit(known=(excepted, {"id": "GHSA-of-tomorrow"}))
    assert (status, "GHSA-of-tomorrow" in said) == (1, True)


# --- Secrets ----------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path):
    """A repository with the scan in it, and nothing else."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "secrets", tmp_path / ".ci" / "secrets")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "notes.txt").write_text("Nothing to hide.\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text('PASSWORD = "of a test"\n')
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder, *words):
    name = ["-c", "user.name=A Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "-A", "--", ".", ":!.venv")
    git(folder, "commit", "--quiet", "-m", "A step")


def test_a_key_that_was_committed_is_found_also_when_it_was_taken_away_again(repository):
    assert scan("secrets", at=repository)[0] == 0
    key = "AKIA" + "IOSFODNN7EXAMPLQ"
    (repository / "settings.py").write_text(f'KEY = "{key}"\n')
    (repository / "picture.bin").write_bytes(bytes(range(256)))
    commit(repository)
    status, said = scan("secrets", at=repository)
    assert (status, "settings.py:1" in said, key in said) == (1, True, False)
    (repository / "settings.py").unlink()
    commit(repository)
    assert scan("secrets", at=repository)[0] == 0
    assert scan("secrets", "--history", at=repository)[0] == 1


# --- Migrations -------------------------------------------------------------------------------


def test_migrations_that_would_stop_a_running_version_are_named(tmp_path):
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    assert scan("migrations", **environment)[0] == 0
    status, said = scan("migrations", "--all", **environment)
    assert status == 1
    for fault in (
        "Add field kind to incident: the running version inserts rows without it",
        "Alter field public_id on incident: the running version may leave it empty",
        "Create constraint mailing_sends_one_thing on model mailing: the running version may write",
    ):
        assert fault in said
