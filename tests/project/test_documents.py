"""README and docs are true today: settings, links, and every command in them."""

from __future__ import annotations

import re
import shlex
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands

from bulletins.issues.models import Entry
from tests.fixtures.servers import ROOT
from tests.publications.factories import WeeklyFactory
from tests.tracker.factories import DailyFactory

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = "tests/project/test_run.py::test_everything_runs_and_one_ctrl_c_leaves_nothing_behind"
OPERATING = (ROOT / "docs" / "operating.md").read_text()


def test_every_setting_is_in_the_table_and_the_table_names_no_other():
    code = (ROOT / "ishm" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    rows = re.findall(r"^\| (`[A-Z`, _]+`)", OPERATING, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert told == read


def test_the_readme_has_what_a_public_site_must_set_and_names_no_other_setting():
    code = (ROOT / "ishm" / "settings.py").read_text()
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGES[0].read_text(), re.MULTILINE))
    required = set(re.findall(r"^\| `([A-Z_]+)` \*", OPERATING, re.MULTILINE))
    assert len(required) == 3
    assert required <= told <= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page):
    named = set(re.findall(r"(?:manage\.py|deploy/manage) (\w+)", page.read_text()))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_target_the_readme_names_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"(?:^|`)make (\w+)", PAGES[0].read_text(), re.MULTILINE))
    assert [name for name in named if f"\n{name}:" not in makefile] == []


# Commands of manage.py that need a person, minutes or an empty place: the test that runs each.
ELSEWHERE = {
    "check": "tests/project/test_setup.py::"
    "test_a_public_site_with_all_it_needs_passes_the_deployment_check",
    "health": "tests/project/test_health.py::test_the_command_says_what_is_safe_and_what_to_do",
    "createsuperuser": "tests/accounts/test_roles.py::test_the_first_operator_is_made_by_a_command",
    "benchmark": "tests/project/test_benchmarking.py::test_every_benchmark_of_the_pages_exists",
    "backup": "tests/project/test_backups.py::test_the_drill",
    "verify_backup": "tests/project/test_backups.py::test_the_drill",
    "restore": "tests/project/test_backups.py::test_the_drill",
    "allow_sending": "tests/project/test_backups.py::test_the_drill",
    "import_incidents": "tests/incidents/test_intake.py::test_the_command_previews_and_then_saves",
    "read_bounces": "tests/subscribers/test_bounces.py::"
    "test_command_reads_a_maildir_and_changes_nothing_the_second_time",
    "resolve_unknown": "tests/subscribers/test_commands.py::test_doubt_is_settled_by_the_log",
    "run": RUN,
    "sample_data": "tests/project/test_documents.py::"
    "test_every_command_of_the_pages_does_what_it_says",
}
# All other commands: the test that runs each, or why none can.
PROCESSES = (
    "tests/project/test_deployment.py::test_each_process_starts_as_named_and_goes_when_asked"
)
NETWORK = "needs the network and npm; what it makes is committed, and tests use it"
BY_HAND = "changes the machine; followed by hand on an empty one, with the commands around it"
SHELL = {
    "make run": RUN,
    "make test": "is what runs these tests",
    "make check": "tests/project/test_scans.py::test_everything_that_is_checked_is_named",
    "make faults": "tests/faults/test_outages.py::test_database_and_broker_stop_and_come_back",
    "make bench": "tests/project/test_benchmarking.py::test_every_benchmark_of_the_pages_exists",
    ".venv/bin/python -m pytest": "is what runs these tests",
    "python3 ishm/bootstrap.py": RUN,
    "cd /srv/ishm": "has no outcome",
    "adduser": "tests/project/test_deployment.py::"
    "test_the_front_can_read_what_it_serves_and_nobody_else_can",
    "install": BY_HAND,
    "runuser -u postgres": BY_HAND,
    "mv /var/lib/ishm": BY_HAND,
    "git": BY_HAND,
    "systemctl": "tests/project/test_deployment.py::test_every_unit_the_pages_name_exists",
    "celery": PROCESSES,
    "docker compose": "needs containers; tests/project/test_deployment.py reads what it is given",
    "deploy/roll-out": "tests/project/test_deployment.py::"
    "test_the_roll_out_replaces_every_process_there_is",
    ".ci/audit": "tests/project/test_scans.py::test_what_is_known_of_a_package_fails",
    ".ci/html-validate": NETWORK,
    ".ci/keep-version": "tests/project/test_upgrades.py::test_a_version_is_kept_by_its_command",
    ".ci/lock": "needs the network; tests/project/test_deployment.py reads what it wrote",
    ".ci/migrations": "tests/project/test_scans.py::"
    "test_migrations_that_would_stop_a_running_version_are_named",
    ".ci/run": "is what runs these tests, on a machine with nothing",
    ".ci/secrets": "tests/project/test_scans.py::"
    "test_a_key_that_was_committed_is_found_also_when_it_was_taken_away_again",
    "python -m bulletins.gazetteer.data.build": NETWORK,
    "python -m bulletins.incidents.basemap.borders": "needs shapely; what it makes is committed",
    "python -m bulletins.rendering.fonts.build": NETWORK,
    "python -m tests.incidents.draw_maps": "draws pictures for a person to look at",
    "python -m tests.importing.fuzz": "takes ten minutes; the suite breaks files, too",
    "python -m tests.mails.facts": NETWORK,
}
PROGRAM = re.compile(
    r"(make \w|\.venv/bin/|python3? |celery |systemctl |\.ci/\w|deploy/roll-out|docker |cd /)"
)


