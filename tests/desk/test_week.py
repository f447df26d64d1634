"""One week at the desk, from an empty board to readers, with a real worker and broker."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.issues.models import Edition, Entry, Issue
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.publications.factories import WeeklyFactory

SENTENCE = "On July 22, engineers repaired the river gauge at the old bridge in Hit."
SUMMARY = "Engineers repaired the river gauge in Hit."


@pytest.fixture
def editor_page(worker, open_page, cast):
    WeeklyFactory()
    return open_page("/desk/", as_user=cast.editor)


def write(page, words):
    page.locator(".cke_editable").click()
    page.keyboard.type(words)
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved \d"))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_week_from_an_empty_board_to_published(editor_page, open_page, cast):
    page = editor_page
    page.get_by_label("First day").fill("2017-07-21")
    page.get_by_label("Last day").fill("2017-07-27")
    page.get_by_label("Number").fill("122")
    press(page, "Start this issue")

    page.get_by_label("A new takeaway").fill("River Gauge Repaired")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="River Gauge Repaired").click()
    write(page, SUMMARY)
    page.locator(".crumbs a").click()

    page.get_by_role("button", name="+ Entry in “River Gauge Repaired”").click()
    page.get_by_label("Date", exact=True).fill("2017-07-22")
    page.get_by_label("Paste a link").fill("https://example.org/gauge")
    page.keyboard.press("Enter")
    write(page, SENTENCE)
    page.locator(".crumbs a").click()
    expect(page.locator(".card-line")).to_have_text(SENTENCE)

    page.get_by_role("link", name="Incidents").first.click()
    for words in ["07/22", "Hit", "0", "2"]:
        page.keyboard.type(words) if words != "07/22" else page.get_by_label("Date").first.fill(
            words
        )
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-total=injuries]")).to_have_text("2")

    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_text("This is the text as it stands now.")).to_be_visible(timeout=20_000)
    frame = page.frame_locator(".preview-frame")
    expect(frame.get_by_text("river gauge").first).to_be_visible()

    page.get_by_role("link", name="Publish").click()
    press(page, "Hand it in for review")
    press(page, "Approve the text as it stands")
    expect(page.get_by_text("Approved as it stands.")).to_be_visible()

    publisher = open_page(f"/desk/issues/{Issue.objects.get().pk}/publish/", as_user=cast.publisher)
    press(publisher, "Publish now")
    done = publisher.locator(".forms .status-published")
    expect(done).to_have_count(6, timeout=45_000)
    assert_accessible(publisher)
    assert Edition.objects.get().content["takeaways"][0]["entries"][0]["text"] == SENTENCE
    assert Entry.objects.get().sources.get().url == "https://example.org/gauge"


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_publishing_pages_are_accessible_and_fit(open_page, cast, sourced, width, dark):
    page = open_page(as_user=cast.publisher, width=width, dark=dark)
    issue_id = sourced.takeaway.issue_id
    for name in ["publish", "incidents", "facts"]:
        page.goto(f"/desk/issues/{issue_id}/{name}/")
        page.wait_for_timeout(300)
        assert_accessible(page)
        assert_fits(page)
