"""Every address of the site: who may open it, that looking changes nothing, and its headers.

An address nobody has put into ``KEEPERS`` fails the test: whoever adds a page says for whom it is.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from tests.issues.factories import EntryFactory

pytestmark = pytest.mark.django_db

# From the least to the most; each may open what those before it may.
PEOPLE = ["anonymous", "stranger", "reporter", "editor", "publisher", "operator"]

# Sessions, the counters of the throttles, and allauth's own note of an account's address.
NO_NEWS = r'"(django_session|counters|account_emailaddress)"'

# The first prefix that fits tells the least who may open an address.
KEEPERS = {
    "admin/login/": "anonymous",  # leads to the one door
    "admin/logout/": "anonymous",
    "admin/": "operator",
    "desk/people/": "publisher",
    "desk/log/": "publisher",
    "desk/mailings/<int:pk>/<slug:name>/": "publisher",
    "desk/deliverability/": "publisher",
    "desk/mailings/": "editor",
    "desk/comments/": "editor",
    "desk/places/": "editor",
    "desk/guide/": "editor",
    "desk/place/": "editor",
    "desk/term/": "editor",
    "desk/incidents/<int:pk>/pin/remember/": "editor",
    "desk/readers/": "publisher",
    "desk/sign-out/": "anonymous",
    "desk/issues/start/": "editor",
    "desk/issues/<int:issue_id>/takeaways/": "editor",
    "desk/issues/<int:issue_id>/facts/": "editor",
    "desk/<slug:kind>/<int:pk>/set-aside/": "editor",
    "desk/issues/<int:issue_id>/incidents/rows/<int:incident_id>/remove/": "editor",
    "desk/import/<int:pk>/publish/": "publisher",
    "desk/import/": "editor",
    "desk/takeaways/move/": "editor",
    "desk/storylines/begin/": "editor",
    "desk/dailies/<int:pk>/publish/<slug:name>/": "publisher",
    "desk/": "reporter",
    "accounts/login/": "anonymous",
    "accounts/logout/": "anonymous",
    "accounts/invitation/": "anonymous",
    "accounts/inactive/": "anonymous",
    "accounts/signup/": "anonymous",
    "accounts/by/": "anonymous",
    "accounts/oidc/": "anonymous",
    "accounts/3rdparty/": "anonymous",  # leads on to one’s own account
    "accounts/social/": "anonymous",
    "accounts/confirm-email/": "anonymous",
    "accounts/^confirm-email/": "anonymous",
    "accounts/password/reset/": "anonymous",
    "accounts/^password/reset/": "anonymous",
    "accounts/2fa/authenticate/": "anonymous",
    "accounts/2fa/webauthn/login/": "anonymous",
    "accounts/": "stranger",
    "mailbox/": "anonymous",  # only where no mail server is set, on a machine of one's own
    "healthz": "anonymous",
    "readyz": "anonymous",
    "metrics": "anonymous",  # with a token
    "favicon.ico": "anonymous",
    "robots.txt": "anonymous",
    "sw.js": "anonymous",
    "offline/": "anonymous",
    "sitemap.xml": "anonymous",
    "daily/": "anonymous",
    "media/figures/": "anonymous",
    "subscribe/": "anonymous",
    "preferences/": "anonymous",
    "u/": "anonymous",
    "hooks/": "anonymous",  # for the mail service in use, with its secret
    "csp/": "anonymous",
    "issues/": "anonymous",
    "archive/": "anonymous",
    "guide/": "anonymous",
    "search/": "anonymous",
    "storylines/": "anonymous",
    "about/": "anonymous",
    "feeds/": "anonymous",
    "incidents/": "anonymous",
    "api/": "anonymous",
    "^api/": "anonymous",
    "": "anonymous",
}


@dataclass(frozen=True)
class Door:
    """One address pattern."""

    pattern: str

    @property
    def keeper(self) -> str:
        prefix = next(prefix for prefix in KEEPERS if self.pattern.startswith(prefix))
        assert prefix or not self.pattern, f"{self.pattern}: say in KEEPERS who may open it"
        return KEEPERS[prefix]

    def path(self, rows: dict[str, object]) -> str:
        """The address with the arguments of real rows, where it takes any."""
        plain = re.sub(r"\(\?P<(\w+)>.*\)", r"<\1>", self.pattern.replace("^", "").rstrip("$"))
        return "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>", lambda found: argument(*found.groups(), rows), plain
        )


def argument(converter: str | None, name: str, rows: dict[str, object]) -> str:
    return str(rows.get(name, 1 if converter == "int" else "x"))


def doors(resolver=None, prefix: str = "") -> list[Door]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found += doors(pattern, address)
        elif not address.startswith("admin/(?P<url>"):  # The back office's own 404.
            found.append(Door(address))
    return found


DOORS = doors()


@pytest.fixture
def rows() -> dict[str, object]:
    entry = EntryFactory()
    return {
        "year": 2017,
        "kind": "entry",
        "pk": entry.pk,
        "issue_id": entry.takeaway.issue_id,
        "token": "x",
    }


@pytest.fixture
def clients(cast) -> dict[str, Client]:
    found = {"anonymous": Client()}
    for name in PEOPLE[1:]:
        found[name] = Client(raise_request_exception=True)
        found[name].force_login(getattr(cast, name))
    return found


@contextmanager
def writes():
    """The statements that changed something."""
    made: list[str] = []

    def listen(execute, sql, params, many, context):
        is_news = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if is_news and not re.search(NO_NEWS, sql[:80]):
            made.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield made


def is_refused(answer) -> bool:
    """Sent to the door, told to stay out, or no such page or method for them."""
    to_the_door = answer.status_code == 302 and "login/" in answer.url.partition("?")[0]
    return to_the_door or answer.status_code in {401, 403, 404, 405, 410}


def test_who_may_not_open_it_is_refused_and_changes_nothing(clients, rows):
    wrong = []
    for door in DOORS:
        for person in PEOPLE[: PEOPLE.index(door.keeper)]:
            for ask in (clients[person].get, clients[person].post):
                with writes() as made:
                    answer = ask(door.path(rows))
                if made or not is_refused(answer):
                    wrong.append((person, door.pattern, answer.status_code, made))
    assert wrong == []


def test_whoever_may_open_it_is_not_sent_away(clients, rows):
    wrong = []
    for door in DOORS:
        if door.keeper not in {"reporter", "editor", "publisher"}:
            continue
        for person in PEOPLE[PEOPLE.index(door.keeper) :]:
            looked = clients[person].get(door.path(rows))
            if looked.status_code == 405:
                looked = clients[person].post(door.path(rows))
            if looked.status_code in {401, 403}:
                wrong.append((person, door.pattern))
    assert wrong == []


def test_looking_changes_nothing_and_every_answer_is_armored(clients, rows):
    wrong = []
    for door in DOORS:
        for person in ("anonymous", "operator"):
            with writes() as made:
                answer = clients[person].get(door.path(rows))
            if made or not is_armored(answer):
                wrong.append((person, door.pattern, answer.status_code, made))
    assert wrong == []


def is_armored(answer) -> bool:
    """The headers that keep a page from being framed, sniffed or scripted by others."""
    policy = answer.get("Content-Security-Policy", "")
    return (
        answer.status_code in {200, 301, 302, 400, 401, 403, 404, 405, 410, 503}
        and answer["X-Content-Type-Options"] == "nosniff"
        and answer["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
        and ("frame-ancestors" in policy or "sandbox" in policy or answer.status_code in {301, 302})
        and "unsafe-eval" not in policy
    )
