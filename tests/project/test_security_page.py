"""docs/security.md and docs/incidents.md promise tests; they exist."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.servers import ROOT


def promised(page):
    """(file, test) of every test the page names; “::name” continues the file before it."""
    file = ""
    text = (ROOT / "docs" / page).read_text()
    for named, test in re.findall(r"`(tests/[\w/]+\.py)?::(\w+)`", text):
        file = named or file
        yield file, test


@pytest.mark.parametrize(("page", "fewest"), [("security.md", 50), ("incidents.md", 20)])
def test_every_test_the_page_names_exists(page, fewest):
    missing = [
        (file, test)
        for file, test in promised(page)
        if not re.search(rf"^ *def {test}\(", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert missing == []
    assert len(list(promised(page))) > fewest


def test_every_row_names_its_test_or_the_command_that_runs_it():
    lines = (ROOT / "docs" / "security.md").read_text().splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
    shown = [row for row in rows if row[0].strip() not in {"risk", "what goes wrong"}]
    bare = [row[0] for row in shown if "::" not in row[-1] and "make check" not in row[-1]]
    assert bare == []
    assert len(shown) > 60
