"""The map of an issue's page: a picture until a reader comes near, then one that can be moved."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import assert_accessible, assert_fits
from tests.incidents.factories import IncidentFactory
from tests.public.shelves import publish, write_issue

PLACED = {"precision_km": 4, "method": "place", "injuries_low": 2, "injuries_high": 4}


@pytest.fixture
def issue():
    """Two at one place, two reckoned to one point, one without a place; above them a long text."""
    written = write_issue(number=122, entries=("A bridge was repaired. " * 60,) * 12)
    written.incidents.all().delete()
    taji = {"location": "Taji", "latitude": 33.51, "longitude": 44.27, **PLACED}
    hit = {"location": "Hit", "latitude": 33.6366, "longitude": 42.8277, **PLACED}
    nowhere = {"location": "Nowhereville", "latitude": None, "longitude": None}
    guess = {"latitude": 33.42, "longitude": 44.4, **PLACED, "method": "within", "precision_km": 8}
    north, market = (
        {"location": name, **guess} for name in ("North A, Baghdad", "North B, Baghdad")
    )
    days = ((21, taji), (22, north), (22, market), (23, hit), (24, nowhere), (25, taji))
    for day, facts in days:
        written.incidents.add(IncidentFactory(event_date=date(2017, 7, day), **facts))
    return publish(written).issue


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_comes_near_can_move_the_map_and_go_between_it_and_the_table(issue, open_page):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/issues/122/", wait_until="networkidle")
    assert not [url for url in asked if "leaflet" in url or url.endswith("geojson")]

    page.locator("#incidents").scroll_into_view_if_needed()
    page.get_by_role("button", name="Show Hit on the map").click()
    popup = page.locator(".leaflet-popup-content").last  # Another one may still be fading.
    expect(popup).to_contain_text("Hit")
    expect(popup).to_contain_text("07/23/2017")
    assert page.locator(".map-picture img").is_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup-content")).to_have_count(0)

    page.get_by_role("button", name="Taji: 2 incidents").focus()
    page.keyboard.press("Enter")
    expect(popup.get_by_role("link", name="07/25/2017")).to_be_focused()
    expect(popup.get_by_role("link")).to_have_count(2)
    popup.get_by_role("link", name="07/21/2017").press("Enter")
    expect(page.locator("tr.is-marked")).to_have_count(1)
    expect(page.locator("tr.is-marked")).to_contain_text("July 21")

    one, other = (
        page.get_by_role("button", name=f"{name}, Baghdad: 1 incident").bounding_box()
        for name in ("North A", "North B")
    )
    assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) >= one["width"]

    page.get_by_role("button", name="Location").click()  # Sorted, each row keeps its circle.
    page.get_by_role("button", name="Show Hit on the map").click()
    expect(popup).to_contain_text("Hit")
    assert page.locator(".to-circle").count() == 5  # None for what has no place.
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)


@pytest.mark.django_db(transaction=True)
def test_without_scripts_and_without_leaflet_the_picture_stands_there(issue, open_page, complaints):
    page = open_page("/issues/122/", scripts=False)
    assert page.locator(".issue figure.map img").is_visible()

    page = open_page()
    page.route("**/leaflet.js", lambda route: route.abort())
    page.goto("/issues/122/")
    with page.expect_console_message(lambda said: said.type == "error"):
        page.locator("#incidents").scroll_into_view_if_needed()
    complaints.clear()  # The browser says that the script did not come.
    expect(page.locator("figure.map img")).to_be_visible()
    expect(page.locator(".to-circle:visible")).to_have_count(0)


@pytest.mark.django_db
def test_the_frozen_article_stands_in_the_page_byte_for_byte(issue, client):
    page = client.get("/issues/122/").content
    article = issue.editions.get().renditions.get(kind="web").file.read()

    assert article in page
    assert b"data-spot" not in article
    assert b'id="map-spots"' in page
