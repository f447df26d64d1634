"""The week once more: with no mouse at all, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.publications.factories import WeeklyFactory

SENTENCE = "On July 22, engineers repaired the river gauge at the old bridge in Hit."
FOCUSED = """() => {
    const one = document.activeElement
    const label = one.labels && one.labels[0]
    return (label ? label.textContent : one.getAttribute("aria-label") || one.textContent).trim()
}"""


@pytest.fixture
def weekly(db):
    return WeeklyFactory()


def tab_to(page, words, *, most=60):
    """Press Tab until that is in focus which says these words."""
    for _ in range(most):
        if re.search(words, page.evaluate(FOCUSED)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to “{words}”; it led to “{page.evaluate(FOCUSED)}”.")


def enter(page, words):
    tab_to(page, words)
    page.keyboard.press("Enter")


def saved(page):
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved \d"))


def test_a_week_is_made_without_a_mouse(open_page, cast, weekly):
    page = open_page("/desk/", as_user=cast.editor)
    tab_to(page, "^First day")
    page.keyboard.type("07212017")
    tab_to(page, "^Last day")
    page.keyboard.type("07272017")
    enter(page, "^Start this issue")
    page.wait_for_url("**/issues/*/")

    tab_to(page, "^A new takeaway")
    page.keyboard.type("River Gauge Repaired")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="River Gauge Repaired")).to_be_visible()
    tab_to(page, "^Add")
    page.keyboard.press("n")
    page.wait_for_url("**/entries/*/")

    page.locator(".cke_editable").wait_for()
    tab_to(page, "^Date")
    page.keyboard.type("07222017")
    tab_to(page, "^Text|^$")
    page.locator(".cke_editable:focus").wait_for()
    page.keyboard.type(SENTENCE)
    saved(page)
    tab_to(page, "^Paste a link")
    page.keyboard.type("https://example.org/gauge")
    page.keyboard.press("Enter")
    page.keyboard.type("The gauge")
    page.keyboard.press("Control+s")
    saved(page)
    tab_to(page, "Keyboard shortcuts|^Earlier versions", most=90)
    page.keyboard.press("b")
    expect(page.locator(".card-line")).to_have_text(SENTENCE)

    tab_to(page, "^Move “On July 22", most=90)
    with page.expect_response("**/entries/move/"):
        page.keyboard.press("1")
    assert Entry.objects.get().takeaway.headline == "River Gauge Repaired"

    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/incidents/")
    tab_to(page, "^Date")
    for words in ["07/22", "Hit", "0", "2"]:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-total=injuries]")).to_have_text("2")
    assert Incident.objects.count() == 1

    page.locator("body").evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/publish/")
    enter(page, "^Hand it in for review")
    expect(page.get_by_text("The issue is in review.")).to_be_visible()
    enter(page, "^Approve the text")
    expect(page.get_by_text("Approved as it stands.")).to_be_visible()
    assert Issue.objects.get().status == Issue.Status.APPROVED


def test_a_week_is_written_on_a_phone(open_page, cast, weekly):
    page = open_page("/desk/", as_user=cast.editor, width=360, height=740)

    def looks_right():
        assert_accessible(page)
        assert_fits(page)

    looks_right()
    page.get_by_label("First day").fill("2017-07-21")
    page.get_by_label("Last day").fill("2017-07-27")
    page.get_by_role("button", name="Start this issue").click()
    page.get_by_label("A new takeaway").fill("River Gauge Repaired")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="River Gauge Repaired")).to_be_visible()
    page.get_by_role("button", name="+ Entry", exact=True).click()

    page.locator(".cke_editable").click()
    page.keyboard.type(SENTENCE)
    page.get_by_label("Date", exact=True).fill("2017-07-22")
    page.get_by_label("Paste a link").fill("https://example.org/gauge")
    page.get_by_role("button", name="Add", exact=True).click()
    saved(page)
    looks_right()
    page.get_by_role("combobox", name="Filed under").select_option("River Gauge Repaired")
    expect(page.get_by_text("Filed.")).to_be_visible()
    page.locator(".crumbs a").click()

    page.get_by_role("button", name="Move “On July 22").click()
    looks_right()
    with page.expect_response("**/entries/move/"):
        page.get_by_role("button", name="0 · Inbox").click()
    page.get_by_role("button", name="Move “On July 22").click()
    with page.expect_response("**/entries/move/"):
        page.get_by_role("button", name="1 · River Gauge Repaired").click()
    assert Entry.objects.get().takeaway is not None
    looks_right()

    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Hand it in for review").click()
    expect(page.get_by_text("The issue is in review.")).to_be_visible()
    looks_right()
