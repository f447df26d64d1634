"""Feeds, sitemap, robots, and what a page says of itself to machines."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from bulletins.issues.models import Entry
from bulletins.public.services import index_published
from bulletins.tracker import services as tracker
from bulletins.tracker.models import DailyUpdate, TrackerItem
from tests.guide.factories import TermFactory
from tests.public.shelves import NOON, correct, publish, write_issue
from tests.tracker.factories import TrackerItemFactory, draw

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def site(settings):
    settings.SITE_URL = "https://bulletin.example.org"
    return settings.SITE_URL


@pytest.fixture
def issue():
    issue = publish(write_issue(number=122)).issue
    index_published()
    return issue


def xml(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_the_feed_of_issues_gives_their_takeaways(client, site, issue):
    (entry,) = xml(client, "/feeds/issues.atom").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "ISHM: July 21 – 27, 2017"
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{site}/issues/122/"
    assert entry.findtext(f"{ATOM}published") == NOON.isoformat()
    assert f'<a href="{site}/issues/122/#takeaway-' in entry.findtext(f"{ATOM}summary")


def test_a_correction_is_a_feed_item_with_what_changed(client, site, issue):
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    correct(issue, "It was a ferry.")
    (entry,) = xml(client, "/feeds/corrections.atom").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "It was a ferry."
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{site}/issues/122/editions/2/"


def test_the_feed_of_dailies_gives_their_paragraphs_once_they_can_be_read(client, site):
    item = TrackerItemFactory()
    edition = tracker.publish_daily(update=item.update, at=NOON)
    index_published()
    assert xml(client, "/feeds/daily.atom").findall(f"{ATOM}entry") == []
    draw(edition)
    index_published()
    (entry,) = xml(client, "/feeds/daily.atom").findall(f"{ATOM}entry")
    assert "<p>Trucks queued at the bridge until dusk.</p>" in entry.findtext(f"{ATOM}summary")
    assert entry.findtext(f"{ATOM}published") == NOON.isoformat()


def test_a_correction_of_a_daily_is_in_the_feed_of_corrections(client, site):
    item = TrackerItemFactory()
    tracker.publish_daily(update=item.update, at=NOON)
    TrackerItem.objects.update(body="<p>No trucks.</p>")
    edition = tracker.correct_daily(update=item.update, note="None came.", at=NOON)
    draw(edition)
    (entry,) = xml(client, "/feeds/corrections.atom").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "None came."
    assert entry.findtext(f"{ATOM}title") == f"Corrected: {edition.content['title']}"
    slug = DailyUpdate.objects.get().slug
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{site}/daily/{slug}/#edition-2"


@pytest.mark.parametrize("name", ["issues", "daily", "corrections"])
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_every_feed_comes_in_both_forms(client, name, form):
    response = client.get(f"/feeds/{name}.{form}")
    assert response["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    ElementTree.fromstring(response.content)


def test_an_unknown_feed_is_not_found(client):
    assert client.get("/feeds/secrets.atom").status_code == 404


def test_the_sitemap_names_published_pages_only(client, site, issue):
    TermFactory(slug="mosul")
    write_issue(number=400, slug="400")
    places = [place.text for place in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert f"{site}/issues/122/" in places
    assert f"{site}/guide/mosul/" in places
    assert f"{site}/issues/400/" not in places


def test_robots_are_shown_the_sitemap(client, site):
    assert f"Sitemap: {site}/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("issues", [1, 3])
@pytest.mark.parametrize("address", ["/feeds/issues.atom", "/feeds/corrections.rss"])
def test_a_feed_takes_the_same_queries_for_one_issue_and_for_many(
    client, issues, address, django_assert_max_num_queries
):
    for week in range(issues):
        later = timedelta(days=7 * week)
        issue = publish(
            write_issue(
                number=122 + week,
                period_start=date(2017, 7, 21) + later,
                period_end=date(2017, 7, 27) + later,
            )
        ).issue
        Entry.objects.filter(takeaway__issue=issue).update(body="<p>A ferry.</p>")
        correct(issue, "It was a ferry.")
    index_published()
    with django_assert_max_num_queries(2):
        client.get(address)
