"""The pages for subscribers in a real browser: readable at 360 px, by keyboard, in the dark."""

import os
import re
from pathlib import Path

import pytest
import time_machine

from bulletins.subscribers import notices
from bulletins.subscribers.models import Confirmation, Subscription
from bulletins.subscribers.tokens import preferences_token, unsubscribe_token
from tests.fixtures.browser import assert_accessible
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import NOW, SubscriptionFactory

pytestmark = [pytest.mark.django_db(transaction=True)]


def look(page, name):
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_reader_subscribes_without_javascript_or_mouse(open_page, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    WeeklyFactory()
    page = open_page("/subscribe/?email=reader@example.org", width=360, scripts=False)
    look(page, "subscribe-360")
    page.wait_for_timeout(2100)
    page.get_by_label("Your email address").press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Check your mailbox"
    notices.mail_confirmation(
        confirmation_id=Confirmation.objects.get().pk,
        at=Confirmation.objects.get().requested_at,
    )
    page.goto(re.search(r"http://\S+", mailoutbox[0].body)[0])
    look(page, "confirm-360")
    page.get_by_role("button", name="Confirm").press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "You are subscribed"
    assert {each.subscriber.email for each in Subscription.objects.all()} == {"reader@example.org"}


@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_accessible_in_light_and_dark(open_page, dark):
    with time_machine.travel(NOW, tick=False):
        subscription = SubscriptionFactory(publication=WeeklyFactory())
    addresses = {
        "subscribe": "/subscribe/",
        "asked": "/subscribe/asked/",
        "unsubscribe": f"/u/{unsubscribe_token(subscription.pk)}",
        "preferences": f"/preferences/{preferences_token(subscription.subscriber_id)}",
    }
    page = open_page("/subscribe/", width=360, dark=dark)
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{'dark' if dark else 'light'}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
