"""Writing a daily at the desk: its head, its paragraphs, its readings."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from bulletins.desk.services import dailies
from bulletins.revisions.models import Revision
from bulletins.revisions.services import keep, take_back
from bulletins.tracker import services as tracker
from bulletins.tracker.models import DailyUpdate, Reading, TrackerItem
from tests.desk.conftest import send
from tests.tracker.factories import (
    CommentFactory,
    DailyFactory,
    DailyUpdateFactory,
    ReadingFactory,
    TrackerItemFactory,
)

NOON = datetime(2014, 6, 23, 9, tzinfo=UTC)


@pytest.fixture
def daily(db, cast):
    update = DailyUpdateFactory(author=cast.reporter)
    keep(subject=update, author=cast.reporter, at=NOON)
    return update


@pytest.fixture
def item(daily, cast):
    found = TrackerItemFactory(update=daily)
    keep(subject=found, author=cast.reporter, at=NOON)
    return found


@pytest.fixture
def writer(sign_in, cast):
    return sign_in(cast.reporter)


def head_fields(update, **changes):
    """What the head's form sends."""
    return {
        "version": update.version,
        "sitting": "",
        "date_start": update.date_start.isoformat(),
        "date_end": update.date_end.isoformat(),
        "headlines": "\n".join(update.headlines),
        "opening": update.opening,
        "takes_comments": "on",
        **changes,
    }


def readings_fields(update, *rows, **changes):
    """What the readings' form sends."""
    fields = {"version": update.version, "sitting": ""}
    for number, row in enumerate(rows):
        for name in ("url", "outlet", "author", "title", "remark"):
            fields[f"readings-{number}-{name}"] = row.get(name, "")
    totals = {"readings-TOTAL_FORMS": len(rows), "readings-INITIAL_FORMS": 0}
    return fields | totals | changes


def item_fields(found, **changes):
    return {"version": found.version, "sitting": "", "label": found.label, "body": found.body} | (
        changes
    )


class TestBeginning:
    def test_todays_daily_is_one_click_away(self, writer, cast):
        # Half past ten at night in Washington is tomorrow in Baghdad and in UTC.
        publication = DailyFactory()
        publication.time_zone = "America/New_York"
        publication.save()
        with time_machine.travel(datetime(2014, 6, 22, 2, 30, tzinfo=UTC), tick=False):
            response = writer.post("/desk/dailies/begin/")
        update = DailyUpdate.objects.get()
        assert response.url == f"/desk/dailies/{update.pk}/"
        assert (update.date_start, update.author) == (date(2014, 6, 21), cast.reporter)

    def test_a_day_has_one_daily_whoever_presses(self, daily, writer):
        for day in ("2014-06-21", "2014-06-22"):
            response = writer.post("/desk/dailies/begin/", {"day": day})
            assert response.url == f"/desk/dailies/{daily.pk}/"
        assert DailyUpdate.objects.count() == 1

    def test_a_day_that_is_none_begins_nothing(self, writer, db):
        DailyFactory()
        assert writer.post("/desk/dailies/begin/", {"day": "2014-02-30"}).url == "/desk/dailies/"
        assert DailyUpdate.objects.count() == 0


