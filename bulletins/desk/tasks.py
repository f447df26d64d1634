"""Doors of the desk: load, call, record."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.desk import mailer
from bulletins.desk.models import Mention


@shared_task
def mail_mentions(*, remark_id: int) -> None:
    """Tell everybody a remark names, each once; claimed before sending, so never twice."""
    waiting = Mention.objects.filter(remark_id=remark_id, mailed_at=None)
    for mention in waiting.select_related("person", "remark__author"):
        unclaimed = Mention.objects.filter(pk=mention.pk, mailed_at=None)
        if unclaimed.update(mailed_at=timezone.now()):
            mailer.tell(mention)
