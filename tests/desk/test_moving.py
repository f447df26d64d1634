"""Moving things on the board: the order saved is the order shown."""

import pytest

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Revision
from bulletins.revisions.services import save_version
from tests.desk.conftest import NOON, send
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(takeaway):
    return [EntryFactory(takeaway=takeaway, position=n, body=f"<p>{n}</p>") for n in range(3)]


def order(takeaway):
    return [entry.body for entry in Entry.objects.filter(takeaway=takeaway)]


def move(client, entry, takeaway, before=None):
    entry.refresh_from_db()
    fields = {
        "entry": entry.pk,
        "takeaway": takeaway.pk if takeaway else "",
        "before": before.pk if before else "",
        "version": entry.version,
    }
    return send(client, "/desk/entries/move/", fields)


def test_an_entry_goes_before_another(sign_in, cast, takeaway, three):
    answer = move(sign_in(cast.reporter), three[2], takeaway, before=three[0])
    assert answer.json() == {"version": 2}
    assert order(takeaway) == ["<p>2</p>", "<p>0</p>", "<p>1</p>"]


def test_the_board_shows_the_order_that_is_saved(sign_in, cast, takeaway, three):
    client = sign_in(cast.reporter)
    move(client, three[2], takeaway, before=three[0])
    page = client.get(f"/desk/issues/{takeaway.issue_id}/")
    [section] = page.context["board"].sections
    assert [card.entry for card in section.cards] == [three[2], three[0], three[1]]


def test_an_entry_is_filed_from_the_inbox_in_one_step(sign_in, cast, takeaway, three):
    unfiled = EntryFactory(takeaway=None, body="<p>new</p>")
    move(sign_in(cast.reporter), unfiled, takeaway)
    assert order(takeaway) == ["<p>0</p>", "<p>1</p>", "<p>2</p>", "<p>new</p>"]


def test_an_entry_goes_back_to_the_inbox(sign_in, cast, takeaway, three):
    move(sign_in(cast.reporter), three[1], None)
    assert (order(takeaway), order(None)) == (["<p>0</p>", "<p>2</p>"], ["<p>1</p>"])


def test_moving_leaves_the_neighbors_versions_alone(sign_in, cast, takeaway, three):
    move(sign_in(cast.reporter), three[2], takeaway, before=three[0])
    versions = Entry.objects.filter(pk__in=[three[0].pk, three[1].pk])
    assert list(versions.values_list("version", flat=True)) == [1, 1]


def test_an_entry_somebody_else_just_moved_stays_there(sign_in, cast, takeaway, three):
    stale = {"entry": three[0].pk, "takeaway": takeaway.pk, "before": "", "version": 1}
    move(sign_in(cast.editor), three[0], None)
    answer = send(sign_in(cast.reporter), "/desk/entries/move/", stale)
    assert answer.status_code == 409
    assert answer.json()["message"].startswith("Editor has moved this a moment ago.")
    assert order(None) == ["<p>0</p>"]


def test_an_entry_somebody_writes_in_can_be_moved(sign_in, cast, takeaway, three):
    stale = {"entry": three[0].pk, "takeaway": "", "before": "", "version": 1}
    save_version(
        subject=three[0],
        changes={"body": "<p>written</p>"},
        seen_version=1,
        author=cast.editor,
        at=NOON,
    )
    assert send(sign_in(cast.reporter), "/desk/entries/move/", stale).status_code == 200
    assert order(None) == ["<p>written</p>"]


def test_a_neighbor_that_went_elsewhere_refuses_the_move(sign_in, cast, takeaway, three):
    other = TakeawayFactory(issue=takeaway.issue)
    answer = move(sign_in(cast.reporter), three[0], other, before=three[1])
    assert answer.status_code == 409
    assert order(takeaway) == ["<p>0</p>", "<p>1</p>", "<p>2</p>"]


def test_a_removed_entry_refuses_the_move(sign_in, cast, takeaway):
    fields = {"entry": 9999, "takeaway": takeaway.pk, "version": 1}
    assert send(sign_in(cast.reporter), "/desk/entries/move/", fields).status_code == 409


def test_sections_change_places(sign_in, cast, issue):
    first, second = (TakeawayFactory(issue=issue, position=n) for n in range(2))
    fields = {"takeaway": second.pk, "before": first.pk, "version": 1}
    assert send(sign_in(cast.editor), "/desk/takeaways/move/", fields).json() == {"version": 2}
    assert list(issue.takeaways.all()) == [second, first]


def test_a_section_stays_in_its_issue(sign_in, cast, takeaway):
    elsewhere = TakeawayFactory(issue=IssueFactory(number=5))
    fields = {"takeaway": takeaway.pk, "before": elsewhere.pk, "version": 1}
    assert send(sign_in(cast.editor), "/desk/takeaways/move/", fields).status_code == 409


def test_a_new_issue_starts_with_its_first_version(sign_in, cast, db):
    fields = {"number": "123", "period_start": "2017-07-28", "period_end": "2017-08-03"}
    sign_in(cast.editor).post("/desk/issues/start/", fields)
    issue = Issue.objects.get(number=123)
    assert Revision.objects.of(issue).get().author == cast.editor


def test_a_period_that_runs_backwards_is_refused_with_words(sign_in, cast, db):
    fields = {"number": "", "period_start": "2017-08-03", "period_end": "2017-07-28"}
    page = sign_in(cast.editor).post("/desk/issues/start/", fields)
    assert "The period must end on or after the day it starts." in page.content.decode()
    assert not Issue.objects.exists()


def test_overlap_and_unusual_length_are_noticed_not_refused(sign_in, cast, issue):
    fields = {"number": "123", "period_start": "2017-07-27", "period_end": "2017-08-09"}
    page = sign_in(cast.editor).post("/desk/issues/start/", fields, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "The days overlap with “ISHM: July 21 – 27, 2017”.",
        "This issue covers 14 days; usually it is 7.",
    ]


def test_new_takeaways_and_entries_come_last(sign_in, cast, takeaway, three):
    client = sign_in(cast.editor)
    client.post(f"/desk/issues/{takeaway.issue_id}/takeaways/", {"headline": "Roads"})
    client.post("/desk/entries/", {"takeaway": takeaway.pk})
    assert Takeaway.objects.last().headline == "Roads"
    assert order(takeaway)[-1] == ""
    assert Entry.objects.get(body="").author == cast.editor
