"""Everything that reaches readers, or takes from them, is in the audit log."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bulletins.accounts import audit
from bulletins.accounts.models import AuditEvent
from bulletins.issues import services as issues
from bulletins.subscribers.models import Subscriber
from bulletins.subscribers.services import mailings, people
from tests.issues.factories import EntryFactory

pytestmark = pytest.mark.django_db


def a_full_issue():
    return EntryFactory().takeaway.issue


def told():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor__name"))


def test_the_way_of_an_issue_is_told_with_who_took_each_step(cast):
    issue, now = a_full_issue(), timezone.now()
    with audit.acting(cast.editor):
        issues.approve_issue(issue=issue, by=cast.editor)
    with audit.acting(cast.publisher):
        issues.publish_issue(issue=issue, at=now)
        issues.publish_issue(issue=issue, at=now)
        issue.refresh_from_db()
        mailings.queue_mailing(issue=issue, send_at=now, at=now)
        issues.withdraw_issue(issue=issue)
    assert told() == [
        ("approved", "Editor"),
        ("published", "Publisher"),
        ("queued a mailing", "Publisher"),
        ("withdrawn", "Publisher"),
    ]


def test_what_is_refused_is_not_told(cast):
    with pytest.raises(issues.CannotPublish):
        issues.publish_issue(issue=a_full_issue(), at=timezone.now())
    assert told() == []


def test_an_erased_reader_is_told_without_their_address():
    reader = Subscriber.objects.create(email="reader@example.org", created_at=timezone.now())
    people.erase(subscriber=reader, at=timezone.now())
    [event] = AuditEvent.objects.all()
    assert event.action == "erased a reader"
    assert "example.org" not in f"{event.subject}{event.detail}"
