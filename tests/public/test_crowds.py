"""A page many ask for at once is made once a second, and never for one what is another's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.public import crowds
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db
PAGES = ["/archive/", "/incidents/", "/search/?q=Mosul"]


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.PAGES_FRESH_SECONDS = 60
    crowds._answers.clear()
    yield
    crowds._answers.clear()


@pytest.mark.parametrize("page", PAGES)
def test_the_second_reader_costs_no_query_and_gets_the_same(client, page):
    first = client.get(page)
    with CaptureQueriesContext(connection) as asked:
        second = client.get(page)
    assert len(asked) == 0
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())


def test_after_a_second_the_page_is_made_anew(client, settings):
    client.get("/archive/")
    publish(write_issue(number=122))
    assert "122" not in client.get("/archive/").content.decode()
    settings.PAGES_FRESH_SECONDS = 0
    assert "122" in client.get("/archive/").content.decode()


def test_whoever_is_signed_in_gets_their_own(client, cast):
    before = client.get("/archive/").content
    client.force_login(cast.editor)
    publish(write_issue(number=122))
    assert client.get("/archive/").content != before
    assert len(crowds._answers) == 1


@pytest.mark.parametrize(
    "page",
    ["/accounts/login/", "/subscribe/", "/no-such-page/", "/healthz", "/api/v1/", "/metrics"],
)
def test_what_is_not_for_all_or_no_page_is_never_kept(client, page):
    client.get(page)
    assert crowds._answers == {}


def test_other_questions_and_other_hosts_have_other_answers(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    client.get("/search/?q=Mosul")
    assert "Basra" in client.get("/search/?q=Basra").content.decode()
    client.get("/search/?q=Mosul", headers={"host": "other.example.org"})
    assert len(crowds._answers) == 3
    assert client.get("/search/?q=Mosul", headers={"host": "evil.example"}).status_code == 400
    assert len(crowds._answers) == 3


def test_the_store_has_an_end(client, monkeypatch):
    monkeypatch.setattr(crowds, "MOST_ANSWERS", 3)
    for number in range(5):
        client.get(f"/search/?q=place{number}")
    assert len(crowds._answers) <= 3
