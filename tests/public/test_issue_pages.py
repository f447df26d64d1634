"""Published issues as readers get them."""

import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from bulletins.issues import services
from bulletins.issues.models import Entry, Rendition
from tests.issues.factories import IssueFactory
from tests.public.shelves import NOON, PDF, correct, draw, publish, write_issue

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def issue():
    return publish(write_issue(number=122)).issue


def revise(issue, body="<p>A ferry was repaired.</p>"):
    Entry.objects.filter(takeaway__issue=issue).update(body=body)
    return correct(issue, "It was a ferry, not a bridge.")


def text_of(response):
    return response.content.decode()


def test_a_published_issue_shows_its_frozen_article(client, issue):
    response = client.get("/issues/122/")
    article = issue.editions.get().renditions.get(kind=Rendition.Kind.WEB).file.read()
    assert response.status_code == 200
    assert article in response.content


def test_an_edit_after_publication_changes_nothing(client, issue):
    before = client.get("/issues/122/").content
    Entry.objects.update(body="<p>Something else.</p>")
    assert client.get("/issues/122/").content == before


def test_every_takeaway_and_entry_has_its_permanent_address(client, issue):
    page = text_of(client.get("/issues/122/"))
    takeaway = issue.takeaways.get()
    assert f'id="takeaway-{takeaway.pk}"' in page
    assert f'id="entry-{takeaway.entries.get().pk}"' in page


@pytest.mark.parametrize("address", ["/issues/{}/", "/issues/{}/issue.pdf", "/issues/{}/map.svg"])
def test_a_draft_answers_exactly_like_an_unknown_issue(client, address):
    draft = IssueFactory(number=400, slug="400")
    unknown = client.get(address.format("401"))
    response = client.get(address.format(draft.slug))
    assert response.status_code == unknown.status_code == 404
    assert response.content == unknown.content


def test_a_withdrawn_issue_says_so(client, issue):
    services.withdraw_issue(issue=issue)
    response = client.get("/issues/122/")
    assert response.status_code == 410
    assert "withdrawn" in text_of(response)


@pytest.mark.parametrize("address", ["/issues/122/", "/issues/122/issue.pdf"])
def test_while_it_is_being_drawn_readers_are_asked_to_wait(client, address):
    publish(write_issue(number=122), drawn=False)
    response = client.get(address)
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"


def test_the_old_edition_stays_until_the_corrected_page_is_drawn(client, issue):
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    services.correct_issue(issue=issue, note="It was a ferry.", at=NOON + WEEK)
    page = text_of(client.get("/issues/122/"))
    assert "A bridge was repaired." in page
    assert "It was a ferry." not in page


def test_a_correction_is_told_at_the_top(client, issue):
    revise(issue)
    page = text_of(client.get("/issues/122/"))
    assert "A ferry was repaired." in page
    assert page.index("It was a ferry, not a bridge.") < page.index("<article")
    assert "July 28, 2017" in page


def test_an_older_edition_stays_reachable_and_is_marked(client, issue):
    revise(issue)
    page = text_of(client.get("/issues/122/editions/1/"))
    assert "A bridge was repaired." in page
    assert "This is edition 1" in page
    assert '<a href="/issues/122/">Read the current edition.</a>' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_an_edition_that_never_was_is_not_found(client, issue, number):
    assert client.get(f"/issues/122/editions/{number}/").status_code == 404
    assert client.get(f"/issues/122/editions/{number}/issue.pdf").status_code == 404


def test_neighbors_appear_on_pages_that_were_made_before_them(client, issue):
    assert "Next issue" not in text_of(client.get("/issues/122/"))
    later = write_issue(number=123, period_start=date(2017, 7, 28), period_end=date(2017, 8, 3))
    edition = publish(later, at=NOON + WEEK, drawn=False)
    # Nothing leads to a page that is still being made.
    assert "/issues/123/" not in text_of(client.get("/issues/122/"))
    for address in ("/archive/", "/sitemap.xml", "/feeds/issues.atom"):
        assert "/issues/123/" not in text_of(client.get(address)), address
    draw(edition)
    page = text_of(client.get("/issues/122/"))
    assert 'rel="next" href="/issues/123/"' in page
    assert 'rel="prev" href="/issues/122/"' in text_of(client.get("/issues/123/"))


def test_the_files_of_an_issue_are_served_under_their_names(client, issue):
    pdf = client.get("/issues/122/issue.pdf")
    assert b"".join(pdf.streaming_content) == PDF
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == 'inline; filename="ishm-122-issue.pdf"'
    assert client.get("/issues/122/map.svg")["Content-Type"] == "image/svg+xml"
    assert client.get("/issues/122/map.png")["Content-Type"] == "image/png"
    assert client.get("/issues/122/secrets.txt").status_code == 404


