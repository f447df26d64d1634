"""Nothing public leads to what is still being drawn: no link tells a reader to wait."""

import re
from datetime import date

import pytest

from bulletins.guide.models import Term
from bulletins.issues import services
from bulletins.issues.models import Entry, Issue, Rendition
from bulletins.public import frozen
from bulletins.public.services import index_published
from bulletins.tracker import services as tracker
from bulletins.tracker.models import Storyline
from tests.fixtures.servers import wait_until
from tests.public.shelves import NOON, draw, publish, write_issue
from tests.public.test_in_browser import links_of
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory
from tests.tracker.factories import draw as draw_daily

LATER = {"period_start": date(2017, 7, 28), "period_end": date(2017, 8, 3)}
# Every place that leads to issues and dailies.
DOORS = (
    "/", "/archive/", "/archive/2017/", "/search/?q=ferry", "/guide/ferry/", "/storylines/",
    "/storylines/the-ferry/", "/daily/", "/daily/2017/7/", "/issues/122/", "/incidents/",
    "/feeds/issues.atom", "/feeds/daily.atom", "/feeds/corrections.rss", "/sitemap.xml",
    "/api/v1/issues/", "/api/v1/entries/", "/api/v1/incidents/", "/api/v1/dailies/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _asked_as_often_as_needed(settings):
    settings.API_REQUESTS_PER_MINUTE = 100_000


@pytest.fixture
def shelf(db):
    """An issue that stands, and drafts: the next one, the correction, a daily of one story."""
    Term.objects.create(slug="ferry", name="Ferry", description="A boat.")
    publish(write_issue(number=122))
    story = Storyline.objects.create(name="The ferry", slug="the-ferry")
    daily = DailyUpdateFactory(date_start="2017-07-28", date_end="2017-07-28")
    item = TrackerItemFactory(update=daily, body="<p>A ferry sank.</p>")
    item.storylines.add(story)
    return write_issue(number=123, entries=("A ferry was repaired.",), **LATER), daily


def led_to(client):
    """Every address of an issue or a daily that is given out anywhere, now."""
    index_published()
    frozen._pages.clear()
    found = set().union(*(links_from(client, door) for door in DOORS))
    return found.union(*(links_from(client, page) for page in found if page.endswith("/")))


def links_from(client, door):
    response = client.get(door)
    assert response.status_code in {200, 404}, door  # A month or a story without anything.
    text = response.content.decode()
    links = {*links_of(text, door), *re.findall(r"/(?:issues|daily)/[\w./-]+", text)}
    return {path for path in links if re.match("/(issues/1|daily/2017-)", path)}


def answers(client, addresses):
    """The addresses that answer with anything but what they promise."""
    return {path: code for path in addresses if (code := client.get(path).status_code) != 200}


def test_nothing_leads_to_what_is_still_being_drawn(client, shelf):
    issue, daily = shelf
    before = led_to(client)
    edition = publish(issue, drawn=False)
    post = tracker.publish_daily(update=daily, at=NOON)
    Entry.objects.filter(body__contains="bridge").update(body="<p>A ferry sailed.</p>")
    correction = services.correct_issue(
        issue=Issue.objects.get(number=122), note="A ferry.", at=NOON
    )
    assert led_to(client) == before
    assert answers(client, before) == {}
    draw(edition), draw(correction), draw_daily(post)
    now = led_to(client)
    assert answers(client, now) == {}
    new = {
        "/issues/123/",
        "/issues/123/issue.pdf",
        "/issues/122/editions/2/",
        f"/daily/{post.update.slug}/",
    }
    assert new <= now - before


def test_a_page_does_without_the_files_that_are_still_being_drawn(client, shelf):
    edition = publish(shelf[0])
    edition.renditions.exclude(kind=Rendition.Kind.WEB).update(status=Rendition.Status.RENDERING)
    page = client.get("/issues/123/").content.decode()
    assert "A ferry was repaired." in page
    for missing in ("issue.pdf", "map.svg", "og:image", '"image"'):
        assert missing not in page, missing
    assert answers(client, led_to(client)) == {}
    edition.renditions.update(status=Rendition.Status.DONE)
    assert {"/issues/123/issue.pdf", "/issues/123/map.svg"} <= led_to(client)


def test_at_no_moment_of_a_real_publication_is_a_reader_told_to_wait(client, shelf, worker):
    issue, daily = shelf
    services.publish_issue(issue=services.approve_issue(issue=issue, by=None), at=NOON)
    post = tracker.publish_daily(update=daily, at=NOON)
    last = {"/issues/123/issue.pdf", "/issues/123/map.svg", f"/daily/{post.update.slug}/daily.pdf"}

    def everything_stands():
        found = led_to(client)
        assert answers(client, found) == {}
        return last <= found

    wait_until(everything_stands, seconds=120, what="an issue and a daily with all their files")
