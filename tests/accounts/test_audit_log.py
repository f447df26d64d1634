"""The audit log only grows, tells who acted, and is readable at the desk."""

from __future__ import annotations

from datetime import UTC, datetime

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
    with django_assert_num_queries(7):
        client.get("/desk/log/")
