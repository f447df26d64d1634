"""The daily in the back office."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from bulletins.revisions.models import Revision
from bulletins.tracker import services
from bulletins.tracker.models import Comment, DailyEdition, DailyUpdate
from tests.tracker.factories import CommentFactory, DailyFactory, DailyUpdateFactory

pytestmark = pytest.mark.django_db

EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)
NO_ROWS = {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ("items", "readings")
    for name in ("TOTAL", "INITIAL")
}


@pytest.fixture
def writer(client, cast):
    client.force_login(cast.operator)
    return cast.operator


def form(**changes):
    return {
        "publication": DailyFactory().pk,
        "date_start": "2014-06-21",
        "date_end": "2014-06-22",
        "headlines": "Border post changes hands\n\n  Parade in the capital ",
        "opening": "<p onclick='x()'>Loud.</p>",
        "takes_comments": "on",
        **NO_ROWS,
        **changes,
    }


def add(client, **changes):
    return client.post(reverse("admin:tracker_dailyupdate_add"), form(**changes))


def act(client, model, name, rows):
    return client.post(
        reverse(f"admin:tracker_{model}_changelist"),
        {"action": name, "_selected_action": [row.pk for row in rows]},
        follow=True,
    )


def test_a_daily_is_written_clean_and_kept(client, writer):
    add(client)
    daily = DailyUpdate.objects.get()
    assert daily.headlines == ["Border post changes hands", "Parade in the capital"]
    assert daily.opening == "<p>Loud.</p>"
    assert Revision.objects.of(daily).get().author == writer


def test_a_daily_over_three_days_is_refused(client, writer):
    response = add(client, date_end="2014-06-23")
    assert "one day, or two that follow each other" in response.content.decode()
    assert DailyUpdate.objects.count() == 0


def test_a_second_daily_for_a_day_is_refused(client, writer):
    add(client)
    response = add(client)
    assert "There is a daily for this day already." in response.content.decode()
    assert DailyUpdate.objects.count() == 1


def test_publishing_from_the_list_says_what_happened_to_each(client, writer):
    ready = DailyUpdateFactory()
    empty = DailyUpdateFactory(
        date_start="2014-06-25", date_end="2014-06-25", headlines=[], opening=""
    )
    text = act(client, "dailyupdate", "publish", [ready, empty]).content.decode()
    assert DailyEdition.objects.get().update == ready
    assert "The daily has no headline." in text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("decide_approve", "approved"),
        ("decide_reject", "rejected"),
        ("decide_spam", "spam"),
        ("decide_ban", "spam"),
    ],
)
def test_moderators_decide_on_many_at_once(client, writer, name, status):
    waiting = CommentFactory.create_batch(2, update=DailyUpdateFactory())
    act(client, "comment", name, waiting)
    assert set(Comment.objects.values_list("status", flat=True)) == {status}
    assert {comment.decisions.get().by for comment in waiting} == {writer}


def test_an_edited_comment_is_marked(client, writer):
    daily = DailyUpdateFactory()
    services.publish_daily(update=daily, at=EVENING)
    comment = CommentFactory(update=daily)
    rows = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("reports", "decisions")
        for name in ("TOTAL", "INITIAL")
    }
    client.post(
        reverse("admin:tracker_comment_change", args=[comment.pk]), {"text": "Milder.", **rows}
    )
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is not None) == ("Milder.", True)
    assert comment.decisions.get().text_before == "The bridge was open again by noon."


def test_who_may_not_publish_is_offered_no_such_action(client, cast):
    cast.editor.is_staff = True
    cast.editor.save()
    client.force_login(cast.editor)
    daily = DailyUpdateFactory()
    act(client, "dailyupdate", "publish", [daily])
    assert DailyEdition.objects.count() == 0
