"""One week at the desk, from an empty board to readers: real worker, broker and mail server."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bulletins.issues.models import Edition, Entry, Issue, Rendition
from bulletins.subscribers.services.people import unsubscribe
from tests.fixtures.browser import assert_accessible
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import SubscriptionFactory

SENTENCE = "On July 22, engineers repaired the river gauge at the old bridge in Hit."
SUMMARY = "Engineers repaired the river gauge in Hit."


@pytest.fixture
def editor_page(smtp, worker, open_page, cast):
    return open_page("/desk/", as_user=cast.editor)


@pytest.fixture
def readers(transactional_db):
    """Two readers of the weekly, found again by their addresses."""
    weekly = WeeklyFactory()
    names = ["layla@example.org", "omar@example.org"]
    return [SubscriptionFactory(publication=weekly, subscriber__email=name) for name in names]


def write(page, words):
    page.locator(".cke_editable").click()
    page.keyboard.type(words)
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved \d"))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_week_from_an_empty_board_to_its_correction(readers, editor_page, open_page, cast, smtp):
    """Typed, previewed, approved, published, mailed; then corrected for those who got it."""
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
    expect(page.get_by_text("This is the text as it stands now.")).to_be_visible()
    frame = page.frame_locator(".preview-frame")
    expect(frame.get_by_text("river gauge").first).to_be_visible()

    page.get_by_role("link", name="Publish").click()
    press(page, "Hand it in for review")
    press(page, "Approve the text as it stands")
    expect(page.get_by_text("Approved as it stands.")).to_be_visible()

    publisher = open_page(f"/desk/issues/{Issue.objects.get().pk}/publish/", as_user=cast.publisher)
    press(publisher, "Publish now")
    forms = len(Rendition.Kind.values)
    made = publisher.locator(".forms .status-published")
    expect(made).to_have_count(forms)
    assert_accessible(publisher)
    assert Edition.objects.get().content["takeaways"][0]["entries"][0]["text"] == SENTENCE
    assert Entry.objects.get().sources.get().url == "https://example.org/gauge"

    press(publisher, "Send to 2 readers")
    expect(publisher.locator("#progress .status-finished")).to_be_visible()
    assert sorted(smtp.recipients) == ["layla@example.org", "omar@example.org"]

    # Somebody who comes now has not got the wrong text; somebody who leaves wants no more mail.
    SubscriptionFactory(publication=readers[0].publication, subscriber__email="new@example.org")
    unsubscribe(subscription_id=readers[1].pk, source="the link", at=timezone.now())
    publisher.goto("/desk/")
    expect(publisher.get_by_role("heading", name="The week is out")).to_be_visible()
    assert_accessible(publisher)
    publisher.get_by_role("link", name="Its board").click()
    publisher.get_by_role("link", name=re.compile("engineers repaired")).click()
    write(publisher, " It is the second gauge on that bridge.")
    publisher.get_by_role("link", name="Publish").click()
    publisher.get_by_label("What was wrong, for readers").fill("The gauge is the second one.")
    press(publisher, "Publish the correction")
    expect(publisher.get_by_text("Corrected: edition 2.")).to_be_visible()
    expect(publisher.get_by_text("2 readers have an earlier edition")).to_be_visible()
    expect(made).to_have_count(forms)
    press(publisher, "Mail them the correction")
    expect(publisher.get_by_role("heading", name="The correction by mail")).to_be_visible()
    expect(publisher.locator("#progress .status-finished")).to_be_visible()
    assert smtp.recipients[2:] == ["layla@example.org"]
    assert "The gauge is the second one." in smtp.mails[2].get_body(["plain"]).get_content()
