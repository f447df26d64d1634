"""Every door through which somebody could guess their way in slows the guessing down.

Each is tried as an attacker would: for one account from many networks, and from one network. The
last test reads the addresses of the site, so that a new door without a row here fails.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from bulletins.accounts.models import AccountMail
from tests.accounts.test_signing_in import PASSWORD, code, sign_in
from tests.project.test_who_may_open_what import DOORS

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
SECOND_FACTOR = "/accounts/2fa/authenticate/"
networks = (f"198.51.{number // 250}.{number % 250 + 1}" for number in count(1))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def elsewhere(client):
    """Each request comes from another network, as those of a botnet do."""

    def post(path: str, told: dict[str, str]):
        return client.post(path, told, REMOTE_ADDR=next(networks))

    return post


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_password_for_one_account_from_many_networks(client, cast, elsewhere, clock):
    guess = {"login": cast.reporter.email, "password": "wrong"}
    for _ in range(6):
        elsewhere("/accounts/login/", guess)
    elsewhere("/accounts/login/", guess | {"password": PASSWORD})
    assert not is_in(client)
    clock.shift(timedelta(minutes=6))
    elsewhere("/accounts/login/", guess | {"password": PASSWORD})
    assert is_in(client)


def test_a_password_for_many_accounts_from_one_network(client, cast):
    for number in range(10):
        client.post("/accounts/login/", {"login": f"{number}@example.org", "password": "wrong"})
    sign_in(client, cast.reporter)
    assert not is_in(client)


def test_the_back_office_has_the_same_door(client, cast):
    for _ in range(6):
        told = {"username": cast.operator.email, "password": "wrong"}
        assert client.post("/admin/login/", told).url.startswith("/accounts/login/")
    client.post("/admin/login/", {"username": cast.operator.email, "password": PASSWORD})
    assert not is_in(client)


@pytest.fixture
def recovery_code(cast):
    """The publisher has an app and recovery codes, and whoever asks has the password."""
    TOTP.activate(cast.publisher, SECRET)
    RecoveryCodes.activate(cast.publisher)
    return unused_codes(cast.publisher)[0]


def unused_codes(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_a_code_of_the_second_factor(client, cast, elsewhere, clock, recovery_code, kind):
    right = recovery_code if kind == "recovery code" else code(SECRET)
    sign_in(client, cast.publisher)
    for _ in range(6):
        elsewhere(SECOND_FACTOR, {"code": "000000"})
    elsewhere(SECOND_FACTOR, {"code": right})
    assert not is_in(client)
    # Another sign-in with the stolen password brings no new attempts.
    sign_in(client, cast.publisher)
    elsewhere(SECOND_FACTOR, {"code": right})
    assert not is_in(client)
    clock.shift(timedelta(minutes=6))
    right = recovery_code if kind == "recovery code" else code(SECRET)
    sign_in(client, cast.publisher)
    elsewhere(SECOND_FACTOR, {"code": right})
    assert is_in(client)


def test_a_passkey(client):
    door = reverse("mfa_login_webauthn")
    answers = [client.post(door, {"credential": "{}"}).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert not is_in(client)


def test_a_password_reset_mails_three_links_an_hour_wherever_they_are_asked(elsewhere, cast):
    for _ in range(5):
        elsewhere("/accounts/password/reset/", {"email": cast.reporter.email})
    assert AccountMail.objects.count() == 3


def test_a_password_reset_for_many_accounts_from_one_network(client, cast):
    told = [{"email": f"{number}@example.org"} for number in range(21)]
    answers = [client.post("/accounts/password/reset/", each).status_code for each in told]
    assert answers == [302] * 20 + [429]


def test_the_key_of_a_password_reset(client, cast):
    client.post("/accounts/password/reset/", {"email": cast.reporter.email})
    link = re.search(r"/accounts/password/reset/key/\S+", AccountMail.objects.get().body)[0]
    wrong = link.rsplit("-", 1)[0] + "-wrong/"
    told = {"password1": "a new long one", "password2": "a new long one"}
    answers = [client.post(wrong, told).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_saying_the_password_once_more(client, cast):
    """Whoever finds an open session cannot guess the password by it."""
    client.force_login(cast.reporter)
    door = reverse("account_reauthenticate")
    answers = [client.post(door, {"password": "wrong"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_saying_a_code_once_more(client, cast, recovery_code):
    client.force_login(cast.publisher)
    door = reverse("mfa_reauthenticate")
    for _ in range(6):
        client.post(door, {"code": "000000"})
    assert client.post(door, {"code": recovery_code}).status_code in {200, 429}
    assert recovery_code in unused_codes(cast.publisher)


def test_changing_the_password(client, cast):
    client.force_login(cast.reporter)
    told = {"oldpassword": "wrong", "password1": "a new long one", "password2": "a new long one"}
    door = reverse("account_change_password")
    assert [client.post(door, told).status_code for _ in range(6)] == [200] * 5 + [429]


# Where nothing can be guessed, and why; the others have their test above.
NOTHING_TO_GUESS = {
    "accounts/logout/": "only ends a session",
    "accounts/invitation/": "128 random bits, as long as the door is found at all",
    "accounts/signup/": "only has a link mailed, within limits of its own (test_readers)",
    "accounts/inactive/": "a page of words",
    "accounts/confirm-email/": "signed with the key of the site",
    "accounts/^confirm-email/": "signed with the key of the site",
    # Signing in by another service, where one is configured: that service asks for the secret.
    "accounts/by/": "leads there",
    "accounts/oidc/": "leads there and back; the answer is asked for once more, behind their backs",
    "accounts/3rdparty/": "what is said when it did not work",
    "accounts/social/": "the old addresses of the same",
    "accounts/login/code/": "not offered: nobody is mailed a code to sign in",
}
TRIED = {
    "accounts/login/",
    "admin/login/",
    "admin/logout/",
    "accounts/2fa/authenticate/",
    "accounts/2fa/webauthn/login/",
    "accounts/password/reset/",
    "accounts/^password/reset/",
}


def test_every_door_that_is_open_to_strangers_is_in_a_table():
    doors = {
        door.pattern
        for door in DOORS
        if door.pattern.startswith(("accounts/", "admin/log")) and door.keeper == "anonymous"
    }
    known = (*TRIED, *NOTHING_TO_GUESS)
    assert sorted(door for door in doors if not door.startswith(known)) == []
