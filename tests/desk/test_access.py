"""Who may do what at the desk; a refusal changes nothing."""

import pytest

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Revision
from tests.desk.conftest import entry_fields, send

pytestmark = pytest.mark.django_db

PAGES = ["/desk/", "/desk/issues/start/", "/desk/bin/"]


@pytest.mark.parametrize("address", PAGES)
def test_nobody_enters_without_signing_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert f"next={address}" in answer["Location"]


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_told_why(sign_in, cast, address):
    answer = sign_in(cast.stranger).get(address)
    assert answer.status_code == 403
    assert "no role at the desk yet" in answer.content.decode()


EDITORS_ONLY = [
    ("/desk/issues/start/", {"period_start": "2017-07-28", "period_end": "2017-08-03"}),
    ("/desk/issues/{issue}/takeaways/", {"headline": "New"}),
    ("/desk/takeaways/{takeaway}/", {"version": 1, "headline": "Changed", "summary": ""}),
    ("/desk/takeaway/{takeaway}/bin/", {"version": 1}),
    ("/desk/takeaway/{takeaway}/history/1/restore/", {}),
]


@pytest.mark.parametrize(("address", "fields"), EDITORS_ONLY)
def test_a_reporter_does_not_shape_the_issue(sign_in, cast, takeaway, address, fields):
    before = list(Takeaway.objects.values()), list(Issue.objects.values())
    address = address.format(issue=takeaway.issue_id, takeaway=takeaway.pk)
    assert sign_in(cast.reporter).post(address, fields).status_code == 403
    assert (list(Takeaway.objects.values()), list(Issue.objects.values())) == before


def test_a_reporter_writes(sign_in, cast, entry):
    answer = send(
        sign_in(cast.reporter), f"/desk/entries/{entry.pk}/", entry_fields(entry, body="<p>x</p>")
    )
    assert answer.status_code == 200


def test_a_save_after_the_session_ended_says_so_and_keeps_out(client, entry):
    answer = send(client, f"/desk/entries/{entry.pk}/", entry_fields(entry, body="<p>x</p>"))
    assert answer.status_code == 401
    assert "Your text is kept in this browser" in answer.json()["message"]
    assert Entry.objects.get().body == "<p>The first words.</p>"


@pytest.mark.parametrize(
    "address",
    [
        "/desk/entries/move/",
        "/desk/entries/",
        "/desk/entry/{pk}/here/",
        "/desk/entry/{pk}/remarks/",
        "/desk/entry/{pk}/assign/",
        "/desk/entry/{pk}/bin/",
        "/desk/entry/{pk}/history/1/restore/",
        "/desk/figures/",
    ],
)
def test_looking_changes_nothing(sign_in, cast, entry, address):
    assert sign_in(cast.operator).get(address.format(pk=entry.pk)).status_code == 405
    assert Revision.objects.count() == 1


def test_only_pages_with_an_editor_relax_the_policy(sign_in, cast, entry):
    client = sign_in(cast.editor)
    board = client.get("/desk/")["Content-Security-Policy"]
    editor = client.get(f"/desk/entries/{entry.pk}/")["Content-Security-Policy"]
    assert "unsafe-inline" not in board
    assert "script-src-attr 'unsafe-inline'" in editor
    assert "script-src 'self';" in editor + ";"