class TestHead:
    def test_it_is_saved_clean_with_its_history(self, daily, writer):
        answer = send(
            writer,
            f"/desk/dailies/{daily.pk}/",
            head_fields(
                daily,
                sitting="mine",
                headlines="One\n\n Two ",
                opening="<p onclick='x()'>Loud.</p>",
            ),
        )
        assert answer.json() == {"version": 2, "news": None, "problems": {}}
        daily.refresh_from_db()
        assert (daily.headlines, daily.opening) == (["One", "Two"], "<p>Loud.</p>")
        assert Revision.objects.of(daily).last().fields["headlines"] == ["One", "Two"]

    @pytest.mark.parametrize(
        ("start", "end", "name", "words"),
        [
            ("2014-06-21", "2014-06-23", "date_end", "one day, or two that follow each other"),
            ("2014-06-22", "2014-06-21", "date_end", "one day, or two that follow each other"),
            ("2014-06-24", "2014-06-24", "date_start", "There is a daily for this day already"),
            ("2014-06-23", "2014-06-24", "date_start", "There is a daily for this day already"),
        ],
    )
    def test_wrong_days_wait_while_the_words_are_saved(
        self, daily, writer, start, end, name, words
    ):
        DailyUpdateFactory(date_start="2014-06-24", date_end="2014-06-25")
        fields = head_fields(daily, date_start=start, date_end=end, headlines="New words")
        answer = send(writer, f"/desk/dailies/{daily.pk}/", fields)
        assert words in answer.json()["problems"][name]
        daily.refresh_from_db()
        assert daily.headlines == ["New words"]
        assert daily.date_start == date(2014, 6, 21)

    def test_two_days_over_new_year_are_saved(self, daily, writer):
        fields = head_fields(daily, date_start="2014-12-31", date_end="2015-01-01")
        assert send(writer, f"/desk/dailies/{daily.pk}/", fields).json()["problems"] == {}
        daily.refresh_from_db()
        assert daily.title.startswith("IRAQ DAILY TRACKER 31 DEC/1 JAN: ")

    def test_a_post_can_be_closed_to_replies(self, daily, writer):
        fields = head_fields(daily)
        del fields["takes_comments"]
        send(writer, f"/desk/dailies/{daily.pk}/", fields)
        daily.refresh_from_db()
        assert daily.takes_comments is False


class TestReadings:
    def test_they_are_saved_without_touching_the_head(self, daily, writer):
        row = {
            "outlet": "River Gazette",
            "author": "Layla Hasan",
            "title": "Bridges",
            "url": "https://gazette.example.org/bridges",
            "remark": "Counts them.",
        }
        answer = send(writer, f"/desk/dailies/{daily.pk}/", readings_fields(daily, row, {}))
        assert answer.json()["problems"] == {}
        assert Reading.objects.values(*row).get() == row
        daily.refresh_from_db()
        assert daily.headlines == ["Border post changes hands", "Parade in the capital"]
        assert daily.takes_comments is True

    def test_half_a_link_waits_with_a_note(self, daily, writer):
        answer = send(
            writer, f"/desk/dailies/{daily.pk}/", readings_fields(daily, {"url": "not a link"})
        )
        assert "readings-0-url" in answer.json()["problems"]
        assert Reading.objects.count() == 0

    def test_head_and_readings_written_by_two_people_do_not_collide(self, daily, writer):
        send(writer, f"/desk/dailies/{daily.pk}/", head_fields(daily, headlines="Mine"))
        answer = send(
            writer, f"/desk/dailies/{daily.pk}/", readings_fields(daily, {"outlet": "Gazette"})
        )
        assert answer.status_code == 200
        daily.refresh_from_db()
        assert (daily.headlines, str(daily.readings.get())) == (["Mine"], "Gazette")

    def test_two_peoples_readings_are_both_offered(self, daily, sign_in, cast):
        ReadingFactory(update=daily, outlet="First", url="", remark="")
        seen = readings_fields(daily, {"outlet": "First"}, {"outlet": "Hers"})
        send(sign_in(cast.reporter), f"/desk/dailies/{daily.pk}/", seen)
        his = readings_fields(daily, {"outlet": "First"}, {"outlet": "His"})
        client = sign_in(cast.editor)
        assert send(client, f"/desk/dailies/{daily.pk}/", his).status_code == 409
        page = client.post(f"/desk/dailies/{daily.pk}/both/", his)
        offered = [form.initial["outlet"] for form in page.context["form"].readings.forms]
        assert offered == ["First", "Hers", "His"]


