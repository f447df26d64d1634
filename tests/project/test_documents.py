"""README and docs/operating.md are true today."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from tests.fixtures.servers import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATING = (ROOT / "docs" / "operating.md").read_text()


def test_every_setting_is_in_the_table_and_the_table_names_no_other():
    code = (ROOT / "ishm" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    rows = re.findall(r"^\| (`[A-Z`, _]+`)", OPERATING, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert told == read


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page):
    named = set(re.findall(r"manage\.py (\w+)", page.read_text()))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_target_the_readme_names_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`?make (\w+)", PAGES[0].read_text())) - {"sure"}
    assert [name for name in named if f"\n{name}:" not in makefile] == []
