"""The daily in the back office."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from bulletins.issues.promotion import promote_item
from bulletins.revisions.models import Binned, Revision
from bulletins.tracker import services
from bulletins.tracker.models import Comment, DailyEdition, DailyUpdate, Decision, Storyline
from tests.tracker.factories import (
    CommentFactory,
    DailyFactory,
    DailyUpdateFactory,
    ReadingFactory,
    TrackerItemFactory,
)

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


def act(client, model, name, rows, **more):
    return client.post(
        reverse(f"admin:tracker_{model}_changelist"),
        {"action": name, "_selected_action": [row.pk for row in rows], **more},
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
    assert "There is a daily for this day already" in response.content.decode()
    assert DailyUpdate.objects.count() == 1


def test_a_daily_thrown_away_comes_back_with_its_paragraphs_from_the_bin(client, writer):
    item = TrackerItemFactory()
    storyline = Storyline.objects.create(name="Anbar", slug="anbar")
    item.storylines.add(storyline)
    ReadingFactory(update=item.update)
    act(client, "dailyupdate", "delete_selected", [item.update], post="yes")
    assert not DailyUpdate.objects.exists()
    (binned,) = client.get(reverse("desk:bin")).context["page"].object_list
    client.post(reverse("desk:take-back", args=[binned.pk]))
    back = DailyUpdate.objects.get(pk=item.update_id)
    assert back.headlines == ["Border post changes hands", "Parade in the capital"]
    assert [one.outlet for one in back.readings.all()] == ["River Gazette"]
    paragraph = back.items.get()
    assert (paragraph.pk, paragraph.body) == (item.pk, item.body)
    assert list(paragraph.storylines.all()) == [storyline]
    assert not Binned.objects.exists()


def test_a_daily_does_not_come_back_onto_a_day_that_has_another(client, writer):
    update = TrackerItemFactory().update
    act(client, "dailyupdate", "delete_selected", [update], post="yes")
    DailyUpdateFactory()
    back = client.post(
        reverse("desk:take-back", args=[Binned.objects.whole().get().pk]), follow=True
    )
    assert "There is a daily for this day already. It stays in the bin." in back.content.decode()
    assert Binned.objects.count() == 2


def test_a_daily_whose_paragraph_is_in_the_week_is_not_thrown_away(client, writer):
    item = TrackerItemFactory()
    promote_item(item=item, by=writer, at=EVENING)
    answer = act(client, "dailyupdate", "delete_selected", [item.update], post="yes")
    assert "has become an entry of the week" in answer.content.decode()
    assert DailyUpdate.objects.exists()


def test_a_paragraph_struck_in_the_form_goes_into_the_bin(client, writer):
    item = TrackerItemFactory()
    rows = {
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "1",
        "items-0-id": item.pk,
        "items-0-update": item.update_id,
        "items-0-position": "0",
        "items-0-seen_version": "1",
        "items-0-DELETE": "on",
    }
    address = reverse("admin:tracker_dailyupdate_change", args=[item.update_id])
    client.post(address, form(**rows, seen_version="1"))
    assert not item.update.items.exists()
    assert Binned.objects.get().fields["body"] == item.body


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
    decided = Decision.objects.filter(comment__in=waiting)
    assert {(one.comment_id, one.by) for one in decided} == {(one.pk, writer) for one in waiting}


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
