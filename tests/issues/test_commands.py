"""The command line: plain words, one JSON document, exit 0, 1 or 2."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    issue = IssueFactory(number=122)
    EntryFactory(takeaway=TakeawayFactory(issue=issue, headline="Gauges"))
    issue.incidents.add(IncidentFactory())
    return issue


def run(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", ["122", "2017-07-27"])
def test_show_issue_prints_the_shape_of_the_api(issue, name):
    shown = json.loads(run("show_issue", name, "--json"))
    assert list(shown) == [
        "number", "title", "period_start", "period_end", "status", "edition", "note",
        "takeaways", "incidents", "warnings",
    ]  # fmt: skip
    assert (shown["number"], shown["title"]) == (122, "ISHM: July 21 – 27, 2017")
    assert (shown["status"], shown["edition"]) == ("draft", None)
    (takeaway,) = shown["takeaways"]
    assert takeaway["heading"] == "Gauges"
    assert takeaway["entries"] == [
        {
            "event_date": "2017-07-22",
            "event_date_end": None,
            "text": "On July 22, the river gauge at the old bridge was repaired.",
            "html": "<p>On July 22, the river gauge at the old bridge was repaired.</p>",
            "sources": [],
        }
    ]
    assert shown["incidents"] == [
        {
            "event_date": "2017-07-24", "location": "Hit, 70 km west of Ramadi",
            "deaths_low": 0, "deaths_high": 0, "injuries_low": 1, "injuries_high": 1,
            "latitude": None, "longitude": None, "precision_km": None, "governorate": "",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("999", "There is no issue 999"),
        ("last week", "neither a number"),
        ("2017-13-45", "neither a number"),
    ],
)
def test_an_unknown_issue_is_refused_in_words(name, reason):
    with pytest.raises(CommandError, match=reason) as refused:
        run("show_issue", name)
    assert refused.value.returncode == 1


def test_two_issues_ending_on_one_day_are_asked_for_by_number():
    IssueFactory(number=1)
    IssueFactory(number=2)
    with pytest.raises(CommandError, match="use its number"):
        run("show_issue", "2017-07-27")


def test_publishing_from_the_command_line_approves_what_nobody_has(issue):
    assert "is published: edition 1" in run("publish_issue", "122")
    assert "was published already: edition 1" in run("publish_issue", "122")
    assert json.loads(run("show_issue", "122", "--json"))["edition"] == 1


def test_text_changed_after_approval_needs_a_word_from_the_publisher(issue):
    issue.approved_sha256 = "0" * 64
    issue.save()
    with pytest.raises(CommandError, match="changed since it was approved"):
        run("publish_issue", "122")
    assert "edition 1" in run("publish_issue", "122", "--approve")


def test_assembling_reports_what_was_overlooked(issue):
    EntryFactory(takeaway=None)
    printed = run("assemble_issue", "2017-07-21", "2017-07-27")
    assert "Draft refreshed: ISHM: July 21 – 27, 2017" in printed
    assert "waits in the inbox" in printed


def test_an_unpublished_issue_has_no_frozen_files(issue, tmp_path):
    with pytest.raises(CommandError, match="not published yet"):
        run("render_issue", "122", "--to", str(tmp_path))
