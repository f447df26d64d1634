"""Signing in: one door, throttled, with a second factor for whoever can publish."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Permission
from django.utils import timezone

from bulletins.accounts.models import AccountMail, AuditEvent

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
DOORS = ["/accounts/login/", "/admin/login/"]


def sign_in(client, person, password=PASSWORD, door="/accounts/login/"):
    return client.post(door, {"login": person.email, "password": password})


def test_an_email_address_and_a_password_open_the_desk(client, cast):
    answer = sign_in(client, cast.reporter)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert AuditEvent.objects.get().actor == cast.reporter


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, cast):
    wrong = sign_in(client, cast.reporter, "wrong")
    cast.reporter.email = "nobody@example.org"
    unknown = sign_in(client, cast.reporter, "wrong")
    assert errors(wrong) == errors(unknown) != []


def errors(answer):
    return re.findall(r"<li>(.*?)</li>", str(answer.context["form"].errors))


def test_guessing_is_slowed_down_for_the_account_and_ends_by_itself(client, cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(6):
            sign_in(client, cast.reporter, "wrong")
        assert "_auth_user_id" not in client.session
        sign_in(client, cast.reporter)
        assert "_auth_user_id" not in client.session
        clock.shift(timedelta(minutes=6))
        sign_in(client, cast.reporter)
        assert "_auth_user_id" in client.session


def test_the_back_office_has_no_door_of_its_own(client, cast):
    answer = client.get("/admin/login/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Fadmin%2Flogin%2F")
    client.post("/admin/login/", {"username": cast.operator.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_next_address_on_another_site_is_not_followed(client, cast):
    fields = {"login": cast.reporter.email, "password": PASSWORD, "next": "https://evil.example"}
    assert client.post("/accounts/login/", fields).url == "/desk/"


def test_the_session_gets_a_new_key_at_sign_in(client, cast):
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "x"
    session.save()
    before = session.session_key
    sign_in(client, cast.reporter)
    assert client.session.session_key != before


def test_a_forgotten_password_is_reset_by_mail_through_a_worker(client, cast, mailoutbox):
    client.post("/accounts/password/reset/", {"email": cast.reporter.email})
    assert mailoutbox == []
    mail = AccountMail.objects.get()
    assert mail.recipient == cast.reporter.email
    assert "/accounts/password/reset/key/" in mail.body


def test_asking_for_an_unknown_address_says_the_same(client, cast):
    known = client.post("/accounts/password/reset/", {"email": cast.reporter.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


# --- The second factor ------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["publisher", "operator"])
def test_whoever_can_publish_gets_nowhere_without_a_second_factor(client, cast, settings, role):
    settings.MFA_REQUIRED = True
    client.force_login(getattr(cast, role))
    for path in ("/desk/", "/admin/", "/desk/people/", "/accounts/password/change/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200


@pytest.mark.parametrize(
    "power",
    [
        "issues.send_issue",
        "tracker.publish_dailyupdate",
        "subscribers.view_subscriber",
        "accounts.change_user",
    ],
)
def test_power_that_was_given_by_hand_needs_one_too(client, cast, settings, power):
    settings.MFA_REQUIRED = True
    label, _, codename = power.partition(".")
    granted = Permission.objects.get(content_type__app_label=label, codename=codename)
    cast.reporter.user_permissions.add(granted)
    client.force_login(cast.reporter)
    assert client.get("/desk/").url == "/accounts/2fa/"


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_others_are_not_made_to_have_one(client, cast, settings, role):
    settings.MFA_REQUIRED = True
    client.force_login(getattr(cast, role))
    assert client.get("/desk/").status_code == 200


@pytest.fixture
def secret(cast, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # A code holds for half a minute.
    TOTP.activate(cast.publisher, "JBSWY3DPEHPK3PXP")
    return "JBSWY3DPEHPK3PXP"


def code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_password_alone_does_not_sign_in_and_the_code_does(client, cast, secret):
    answer = sign_in(client, cast.publisher)
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.session["_auth_user_id"] == str(cast.publisher.pk)


def test_a_code_works_once(client, cast, secret):
    now = code(secret)
    for expected in (True, False):
        sign_in(client, cast.publisher)
        client.post("/accounts/2fa/authenticate/", {"code": now})
        assert ("_auth_user_id" in client.session) is expected
        client.logout()


def test_a_stolen_database_does_not_hold_the_secret(cast, secret):
    stored = Authenticator.objects.get(user=cast.publisher).data
    assert secret not in str(stored)


def test_a_password_reset_does_not_get_around_it(client, cast, secret):
    client.post("/accounts/password/reset/", {"email": cast.publisher.email})
    link = re.search(r"/accounts/password/reset/key/\S+", AccountMail.objects.get().body)[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "another slow green ladder"
    client.post(form, {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    sign_in(client, cast.publisher, new)
    assert "_auth_user_id" not in client.session


# --- Sessions -----------------------------------------------------------------------------------


def test_other_sessions_are_listed_and_ended(client, cast):
    other = type(client)(HTTP_USER_AGENT="Another Browser")
    sign_in(other, cast.editor)
    sign_in(client, cast.editor)
    assert "Another Browser" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert other.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == 200