def test_an_issue_can_be_kept_as_one_file(client, issue):
    response = client.get("/issues/122/whole.html")
    whole = text_of(response)
    assert response["Content-Disposition"] == 'attachment; filename="ishm-122.html"'
    assert 'src="data:image/svg+xml;base64,' in whole
    assert "--accent:" in whole
    assert "<script" not in whole
    for address in re.findall(r'(?:href|src)="([^"]+)"', whole):
        assert address.startswith(("http://", "https://", "mailto:", "data:", "#"))


def test_a_page_tells_machines_what_it_is(client, issue):
    page = text_of(client.get("/issues/122/"))
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert data["headline"] == "ISHM: July 21 – 27, 2017"
    assert data["temporalCoverage"] == "2017-07-21/2017-07-27"
    assert data["dateModified"] == NOON.isoformat()
    assert '<meta property="og:title" content="ISHM: July 21 – 27, 2017">' in page


def test_a_link_to_an_issue_is_shown_with_the_card_of_its_edition(client, issue, settings):
    card = f"{settings.SITE_URL}/issues/122/editions/1/card.png"
    page = text_of(client.get("/issues/122/"))
    assert f'<meta property="og:image" content="{card}">' in page
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["image"] == card
    assert client.get("/issues/122/editions/1/card.png")["Content-Type"] == "image/png"


def test_an_edition_older_than_cards_is_shown_with_its_map(client, issue, settings):
    Rendition.objects.filter(kind=Rendition.Kind.CARD_PNG).delete()
    picture = f"{settings.SITE_URL}/issues/122/editions/1/map.png"
    assert f'property="og:image" content="{picture}"' in text_of(client.get("/issues/122/"))


def test_linked_data_cannot_end_its_element(client):
    issue = write_issue(number=122)
    issue.takeaways.update(headline="</script><b>")
    publish(issue)
    page = text_of(client.get("/issues/122/"))
    assert "\\u003c/script\\u003e" in page
    assert "</script><b>" not in page


def test_a_page_says_how_to_quote_its_edition(client, issue):
    revise(issue)
    assert "no. 122, edition 2, July 28, 2017, " in text_of(client.get("/issues/122/"))
    assert "/issues/122/editions/2/" in text_of(client.get("/issues/122/"))


def test_a_map_opened_by_itself_can_run_nothing(client, issue):
    policy = client.get("/issues/122/map.svg")["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_the_files_of_one_edition_may_be_kept_for_good(client, issue):
    response = client.get("/issues/122/editions/1/issue.pdf")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("address", ["/issues/122/", "/issues/122/issue.pdf", "/"])
def test_what_a_browser_has_already_is_not_sent_again(client, issue, address):
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


def test_a_page_changes_its_tag_with_what_it_shows(client, issue):
    tag = client.get("/issues/122/")["ETag"]
    revise(issue)
    assert client.get("/issues/122/", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_compressed_for_those_who_can_read_that(client, issue):
    plain = client.get("/issues/122/")
    small = client.get("/issues/122/", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 2
    assert plain["Vary"] == small["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ["/", "/issues/122/", "/archive/", "/guide/", "/search/?q=a"])
def test_readers_get_no_cookie_and_the_strict_policy(client, issue, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("address", ["/", "/issues/122/", "/archive/", "/guide/", "/search/"])
def test_nothing_can_be_posted_to_a_page(issue, address):
    assert Client(enforce_csrf_checks=False).post(address).status_code == 405


def test_an_empty_site_says_so(client):
    assert "No issue has been published yet" in text_of(client.get("/"))
    assert "No issue has been published yet" in text_of(client.get("/archive/"))


def test_the_front_page_shows_the_newest_issue_that_is_drawn(client, issue):
    publish(
        write_issue(number=123, period_start=date(2017, 7, 28), period_end=date(2017, 8, 3)),
        drawn=False,
    )
    page = text_of(client.get("/"))
    assert "July 21 – 27, 2017</span>" in page
    # The map of that week, at its size, leads to the whole one.
    assert '<a href="/issues/122/#map"><svg class="small-map"' in page


def test_nothing_at_an_address_offers_a_search(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert 'action="/search/"' in text_of(response)


def test_a_page_kept_in_memory_takes_no_query(client, issue, settings, django_assert_num_queries):
    settings.PAGES_FRESH_SECONDS = 60
    client.get("/issues/122/")
    with django_assert_num_queries(0):
        client.get("/issues/122/")


@pytest.mark.parametrize("issues", [1, 3])
def test_a_page_takes_the_same_queries_for_one_issue_and_for_many(
    client, issues, django_assert_num_queries
):
    for week in range(issues):
        publish(
            write_issue(
                period_start=date(2017, 7, 21) + week * WEEK,
                period_end=date(2017, 7, 27) + week * WEEK,
                number=122 + week,
            )
        )
    with django_assert_num_queries(6):
        client.get("/issues/122/")
    with django_assert_num_queries(5):
        client.get("/")
    with django_assert_num_queries(4):
        client.get("/archive/")
