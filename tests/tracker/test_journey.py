"""From the first word of a daily to the editor who hears of its correction: in a browser, with a
real worker, broker and mail server. Only the clock is played by the test, which rings the tick."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.issues.models import Entry
from bulletins.tracker import forms
from bulletins.tracker.models import Comment, DailyUpdate
from ishm import tasks as ticks
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until
from tests.subscribers.factories import SubscriptionFactory
from tests.tracker.factories import DailyFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def mail_to(smtp, address):
    """The newest mail to somebody, once it has arrived."""
    wait_until(lambda: address in smtp.recipients, what=f"a mail to {address}")
    return [mail for mail in smtp.mails if address in str(mail["To"])][-1]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def reply(page, *, name, email, text, wants_replies=False):
    page.get_by_label("Your name").fill(name)
    page.locator("[name=email]").fill(email)
    page.get_by_label("Your reply").fill(text)
    if wants_replies:
        page.get_by_label("Tell me by email").check()
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reply is in")


def approve(desk, name):
    desk.goto("/desk/comments/")
    desk.get_by_role("article", name=name).get_by_role("button", name="Approve").click()
    expect(desk.get_by_role("article", name=name)).to_contain_text("Approved")


def write(desk, words):
    desk.locator("[data-item] .cke_editable").click()
    desk.keyboard.press("Control+a")
    desk.keyboard.type(words)
    state = desk.locator("[data-item] [data-save-state]")
    expect(state).to_have_text(re.compile(r"^Saved \d"))


def test_a_daily_from_first_word_to_correction(open_page, cast, monkeypatch, smtp, worker):
    monkeypatch.setattr(forms, "QUICKEST", 0)  # nobody in a test takes the time to write
    SubscriptionFactory(publication=DailyFactory(), subscriber__email="reader@example.org")
    desk = open_page("/desk/dailies/", as_user=cast.publisher)

    desk.get_by_role("button", name="Write today’s daily").click()
    desk.locator(".daily-head .cke_editable").wait_for()
    desk.get_by_label("Headlines").fill("Bridge shut")
    head = desk.locator(".daily-head [data-save-state]")
    expect(head).to_have_text(re.compile(r"^Saved \d"))
    desk.get_by_role("button", name="+ Paragraph").click()
    desk.locator("[data-item] .cke_editable").wait_for()
    write(desk, "The bridge was shut at dawn.")
    desk.get_by_role("button", name="Into the week").click()
    expect(desk.get_by_role("link", name="In the week")).to_be_visible()
    assert Entry.objects.unfiled().get().body == "<p>The bridge was shut at dawn.</p>"

    desk.get_by_role("link", name="Publish").click()
    desk.wait_for_url("**/publish/")
    desk.get_by_role("button", name="Send a test to myself").click()
    assert mail_to(smtp, cast.publisher.email)["Subject"].startswith("[Test] ")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Readers see edition 1")).to_be_visible()
    expect(desk.locator(".forms .status-published")).to_have_count(4)
    assert_accessible(desk)
    update = DailyUpdate.objects.get()
    ticks.send_due.delay()
    received = mail_to(smtp, "reader@example.org")
    assert received["Subject"] == update.title
    assert "The bridge was shut at dawn." in text_of(received)
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    stranger = open_page(f"/daily/{update.slug}/", scripts=False)
    stranger.get_by_role("link", name="Leave a reply").click()
    reply(
        stranger,
        name="Huda",
        email="huda@example.org",
        text="It was open by noon.",
        wants_replies=True,
    )
    approve(desk, "Huda")

    other = open_page(f"/daily/{update.slug}/")
    assert_accessible(other)
    other.get_by_role("link", name="Reply to Huda").click()
    assert_accessible(other)
    reply(other, name="Omar", email="omar@example.org", text="At one, I think.")
    approve(desk, "Omar")
    stop = re.search(r"/daily/replies/stop/\S+", text_of(mail_to(smtp, "huda@example.org")))
    stranger.goto(stop.group())
    stranger.get_by_role("button", name="Stop the mail").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Done")
    assert Comment.objects.get(name="Huda").wants_replies is False

    desk.goto(f"/desk/dailies/{update.pk}/")
    desk.locator("[data-item] .cke_editable").wait_for()
    write(desk, "The bridge was open by noon.")
    desk.get_by_role("link", name="Correct", exact=True).click()
    desk.get_by_label("What was wrong, for readers").fill("It was open by noon.")
    desk.get_by_role("button", name="Publish the correction").click()
    expect(desk.get_by_text("Readers see edition 2")).to_be_visible()
    expect(desk.locator(".forms .status-published")).to_have_count(4)
    before = len(smtp.envelopes)
    ticks.publish_due_dailies.delay()
    wait_until(lambda: len(smtp.envelopes) > before, what="the editor is told")
    assert "It was open by noon." in text_of(mail_to(smtp, cast.publisher.email))
    desk.goto(f"/desk/entries/{Entry.objects.get().pk}/")
    expect(desk.get_by_text("was corrected: It was open by noon.")).to_be_visible()
    other.goto(f"/daily/{update.slug}/")
    expect(other.get_by_text("The bridge was open by noon.")).to_be_visible()