def commands() -> set[str]:
    """Every line of a block of shell, and every command in the text; not those of manage.py."""
    found = set()
    for page in PAGES:
        text = page.read_text()
        lines = [
            line
            for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
            for line in block.splitlines()
        ]
        lines += filter(PROGRAM.match, re.findall(r"`([^`\n]+)`", text))
        found |= {line.partition("  #")[0].strip() for line in lines}
    return {line for line in found if line and not re.search(r"manage\.py|deploy/manage", line)}


def test_every_command_is_run_by_a_test_or_says_why_none_can():
    unknown = [line for line in commands() if not line.startswith(tuple(SHELL))]
    unused = [known for known in SHELL if not any(each.startswith(known) for each in commands())]
    assert (unknown, unused) == ([], [])


def test_every_test_that_is_named_for_a_command_exists():
    named = [where for where in {*SHELL.values(), *ELSEWHERE.values()} if "::" in where]
    missing = [where for where in named if not exists(*where.split("::"))]
    assert missing == []


def exists(file: str, test: str) -> bool:
    return bool(re.search(rf"^ *def {test}\(", (ROOT / file).read_text(), re.MULTILINE))


def documented() -> list[str]:
    """Every command of manage.py in the pages, as it is written there, without repetitions."""
    found = {}
    for page in PAGES:
        for line in re.findall(r"(?:manage\.py|deploy/manage) ([a-z_]+[^`\n|]*)", page.read_text()):
            words = re.sub(r"\s*(\[.*|#.*)$", "", line).strip().rstrip(".:,")
            words = words.rstrip('"') if words.count('"') % 2 else words  # as another program's
            found.setdefault(words, page.name)
    return [words for words in found if words.split()[0] not in ELSEWHERE]


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_pages_does_what_it_says(tmp_path, settings, monkeypatch):
    """In the order of the pages, in one copy with the sample week; none may end with an error."""
    monkeypatch.chdir(tmp_path)
    settings.STATIC_ROOT = tmp_path / "static"
    WeeklyFactory()
    DailyFactory()
    call_command("sample_data", verbosity=0)
    call_command("publish_issue", "122", "--approve", verbosity=0)
    broken = []
    for words in documented():
        name, *arguments = shlex.split(words.replace("…", "it").replace("DIR", "out"))
        if name == "correct_issue":  # Needs something to correct.
            first = Entry.objects.filter(takeaway__issue__number=122).earliest("pk")
            Entry.objects.filter(pk=first.pk).update(body="<p>It was otherwise.</p>")
        try:
            call_command(name, *arguments, stdout=StringIO(), stderr=StringIO())
        except (CommandError, SystemExit) as error:
            if "published" not in str(error):  # The README's own order: it is, by now.
                broken.append((words, str(error)))
    assert broken == []
    assert len(documented()) >= 8
