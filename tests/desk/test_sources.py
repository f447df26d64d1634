"""A pasted link is enough: the rest is asked, and what the desk knows already is filled in."""

import pytest
from playwright.sync_api import expect

from bulletins.desk.outlets import known_by, often_named
from tests.desk.test_browser import text_of
from tests.fixtures.servers import wait_until
from tests.issues.factories import SourceFactory


@pytest.fixture
def known(entry):
    SourceFactory(entry=entry, outlet="Rudaw", url="https://www.rudaw.net/a", language="ckb")
    SourceFactory(entry=entry, outlet="An Agency", url="https://agency.example/1", language="ar")
    SourceFactory(entry=entry, outlet="The Agency", url="http://agency.example/2", language="en")
    SourceFactory(entry=entry, outlet="The Agency", url="", language="")


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://rudaw.net/b", "Rudaw"),
        ("http://agency.example/3?x=1", "The Agency"),
        ("https://notagency.example/3", None),
        ("https://[broken", None),
        ("no link", None),
    ],
)
def test_a_host_is_known_by_its_newest_source(known, url, outlet):
    assert known_by(url).get("outlet") == outlet


def test_outlets_are_listed_the_most_named_first(known):
    assert often_named() == ["The Agency", "An Agency", "Rudaw"]


def test_asking_is_for_colleagues(sign_in, cast, known):
    address = "/desk/outlets/?url=https://rudaw.net/b"
    answer = sign_in(cast.reporter).get(address)
    assert answer.json() == {"outlet": "Rudaw", "language": "ckb"}
    assert sign_in(cast.stranger).get(address).status_code == 403


def test_a_pasted_link_brings_what_is_known_and_asks_for_the_title(open_page, cast, entry, known):
    page = open_page(f"/desk/entries/{entry.pk}/", as_user=cast.reporter)
    text_of(page).wait_for()
    page.get_by_label("Paste a link").fill("https://www.rudaw.net/story")
    page.keyboard.press("Enter")
    row = page.locator("[data-source]").last
    expect(row.get_by_label("Outlet")).to_have_value("Rudaw")
    expect(row.get_by_label("Language")).to_have_value("ckb")
    expect(row.get_by_label("Title")).to_be_focused()
    page.keyboard.type("A story")
    whole = entry.sources.filter(title="A story", outlet="Rudaw", language="ckb")
    wait_until(whole.exists)
