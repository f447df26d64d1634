"""Doors of the desk: load, call, record."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.desk import mailer, previews
from bulletins.desk.models import Mention, TestMail


@shared_task
def mail_mentions(*, remark_id: int) -> None:
    """Tell everybody a remark names, each once; claimed before sending, so never twice."""
    waiting = Mention.objects.filter(remark_id=remark_id, mailed_at=None)
    for mention in waiting.select_related("person", "remark__author"):
        unclaimed = Mention.objects.filter(pk=mention.pk, mailed_at=None)
        if unclaimed.update(mailed_at=timezone.now()):
            mailer.tell(mention)


@shared_task
def draw_preview(*, preview_id: int) -> None:
    """Draw one form of a draft; the row keeps the outcome."""
    previews.draw(preview_id=preview_id, at=timezone.now())


@shared_task
def mail_test(*, test_id: int) -> None:
    """Send one test mail; claimed before sending, so never twice."""
    unclaimed = TestMail.objects.filter(pk=test_id, claimed_at=None)
    if not unclaimed.update(claimed_at=timezone.now()):
        return
    tests = TestMail.objects.select_related("person", "issue__publication", "daily__publication")
    test = tests.get(pk=test_id)
    try:
        mailer.send_test(test, at=timezone.now())
    except Exception as error:  # The colleague who waits for it reads the reason on the page.
        TestMail.objects.filter(pk=test_id).update(error=f"{type(error).__name__}: {error}")
        return
    TestMail.objects.filter(pk=test_id).update(sent_at=timezone.now())
