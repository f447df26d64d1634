"""The daily in a real browser: written, put in order, safe when the line fails."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.revisions.services import keep, save_version
from bulletins.tracker.models import DailyUpdate, TrackerItem
from tests.desk.conftest import hears_nothing
from tests.desk.test_daily_writing import NOON
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.fixtures.servers import wait_until
from tests.tracker.factories import DailyUpdateFactory, ReadingFactory, TrackerItemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def daily(cast):
    update = DailyUpdateFactory(author=cast.reporter)
    items = TrackerItemFactory.create_batch(2, update=update)
    for position, item in enumerate(items):
        item.position = position
        item.save()
        keep(subject=item, author=cast.reporter, at=NOON)
    ReadingFactory(update=update)
    keep(subject=update, author=cast.reporter, at=NOON)
    return update


@pytest.fixture
def opened(open_page, cast, daily):
    def one(person=None, **options):
        page = open_page(f"/desk/dailies/{daily.pk}/", as_user=person or cast.reporter, **options)
        expect(page.locator(".cke_editable")).to_have_count(1 + daily.items.count())
        return page

    return one


def type_into(page, number, words):
    page.locator("[data-item] .cke_editable").nth(number).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def saved(page, number):
    state = page.locator("[data-item] [data-save-state]").nth(number)
    expect(state).to_have_text(re.compile(r"^Saved \d"))


def test_what_is_typed_before_the_script_has_come_is_stored(open_page, cast, daily):
    page, held = open_page(as_user=cast.reporter), []
    page.route("**/js/writing*.js", lambda route: held.append(route))
    with page.expect_request("**/js/writing*.js"):
        page.goto(f"/desk/dailies/{daily.pk}/", wait_until="commit")
    page.get_by_label("Headlines").fill("Bridge shut")
    held[0].continue_()
    expect(page.locator("[data-save-state]").first).to_have_text(re.compile(r"^Saved \d"))
    daily.refresh_from_db()
    assert daily.headlines == ["Bridge shut"]


def test_head_paragraphs_and_readings_save_themselves(opened, daily):
    page = opened()
    page.get_by_label("Headlines").fill("Bridge shut\nCamp full")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "IRAQ DAILY TRACKER 21/22 JUN: Bridge shut; Camp full"
    )
    type_into(page, 1, " And more.")
    page.locator("[data-source-paste]").fill("https://www.review.example.org/camps")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="+ Paragraph").click()
    expect(page.locator("[data-item] .cke_editable")).to_have_count(3)
    page.keyboard.type("Ninewa")
    type_into(page, 2, "A third one.")
    saved(page, 1)
    saved(page, 2)
    expect(page.locator("[data-save-state]").last).to_have_text(re.compile(r"^Saved \d"))
    daily.refresh_from_db()
    assert daily.headlines == ["Bridge shut", "Camp full"]
    assert [reading.outlet for reading in daily.readings.all()] == [
        "River Gazette",
        "review.example.org",
    ]
    assert [(item.label, item.body) for item in daily.items.all()] == [
        ("Anbar", "<p>Trucks queued at the bridge until dusk.</p>"),
        ("Anbar", "<p>Trucks queued at the bridge until dusk. And more.</p>"),
        ("Ninewa", "<p>A third one.</p>"),
    ]


def test_arrows_and_the_mouse_put_paragraphs_in_order(opened, daily):
    first, second = daily.items.all()
    page = opened()
    handles = page.locator("[data-item] [data-handle]")
    handles.nth(1).focus()
    with page.expect_response("**/items/move/"):
        page.keyboard.press("ArrowUp")
    assert [item.pk for item in daily.items.all()] == [second.pk, first.pk]
    below = page.locator("[data-item]").nth(1)
    below.scroll_into_view_if_needed()  # A page that scrolls under the mouse starts no drag.
    with page.expect_response("**/items/move/"):
        handles.nth(0).drag_to(
            below, target_position={"x": 9, "y": below.bounding_box()["height"] - 8}
        )
    assert [item.pk for item in daily.items.all()] == [first.pk, second.pk]
    type_into(page, 0, " Still here.")
    saved(page, 0)


def test_words_typed_offline_are_saved_when_the_line_is_back(opened, daily, complaints):
    page = opened()
    page.context.set_offline(True)
    type_into(page, 0, " Kept.")
    state = page.locator("[data-item] [data-save-state]").first
    expect(state).to_have_text("Offline: kept in this browser")
    page.context.set_offline(False)
    saved(page, 0)
    assert "Kept." in daily.items.first().body
    complaints.clear()


def test_what_a_colleague_writes_in_each_part_comes_into_the_open_page(opened, daily, cast):
    page = opened()
    item = daily.items.first()
    reading = {"url": "", "outlet": "Her Gazette", "author": "", "title": "", "remark": ""}
    parts = [
        (daily, {"headlines": ["Bridge shut"], "readings": [reading]}),
        (item, {"body": "<p>Her words.</p>", "is_analysis": True}),
    ]
    for subject, changes in parts:
        version = subject.version
        save_version(
            subject=subject, changes=changes, seen_version=version, author=cast.editor, at=NOON
        )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_label("Headlines")).to_have_value("Bridge shut")
    expect(page.locator("[name=readings-0-outlet]")).to_have_value("Her Gazette")
    expect(page.locator("[data-item] .cke_editable").first).to_have_text("Her words.")
    expect(page.get_by_label("My own analysis").first).to_be_checked()
    type_into(page, 0, " And mine.")
    page.get_by_label("Headlines").fill("Bridge open")
    wait_until(lambda: daily.items.first().body == "<p>Her words. And mine.</p>")
    wait_until(lambda: DailyUpdate.objects.get(pk=daily.pk).headlines == ["Bridge open"])


def test_the_second_of_two_writers_puts_both_texts_together(opened, daily, cast, complaints):
    hers, his = opened(), opened(cast.editor)
    hears_nothing(his)
    type_into(hers, 0, " Her words.")
    saved(hers, 0)
    type_into(his, 0, " His words.")
    his.get_by_role("button", name="Compare the two texts").click()
    expect(his.locator(".both-texts")).to_contain_text("His words.")
    his.locator(".cke_editable").wait_for()
    his.get_by_role("button", name="Save this text").click()
    his.wait_for_url(re.compile(r"/desk/dailies/\d+/#item-"))
    body = TrackerItem.objects.get(pk=daily.items.first().pk).body
    assert "Her words." in body
    assert "His words." in body
    complaints.clear()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_accessible_and_fits(opened, width):
    page = opened(width=width)
    assert_accessible(page)
    assert_fits(page)


def test_without_scripts_it_is_a_page_of_plain_forms(open_page, cast, daily):
    page = open_page(f"/desk/dailies/{daily.pk}/", as_user=cast.reporter, scripts=False)
    page.get_by_label("Headlines").fill("Plain")
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert DailyUpdate.objects.get(pk=daily.pk).headlines == ["Plain"]
