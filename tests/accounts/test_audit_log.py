"""The audit log only grows, tells who acted, and is readable at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import ProtectedError

from bulletins.accounts import audit
from bulletins.accounts.models import AuditEvent, AuditLogOnlyGrows

pytestmark = pytest.mark.django_db
NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)


@pytest.fixture
def event(cast):
    with audit.acting(cast.publisher):
        return audit.record(action="published", subject="No. 122", at=NOON)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(action="x"),
        lambda event: AuditEvent.objects.all().delete(),
    ],
)
def test_a_line_is_neither_changed_nor_removed(event, rewrite):
    with pytest.raises(AuditLogOnlyGrows):
        rewrite(event)
    assert AuditEvent.objects.get().action == "published"


def test_a_person_in_the_log_cannot_be_deleted(event, cast):
    with pytest.raises(ProtectedError):
        cast.publisher.delete()


def test_outside_of_a_request_nobody_acts(cast):
    assert audit.record(action="published", subject="No. 122", at=NOON).actor is None


def test_publishers_read_it_and_editors_do_not(client, cast, event):
    client.force_login(cast.editor)
    assert client.get("/desk/log/").status_code == 403
    client.force_login(cast.publisher)
    page = client.get("/desk/log/").content.decode()
    for words in ("2017-07-27 12:00", "Publisher", "published", "No. 122"):
        assert words in page


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_costs_the_same_with_many_lines(client, cast, lines, django_assert_num_queries):
    with audit.acting(cast.publisher):
        for number in range(lines):
            audit.record(action="published", subject=f"No. {number}", at=NOON)
    client.force_login(cast.publisher)
    client.get("/desk/log/")
    with django_assert_num_queries(8):
        client.get("/desk/log/")


def lines(client, **asked):
    return [event.subject for event in client.get("/desk/log/", asked).context["page"]]


def test_the_log_is_narrowed_by_person_deed_words_and_days(client, cast):
    for person, action, subject, day in (
        (cast.publisher, "published", "No. 122", NOON),
        (cast.editor, "corrected", "No. 122", NOON + timedelta(days=1)),
        (None, "published", "No. 123", NOON + timedelta(days=2)),
    ):
        with audit.acting(person):
            audit.record(action=action, subject=subject, detail=f"by {person}", at=day)
    client.force_login(cast.publisher)

    assert lines(client, action="published") == ["No. 123", "No. 122"]
    assert lines(client, person=cast.editor.pk) == ["No. 122"]
    assert lines(client, words="123") == ["No. 123"]
    assert lines(client, words="by editor") == ["No. 122"]
    assert lines(client, since="2017-07-29") == ["No. 123"]
    assert lines(client, until="2017-07-27") == ["No. 122"]
    assert lines(client, since="nonsense", person="x") == ["No. 123", "No. 122", "No. 122"]


def test_the_next_page_keeps_what_was_asked_for(client, cast):
    with audit.acting(cast.publisher):
        for number in range(101):
            audit.record(action="published", subject=f"No. {number}", at=NOON)
    client.force_login(cast.publisher)

    page = client.get("/desk/log/", {"action": "published", "words": "No."}).content.decode()

    assert "?action=published&amp;words=No.&amp;page=2" in page
