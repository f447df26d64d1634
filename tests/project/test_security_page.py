"""docs/security.md promises tests; they exist. The audit does not pretend."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.fixtures.servers import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()


def promised():
    """(file, test) of every test the page names; “::name” continues the file before it."""
    file = ""
    for named, test in re.findall(r"`(tests/[\w/]+\.py)?::(\w+)`", PAGE):
        file = named or file
        yield file, test


def test_every_test_the_page_names_exists():
    missing = [
        (file, test)
        for file, test in promised()
        if not re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert missing == []
    assert len(list(promised())) > 50


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ("echo 'requests.exceptions.ConnectionError: …' >&2; exit 1", 0, "NOT DONE"),
        ("echo 'Found 1 known vulnerability'; exit 1", 1, "Found 1 known"),
        ("echo 'No known vulnerabilities found'", 0, "No known vulnerabilities"),
    ],
    ids=["unreachable", "found", "clean"],
)
def test_an_audit_that_could_not_be_made_is_not_called_clean(tmp_path, script, status, said):
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    ended = subprocess.run(
        [ROOT / ".ci" / "audit"],
        env={**os.environ, "PIP_AUDIT": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, said in ended.stdout) == (status, True)