class TestParagraphs:
    def test_one_is_saved_for_itself(self, item, writer):
        words = {"label": "Displacement", "body": "<p>Said.</p>"}
        fields = item_fields(item, sitting="mine", is_analysis="on", **words)
        assert send(writer, f"/desk/dailies/items/{item.pk}/", fields).json()["version"] == 2
        item.refresh_from_db()
        assert (item.label, item.is_analysis, item.body) == ("Displacement", True, "<p>Said.</p>")

    def test_a_block_quotation_stays_one(self, item, writer):
        quoted = "<blockquote><p>We walked for two nights.</p></blockquote>"
        send(writer, f"/desk/dailies/items/{item.pk}/", item_fields(item, body=quoted))
        item.refresh_from_db()
        assert item.body == quoted

    def test_the_second_of_two_writers_is_shown_both_texts(self, item, sign_in, cast):
        address = f"/desk/dailies/items/{item.pk}/"
        seen = item_fields(item, body="<p>Her words.</p>")
        send(sign_in(cast.reporter), address, seen)
        client = sign_in(cast.editor)
        answer = send(client, address, item_fields(item, body="<p>His words.</p>"))
        assert answer.status_code == 409
        page = client.post(f"{address}both/", item_fields(item, body="<p>His words.</p>"))
        assert "Her words" in page.text
        assert "His words" in page.text
        item.refresh_from_db()
        assert item.body == "<p>Her words.</p>"

    def test_a_look_at_its_address_leads_to_its_place(self, item, writer):
        response = writer.get(f"/desk/dailies/items/{item.pk}/")
        assert response.url == f"/desk/dailies/{item.update_id}/#item-{item.pk}"

    def test_a_new_one_stands_at_the_end(self, item, writer):
        writer.post(f"/desk/dailies/{item.update_id}/items/")
        assert item.update.items.first() == item
        assert item.update.items.count() == 2

    def test_following_up_takes_theme_and_storylines_along(self, item, writer):
        item.storylines.create(name="The bridge", slug="bridge")
        today = DailyUpdateFactory(date_start="2014-06-23", date_end="2014-06-23")
        writer.post(f"/desk/dailies/{today.pk}/items/", {"follows": item.pk})
        follower = today.items.get()
        assert (follower.label, follower.body) == ("Anbar", "")
        assert [str(one) for one in follower.storylines.all()] == ["The bridge"]

    def test_moving_one_renumbers_the_others(self, item, writer):
        second, third = TrackerItemFactory.create_batch(2, update=item.update, position=5)
        answer = writer.post(
            "/desk/dailies/items/move/", {"item": third.pk, "before": item.pk, "version": 1}
        )
        assert answer.status_code == 200
        order = list(item.update.items.values_list("pk", "position"))
        assert order == [(third.pk, 0), (item.pk, 1), (second.pk, 2)]

    def test_one_moves_only_within_its_daily(self, item, writer):
        other = TrackerItemFactory(
            update=DailyUpdateFactory(date_start="2014-07-01", date_end="2014-07-01")
        )
        answer = writer.post(
            "/desk/dailies/items/move/", {"item": item.pk, "before": other.pk, "version": 1}
        )
        assert answer.status_code == 409

    def test_two_who_move_the_same_one_are_told(self, item, sign_in, cast):
        TrackerItemFactory(update=item.update, position=1)
        fields = {"item": item.pk, "before": "", "version": item.version}
        assert sign_in(cast.editor).post("/desk/dailies/items/move/", fields).status_code == 200
        answer = sign_in(cast.reporter).post("/desk/dailies/items/move/", fields)
        assert answer.status_code == 409
        assert "moved this a moment ago" in answer.json()["message"]

    def test_the_bin_gives_one_back(self, item, writer, cast):
        writer.post(f"/desk/item/{item.pk}/bin/", {"version": 1})
        assert TrackerItem.objects.count() == 0
        (binned,) = writer.get("/desk/bin/").context["page"].object_list
        taken = take_back(binned=binned, author=cast.reporter, at=NOON)
        assert (taken.pk, taken.update) == (item.pk, item.update)

    def test_one_that_is_in_the_week_is_not_thrown_away(self, item, writer):
        writer.post(f"/desk/dailies/items/{item.pk}/promote/")
        writer.post(f"/desk/item/{item.pk}/bin/", {"version": 1})
        assert TrackerItem.objects.get() == item


