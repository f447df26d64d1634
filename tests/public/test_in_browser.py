"""The site in a real browser: in both themes, on a phone, with scripts and without."""

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest

from bulletins.issues import services
from bulletins.issues.models import Entry
from bulletins.public.services import index_published
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.public.addresses import EXAMPLES, facts
from tests.public.shelves import correct, publish, write_issue

pytestmark = pytest.mark.django_db(transaction=True)

# Pages that are no answer to what was asked: nothing there, withdrawn, being made.
REFUSALS = {"/nothing/": 404, "/issues/121/": 410, "/issues/123/": 503}


@pytest.fixture
def site(settings):
    settings.API_REQUESTS_PER_MINUTE = 10**6
    term = TermFactory(name="Old Bridge", slug="old-bridge", description="A crossing.")
    TermVariantFactory(term=term, text="الجسر", kind="native", language="ar")
    texts = ("The Old Bridge opened.", "A long way to (الجسر القديم).")
    issue = publish(write_issue(number=122, entries=texts)).issue
    Entry.objects.filter(body__contains="opened").update(body="<p>The Old Bridge fell.</p>")
    correct(issue, "It fell.")
    index_published()


@pytest.fixture
def refusals(site):
    """One issue that was withdrawn, one that is being drawn."""
    services.withdraw_issue(issue=publish(write_issue(number=121)).issue)
    later = {"period_start": date(2017, 7, 28), "period_end": date(2017, 8, 3)}
    publish(write_issue(number=123, **later), drawn=False)


@pytest.mark.once
def test_every_page_is_accessible_and_fits(refusals, open_page, complaints):
    page = open_page()
    made = facts()
    index_published()
    for address in (each.format(**made) for found in EXAMPLES.values() for each in found):
        assert page.goto(address).status == 200, address
        look_at(page)
    for address, status in REFUSALS.items():
        assert page.goto(address).status == status, address
        look_at(page)
    complaints.clear()  # The browser itself notes what it was refused.


def look_at(page):
    """On a phone and on a wide screen, in light and in dark."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)


def test_a_term_is_explained_on_focus_and_left_with_escape(site, open_page):
    page = open_page("/issues/122/")
    note = page.get_by_role("tooltip")
    page.locator("a.term").first.focus()
    assert note.inner_text() == "Old Bridge: A crossing."
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_everything_can_be_read_without_scripts(site, open_page):
    page = open_page("/", scripts=False)
    page.get_by_role("link", name="Read the whole issue").click()
    assert page.get_by_text("The Old Bridge fell.").first.is_visible()
    assert not page.get_by_role("button", name="Copy the link").is_visible()
    page.locator("a.term").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Old Bridge"
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Words").fill("bridge")
    page.get_by_role("button", name="Search").click()
    assert page.locator("mark").first.inner_text() == "Bridge"


def test_every_link_of_the_site_leads_somewhere(site, client):
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/desk/"):
            continue
        seen.add(path)
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        if response["Content-Type"].startswith("text/html"):
            waiting += links_of(response.content.decode(), path)
    assert {"/issues/122/editions/1/", "/feeds/issues.atom", "/api/v1/incidents.csv"} <= seen
    assert {"/issues/122/issue.pdf", "/issues/122/editions/1/map.svg"} <= seen


def links_of(html, page):
    addresses = re.findall(r'(?:href|src)="([^"]+)"', html)
    whole = (urljoin(f"https://here{page}", address.replace("&amp;", "&")) for address in addresses)
    own = (urlsplit(address) for address in whole if address.startswith("https://here"))
    return [f"{part.path}?{part.query}".removesuffix("?") for part in own]
