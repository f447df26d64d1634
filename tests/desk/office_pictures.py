"""The pictures of the desk's other rooms in docs/editing.md, taken as in ``pictures.py``.

``.venv/bin/python -m pytest tests/desk/office_pictures.py`` writes them to docs/images.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.incidents.models import Incident
from bulletins.issues.models import Issue
from bulletins.subscribers.models import Mailing, Subscriber
from bulletins.tracker.comments import report_comment
from tests.desk.pictures import LOOKS, WEDNESDAY, camera, people, week  # noqa: F401 - fixtures
from tests.desk.test_mailings import settle
from tests.subscribers.factories import start_mailing
from tests.tracker.factories import CommentFactory, published_daily

pytestmark = pytest.mark.timeout(600)
READERS = 240


@pytest.fixture
def mailing(week):  # noqa: F811
    """On its way for half a minute: most accepted, a few in trouble."""
    mailing = start_mailing(readers=READERS, at=WEDNESDAY - timedelta(seconds=40), number=121)
    settle(mailing, "sent", 171, reply_code=250, reply="2.0.0 Ok: queued", attempts=1)
    settle(mailing, "failed", 3, reply_code=550, reply="5.1.1 no such user here", attempts=1,
           reason="the mailbox does not exist")  # fmt: skip
    settle(mailing, "unknown", 2, attempts=1, reason="the line broke after the body")
    settle(mailing, "skipped", 4, reason="unsubscribed")
    mailing.deliveries.exclude(state="queued").update(settled_at=WEDNESDAY - timedelta(seconds=5))
    Mailing.objects.update(subject="ISHM: July 14 – 20, 2017")
    return mailing


@pytest.fixture
def conversation(week):  # noqa: F811
    daily = published_daily(items=["Anbar", "Baghdad", "Ninewa"])
    morning = WEDNESDAY - timedelta(hours=5)
    words = "The crossing opened again on Sunday, not on Monday. I passed it in the morning."
    CommentFactory(update=daily, text=words, created_at=morning)
    shown = CommentFactory(
        update=daily, name="Omar B.", email="omar@example.org", status="approved",
        text="Good to have the figures of both hospitals.", created_at=morning,
    )  # fmt: skip
    report_comment(comment=shown, reason="off the subject", network="n", at=timezone.now())
    CommentFactory(
        update=daily, name="Best offers", email="offers@example.com", created_at=WEDNESDAY,
        text="Look at https://offers.example.com/1 and https://offers.example.com/2 today!",
    )  # fmt: skip


def test_mailing(camera, mailing):  # noqa: F811
    camera.take("mailing", f"/desk/mailings/{mailing.pk}/", whole=len(LOOKS) > 1)


def test_subscribers(camera, mailing):  # noqa: F811
    Subscriber.objects.filter(email__startswith="reader1").update(wants_text=True)
    camera.take("subscribers", "/desk/readers/", whole=False)


def test_comments(camera, conversation):  # noqa: F811
    camera.take("comments", "/desk/comments/", whole=len(LOOKS) > 1)


def test_pin(camera, week: Issue):  # noqa: F811
    incident: Incident = week.incidents.exclude(latitude=None).first()
    camera.take("pin", f"/desk/incidents/{incident.pk}/pin/", whole=len(LOOKS) > 1)


def test_place(camera, week):  # noqa: F811
    camera.take("places", "/desk/places/?words=Baqouba&phrase=45 km northwest of Kirkuk")