class TestTheBin:
    """A daily begun by mistake is thrown away; one that something hangs on is not."""

    def throw(self, client, update):
        return client.post(
            f"/desk/daily/{update.pk}/bin/", {"version": update.version}, follow=True
        )

    def test_a_draft_goes_and_comes_back_with_its_paragraphs(self, item, writer):
        assert "Move this daily to the bin" in writer.get(f"/desk/dailies/{item.update_id}/").text
        answer = self.throw(writer, item.update)
        assert answer.redirect_chain[-1][0] == "/desk/dailies/"
        assert not DailyUpdate.objects.exists()
        (binned,) = writer.get("/desk/bin/").context["page"].object_list
        assert binned.label == item.update.title
        writer.post(f"/desk/bin/{binned.pk}/")
        assert DailyUpdate.objects.get().items.get() == item

    def test_a_published_one_stays(self, item, writer):
        tracker.publish_daily(update=item.update, at=NOON)
        assert "Move this daily" not in writer.get(f"/desk/dailies/{item.update_id}/").text
        assert "is withdrawn" in self.throw(writer, item.update).text
        assert DailyUpdate.objects.exists()

    def test_a_scheduled_one_is_taken_off_the_schedule_first(self, item, writer):
        DailyUpdate.objects.update(status="scheduled")
        assert "off the schedule first" in self.throw(writer, item.update).text
        assert DailyUpdate.objects.exists()

    def test_one_whose_paragraph_is_in_the_week_stays(self, item, writer):
        writer.post(f"/desk/dailies/items/{item.pk}/promote/")
        assert "has become an entry of the week" in self.throw(writer, item.update).text
        assert DailyUpdate.objects.exists()


class TestAtHand:
    def test_what_yesterday_left_open_stands_beside_todays(self, item, writer):
        TrackerItem.objects.update(
            body="<p>The post fell at dusk. It remains unclear who ordered the retreat.</p>"
        )
        today = DailyUpdateFactory(date_start="2014-06-23", date_end="2014-06-23")
        desk = writer.get(f"/desk/dailies/{today.pk}/").context["desk"]
        assert desk.before == item.update
        assert desk.questions == [(item, "It remains unclear who ordered the retreat.")]

    def test_a_readers_objection_stands_there_until_it_is_closed(self, item, writer, cast):
        comment = CommentFactory(update=item.update, status="approved")
        task = item.tasks.create(
            comment=comment, note="It was Rawa", opened_by=cast.editor, opened_at=NOON
        )
        assert "It was Rawa" in writer.get(f"/desk/dailies/{item.update_id}/").text
        task.closed_at = NOON
        task.save()
        assert "It was Rawa" not in writer.get(f"/desk/dailies/{item.update_id}/").text

    def test_the_page_takes_as_many_queries_for_one_paragraph_as_for_three(
        self, item, writer, django_assert_max_num_queries
    ):
        address = f"/desk/dailies/{item.update_id}/"
        writer.get(address)
        with django_assert_max_num_queries(24) as one:
            writer.get(address)
        TrackerItemFactory.create_batch(2, update=item.update)
        with django_assert_max_num_queries(24) as three:
            writer.get(address)
        assert len(one) == len(three)


def test_a_blank_paragraph_is_not_published(item, cast):
    dailies.add_item(update=item.update, author=cast.reporter, at=NOON)
    edition = tracker.publish_daily(update=item.update, at=NOON)
    assert [one["id"] for one in edition.content["items"]] == [item.pk]


def test_earlier_versions_of_a_daily_are_shown_and_restored(daily, writer):
    address = f"/desk/dailies/{daily.pk}/"
    send(writer, address, head_fields(daily, headlines="Something else"))
    page = writer.get(f"/desk/daily/{daily.pk}/history/")
    assert "Something" in page.text
    writer.post(f"/desk/daily/{daily.pk}/history/1/restore/")
    daily.refresh_from_db()
    assert daily.headlines == ["Border post changes hands", "Parade in the capital"]


def test_a_stranger_writes_nothing(daily, sign_in, cast):
    client = sign_in(cast.stranger)
    assert send(client, f"/desk/dailies/{daily.pk}/", head_fields(daily)).status_code == 403
    assert client.post("/desk/dailies/begin/").status_code == 403
