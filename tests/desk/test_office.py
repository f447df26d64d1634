"""The desk's other rooms in a real browser: accessible, fitting, by keyboard, without scripts."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bulletins.gazetteer.models import Place
from bulletins.gazetteer.services import load_places, locate
from bulletins.incidents.models import Incident, Kind
from bulletins.incidents.services import record_incident
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
from bulletins.tracker.models import Comment
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.fixtures.servers import wait_until
from tests.subscribers.factories import (
    NOW,
    SubscriptionFactory,
    make_issue,
    make_readers,
)

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, name):
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_the_menu_opens_by_key_and_closes_by_escape(open_page, cast):
    page = open_page("/desk/bin/", as_user=cast.publisher)
    page.keyboard.press("m")
    assert page.get_by_role("link", name="Mailings").is_visible()
    look(page, "menu")
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Mailings").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_reporter_finds_only_what_a_reporter_may_open(open_page, cast):
    page = open_page("/desk/bin/", as_user=cast.reporter, width=360)
    page.locator(".more summary").click()
    look(page, "menu-reporter")
    assert page.locator(".more a").all_inner_texts() == ["Bin"]


def test_the_failed_are_tried_again_without_scripts(open_page, cast, mailing):
    page = open_page(f"/desk/mailings/{mailing.pk}/", as_user=cast.publisher, scripts=False)
    page.get_by_text("Try the failed ones again").click()
    page.get_by_role("button", name="Yes, try 2 again").click()
    expect(page.locator(".notice")).to_contain_text("2 failed deliveries are tried again")


def test_the_queue_is_worked_through_by_keyboard(open_page, cast, comments):
    page = open_page("/desk/comments/", as_user=cast.editor)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("article.comment-approved").wait_for()
    assert page.evaluate("document.activeElement.className") == "comment comment-approved"
    assert Comment.objects.get(name="Lamia").status == "approved"
    page.keyboard.press("s")
    page.locator("article.comment-spam").wait_for()
    assert Comment.objects.get(name="Lamia").status == "spam"
    waiting = Comment.objects.pending().count()
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-ticked]")).to_have_text(f"{waiting} ticked:")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text(
        f"{waiting - 1} ticked:" if waiting > 1 else "Those ticked:"
    )
    assert_accessible(page)


def test_a_comment_is_edited_and_made_a_task_without_scripts(open_page, cast, comments):
    page = open_page("/desk/comments/", as_user=cast.editor, scripts=False, width=360)
    card = page.locator("article", has_text="Lamia")
    card.get_by_text("Edit", exact=True).click()
    card.get_by_label("The words readers see").fill("Shorter.")
    card.get_by_role("button", name="Save the edit").click()
    expect(card).to_contain_text("Shorter.")
    assert Comment.objects.get(name="Lamia").text == "Shorter."
    card.get_by_text("Correction task", exact=True).click()
    card.get_by_label("Which paragraph").select_option(label="Baghdad: Words about Baghdad.")
    card.get_by_role("button", name="Make the task").click()
    page.get_by_role("link", name="Correction tasks").click()
    expect(page.locator("main")).to_contain_text("“Baghdad: Words about Baghdad.”")


def test_a_list_is_taken_in_after_a_look_at_it(open_page, cast, mailing, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("email,consent_source\nnew@example.org,a letter\nno address,a letter\n")
    page = open_page("/desk/readers/import/", as_user=cast.publisher, scripts=False, width=360)
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("button", name="Take in 1 new").wait_for()
    look(page, "reader-preview-360")
    assert_fits(page)
    page.get_by_role("button", name="Take in 1 new").click()
    expect(page.locator(".notice")).to_contain_text("1 new, 0 as they were, 1 lines left out")


def test_an_editor_moves_a_pin_and_teaches_the_spelling_so_that_the_next_one_needs_none(
    open_page, cast
):
    load_places()
    Kind.objects.get_or_create(slug="ied", defaults={"name": "IED", "position": 0})
    words = "Ridwan Gardens, western Baghdad"
    incident = record_incident(facts={"location": words}, author=None, at=NOW)
    page = open_page(f"/desk/incidents/{incident.pk}/pin/", as_user=cast.editor)
    pin = page.get_by_role("button", name="Pin; arrow keys move it")
    pin.focus()
    for _ in range(4):
        pin.press("ArrowUp")
    held = pin.bounding_box()
    x, y = held["x"] + held["width"] / 2, held["y"] + held["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Save the pin").click()
    page.get_by_text("The pin was set by a person").wait_for()

    moved = Incident.objects.get()
    assert moved.latitude > incident.latitude
    assert moved.longitude < incident.longitude
    assert moved.method == "editor"

    page.get_by_role("textbox", name="Spelling").fill("Ridwan Gardens")
    page.get_by_label("Means").select_option(label=str(Place.objects.get(name="Radwaniyah")))
    page.get_by_role("button", name="Remember it").click()
    page.get_by_text("From now on “Ridwan Gardens” means").wait_for()

    second = record_incident(facts={"location": words}, author=None, at=NOW)
    assert (second.method, second.governorate) == ("place", "Baghdad")
    assert locate(words).place.name == "Radwaniyah"


def test_a_row_typed_in_the_sheet_offers_its_pin_at_once(open_page, cast, mailing):
    Kind.objects.get_or_create(slug="ied", defaults={"name": "IED", "position": 0})
    page = open_page(f"/desk/issues/{mailing.issue_id}/incidents/", as_user=cast.reporter)
    page.get_by_label("Date").first.fill("2017-07-24")
    page.get_by_label("Location").first.fill("Nowhereville Gardens")
    page.get_by_label("Date").nth(1).focus()
    page.locator("[data-link*='/pin/']:not([hidden])").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nowhereville Gardens")
    expect(page.locator("main")).to_contain_text("nowhere.")


def test_a_mailing_is_followed_to_its_end_without_a_reload(open_page, cast, smtp, worker):
    smtp.refuse_recipients = {"gone@example.org": "550 5.1.1 no such user here"}
    make_readers(30)
    SubscriptionFactory(subscriber__email="gone@example.org")
    now = timezone.now()
    mailing = mailings.queue_mailing(issue=make_issue(), send_at=now + timedelta(hours=1), at=now)
    page = open_page(f"/desk/mailings/{mailing.pk}/", as_user=cast.publisher)
    page.get_by_text("Who gets it is decided at that moment").wait_for()

    Mailing.objects.update(scheduled_at=now)
    mailings.send_due(at=timezone.now())
    expect(page.locator(".mailing-sum")).to_contain_text("31 of 31")
    wait_until(lambda: Mailing.objects.get().state == "finished")
    expect(page.locator("#mailing-acts .status")).to_have_text("Finished")
    expect(page.get_by_text("Try the failed ones again")).to_be_visible()
    assert len(smtp.recipients) == 30
