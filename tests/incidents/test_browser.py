"""The explorer in a real browser, under the real policy: map, table, keyboard, axe."""

from datetime import date

import pytest

from bulletins.incidents.models import Incident
from tests.fixtures.browser import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record():
    figures = {"deaths_low": 1, "deaths_high": 1, "injuries_low": 2, "injuries_high": 4}
    place = {"precision_km": 4, "method": "place", **figures}
    taji = {"location": "Taji", "latitude": 33.51, "longitude": 44.27, "governorate": "Baghdad"}
    hit = {"location": "Hit", "latitude": 33.6366, "longitude": 42.8277, "governorate": "Anbar"}
    return [
        Incident.objects.create(event_date=date(2017, 6, 30), **taji, **place),
        Incident.objects.create(event_date=date(2017, 7, 24), **hit, **place),
    ]


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_the_explorer_is_accessible_and_fits(open_page, record, width, dark):
    page = open_page("/incidents/", width=width, dark=dark)
    page.locator(".map-spot").first.wait_for()

    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("address", ["/incidents/data/", "incident"])
def test_its_other_pages_are_accessible_and_fit(open_page, record, address):
    page = open_page(record[0].get_absolute_url() if address == "incident" else address, width=360)

    assert_accessible(page)
    assert_fits(page)


def test_without_scripts_the_picture_stands_there(open_page, record):
    page = open_page("/incidents/", scripts=False)

    assert page.locator(".map-picture img").is_visible()
    assert page.locator(".to-map").first.is_hidden()


def test_a_row_leads_to_its_circle_and_the_circle_back_to_its_row(open_page, record):
    page = open_page("/incidents/")
    page.get_by_role("button", name="Show Hit on the map").click()

    popup = page.locator(".leaflet-popup-content")
    assert popup.inner_text().startswith("Hit\n07/24/2017\n1 incident, 1 killed, 2–4 injured")
    popup.get_by_role("link", name="To the table").click()
    assert page.url.endswith(f"#{record[1].public_id}")
    assert page.locator("tr.is-marked").get_attribute("id") == record[1].public_id


def test_circles_can_be_reached_and_opened_with_the_keyboard(open_page, record):
    page = open_page("/incidents/")
    page.get_by_role("button", name="Taji: 1 incident, 1 killed, 2–4 injured").focus()
    page.keyboard.press("Enter")

    assert page.locator(".leaflet-popup-content").inner_text().startswith("Taji")


def test_the_map_asks_for_nothing_but_its_two_files(open_page, record, live_server):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/incidents/")
    page.locator(".map-spot").first.wait_for()

    assert all(url.startswith(live_server.url) for url in asked)
    assert not [url for url in asked if url.endswith(".png")]


def test_the_country_is_drawn_below_the_circles(open_page, record):
    page = open_page("/incidents/")
    page.locator(".map-spot").first.wait_for()

    ground = page.locator(".leaflet-ground-pane svg").bounding_box()

    assert ground["width"] > 300
    assert ground["height"] > 300
