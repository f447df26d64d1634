"""A daily on its way to readers, step by step."""

from datetime import UTC, datetime

import pytest
import time_machine

from bulletins.desk.models import TestMail
from bulletins.desk.tasks import mail_test
from bulletins.tracker.models import DailyPreview, DailyUpdate
from bulletins.tracker.tasks import draw_daily_preview
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db
EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def daily():
    return TrackerItemFactory().update


@pytest.fixture
def take(sign_in, cast, daily):
    def as_person(step, person=None, **fields):
        client = sign_in(person or cast.publisher)
        return client.post(f"/desk/dailies/{daily.pk}/publish/{step}/", fields, follow=True).text

    return as_person


def status(daily):
    daily.refresh_from_db()
    return daily.status


def test_it_is_published_corrected_withdrawn_and_shown_again(take, daily):
    assert "Its pages are being made" in take("publish")
    assert status(daily) == "published"
    assert "Nothing has changed since edition 1" in take("correct", note="The bridge.")
    daily.items.update(body="<p>The bridge was open.</p>")
    assert "Say in a sentence what changed" in take("correct", note=" ")
    assert "Corrected: edition 2" in take("correct", note="The bridge.")
    take("withdraw")
    assert status(daily) == "withdrawn"
    take("restore")
    assert status(daily) == "published"


def test_it_is_scheduled_in_its_own_time_and_taken_off_again(take, daily):
    assert "That time is past" in take("schedule", publish_at="2014-06-22T08:00")
    take("schedule", publish_at="2014-06-22T20:00")
    assert status(daily) == "scheduled"
    assert daily.publish_at.astimezone(daily.publication.zone).hour == 20
    take("return")
    assert (status(daily), daily.publish_at) == ("draft", None)


@pytest.mark.parametrize("step", ["publish", "schedule", "correct", "withdraw", "send"])
def test_whoever_may_not_publish_takes_no_step(take, cast, daily, step):
    before = DailyUpdate.objects.values().get()
    take(step, cast.editor, publish_at="2014-06-22T20:00", note="x")
    assert DailyUpdate.objects.values().get() == before


def test_a_daily_without_headlines_says_what_is_missing(sign_in, cast):
    bare = DailyUpdateFactory(headlines=[])
    page = sign_in(cast.publisher).get(f"/desk/dailies/{bare.pk}/publish/").text
    assert "The daily has no headline." in page
    assert "Publish now" not in page


@pytest.mark.parametrize("kind", ["web", "email", "pdf"])
def test_a_preview_shows_the_draft_as_it_stands(sign_in, cast, daily, kind):
    client = sign_in(cast.reporter)
    client.post(f"/desk/dailies/{daily.pk}/preview/{kind}/ask/")
    preview = DailyPreview.objects.get()
    draw_daily_preview(preview_id=preview.pk)
    page = client.get(f"/desk/dailies/{daily.pk}/preview/{kind}/")
    assert page.status_code == 200
    assert page.context["is_current"]


def test_a_test_mail_goes_to_oneself_once(sign_in, cast, daily, mailoutbox):
    client = sign_in(cast.reporter)
    page = client.post(f"/desk/dailies/{daily.pk}/test/", follow=True).text
    assert "A test mail is on its way to reporter@example.org." in page
    test = TestMail.objects.get()
    for _ in range(2):
        mail_test(test_id=test.pk)
    [mail] = mailoutbox
    assert mail.to == ["reporter@example.org"]
    assert mail.subject == f"[Test] {daily.title}"
    assert mail.from_email == f"{daily.publication.sender_name} <{daily.publication.sender_email}>"
    for part in (mail.body, mail.alternatives[0][0]):
        assert "Trucks queued at the bridge until dusk." in part
        assert "{{" not in part
    assert "sent" in client.get(f"/desk/dailies/{daily.pk}/publish/progress/").text
