"""The pages about accounts in a real browser."""

from __future__ import annotations

import pytest

from tests.fixtures.browser import assert_accessible, assert_fits
from tests.fixtures.people import PASSWORD


@pytest.mark.parametrize("dark", [False, True])
def test_signing_in_with_the_keyboard(open_page, cast, dark):
    page = open_page("/accounts/login/?next=/accounts/sessions/", width=360, dark=dark)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Email").fill(cast.editor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/accounts/sessions/")


def test_colleagues_log_and_second_factor(open_page, cast):
    page = open_page("/desk/people/", as_user=cast.publisher, width=360)
    for path in ("/desk/people/", "/desk/log/", "/accounts/2fa/", "/accounts/sessions/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


def test_a_readers_account(open_page, cast):
    for person, path in (
        (None, "/accounts/signup/"),
        (None, "/accounts/signup/asked/"),
        (cast.stranger, "/accounts/you/"),
    ):
        page = open_page(path, as_user=person, width=360, dark=True)
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("link", name="Erase my account").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/you/erase/")
    assert_accessible(page)
    page.get_by_role("button", name="Erase it for good").click()
    page.get_by_role("heading", name="Your account is erased").wait_for()


def test_a_passkey_is_added_and_signs_in_alone(open_page, cast):
    page = open_page("/accounts/login/?next=/desk/people/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_label("Email").fill(cast.publisher.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/desk/people/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)  # Asked again before anything is changed.
    page.keyboard.press("Enter")
    page.get_by_label("Name").fill("My key")
    page.locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("/accounts/2fa/recovery-codes/**")

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign Out").click()
    page.goto("/accounts/login/?next=/desk/people/")
    page.get_by_role("button", name="passkey").click()
    page.wait_for_url("/desk/people/")
