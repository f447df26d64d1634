"""The week board: what it shows, and that it costs the same however full it is."""

from datetime import date

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType

from bulletins.desk.board import Board, days_of, first_line
from bulletins.desk.models import Presence, Remark
from bulletins.issues.models import Entry, Issue
from tests.desk.conftest import NOON
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

pytestmark = pytest.mark.django_db


def board_of(issue, viewer):
    return Board.of(issue, viewer=viewer, at=NOON)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_full_board_asks_as_many_questions_as_an_empty_one(
    rows, issue, cast, sign_in, django_assert_num_queries
):
    for _ in range(rows):
        takeaway = TakeawayFactory(issue=issue)
        for _ in range(rows):
            SourceFactory(entry=EntryFactory(takeaway=takeaway, author=cast.reporter))
        EntryFactory(takeaway=None)
        issue.incidents.add(IncidentFactory())
    client = sign_in(cast.editor)
    client.get("/desk/")
    with django_assert_num_queries(19):
        assert client.get("/desk/").status_code == 200


def test_the_board_opens_the_issue_of_today(sign_in, cast, issue):
    IssueFactory(period_start=date(2017, 7, 28), period_end=date(2017, 8, 3))
    with time_machine.travel(NOON):
        assert sign_in(cast.reporter).get("/desk/").context["issue"] == issue


def test_without_an_open_issue_an_editor_is_offered_to_start_one(sign_in, cast, issue):
    Issue.objects.update(status=Issue.Status.PUBLISHED, slug="122")
    page = sign_in(cast.editor).get("/desk/")
    assert page.context["form"].initial == {
        "note": "",
        "number": 123,
        "period_start": date(2017, 7, 28),
        "period_end": date(2017, 8, 3),
    }


def test_days_count_every_day_a_story_covers(issue, takeaway, cast):
    EntryFactory(takeaway=takeaway, event_date=date(2017, 7, 22), event_date_end=date(2017, 7, 24))
    EntryFactory(takeaway=takeaway, event_date=date(2017, 7, 24))
    counts = [day.entries for day in board_of(issue, cast.editor).days]
    assert counts == [0, 1, 1, 2, 0, 0, 0]


def test_a_mistyped_year_does_not_fill_the_strip():
    entry = Entry(event_date=date(2017, 7, 22), event_date_end=date(2071, 7, 22))
    assert len(days_of(entry)) == 60


def test_what_is_missing_is_said_in_an_editors_words(issue, takeaway, cast):
    EntryFactory(takeaway=takeaway, event_date=date(2017, 8, 1))
    EntryFactory(takeaway=takeaway, event_date=None, body="")
    EntryFactory(takeaway=None)
    TakeawayFactory(issue=issue, headline="Roads", summary="", position=1)
    assert board_of(issue, cast.editor).missing == [
        "“Roads” has no summary.",
        "“Roads” has no entries.",
        "1 entry with nothing written.",
        "1 entry without a date.",
        "1 entry outside the period.",
        "1 entry without a source.",
        "1 entry in the inbox, not filed.",
        "No incident is recorded for these days.",
    ]


def test_a_finished_board_misses_nothing(issue, sourced, cast):
    issue.incidents.add(IncidentFactory(event_date=date(2017, 7, 22)))
    assert board_of(issue, cast.editor).missing == []


def test_cards_tell_who_writes_and_who_has_something_to_say(issue, sourced, cast):
    kind = ContentType.objects.get_for_model(sourced)
    about = {"content_type": kind, "object_id": sourced.pk}
    Presence.objects.create(person=cast.reporter, seen_at=NOON, **about)
    Presence.objects.create(person=cast.editor, seen_at=NOON, **about)
    Remark.objects.create(text="Sure?", made_at=NOON, **about)
    [card] = board_of(issue, cast.editor).sections[0].cards
    assert (card.writers, card.remarks, card.marks) == ([cast.reporter], 1, [])


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two three"),
        ("<p>" + "word " * 100 + "</p>", "word " * 36 + "…"),
        ("", ""),
    ],
)
def test_first_lines_are_plain_and_short(html, words):
    assert first_line(html) == words


def test_two_people_at_the_facts_keep_both_and_lose_nothing_typed(sign_in, cast, issue):
    client, address = sign_in(cast.editor), f"/desk/issues/{issue.pk}/facts/"
    facts = {"number": 122, "period_start": "2017-07-21", "period_end": "2017-07-27", "note": ""}
    client.post(address, {**facts, "note": "A holiday on Monday.", "seen_version": 1})
    client.post(address, {**facts, "number": 123, "seen_version": 1})
    issue.refresh_from_db()
    assert (issue.note, issue.number) == ("A holiday on Monday.", 123)
    clash = client.post(address, {**facts, "note": "A delay.", "seen_version": 1})
    assert clash.status_code == 409
    assert "A delay.</textarea>" in clash.text
    assert "Nothing was overwritten." in clash.text
    issue.refresh_from_db()
    assert issue.note == "A holiday on Monday."


def test_after_publication_the_desk_leads_to_what_is_out_and_to_the_next_week(
    sign_in, cast, mailing
):
    client = sign_in(cast.publisher)
    page = client.get("/desk/").text
    assert "The week is out" in page
    assert f"/desk/issues/{mailing.issue_id}/publish/" in page
    assert f"/desk/mailings/{mailing.pk}/" in page
    assert "The mail went to 12 readers: <b>2</b> queued, <b>6</b> accepted" in page
    board = client.get(f"/desk/issues/{mailing.issue_id}/").text
    assert "It is published" in board
    assert "Before Thursday" not in board
    days = {"period_start": "2017-07-28", "period_end": "2017-08-03", "number": 122}
    assert client.post("/desk/issues/start/", days).status_code == 302
