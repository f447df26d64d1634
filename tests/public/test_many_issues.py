"""Ten years of issues cost no more queries than one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.public import frozen
from bulletins.public.services import index_published
from tests.guide.factories import TermFactory
from tests.public.shelves import multiply, publish, write_issue

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/", "/issues/122/", "/issues/122/editions/1/", "/issues/122/issue.pdf", "/archive/",
    "/archive/2017/", "/guide/", "/guide/mosul/", "/search/?q=bridge", "/search/?term=mosul",
    "/feeds/issues.atom", "/feeds/daily.atom", "/feeds/corrections.rss", "/sitemap.xml",
    "/api/v1/issues/", "/api/v1/issues/122/", "/api/v1/entries/?q=bridge", "/api/v1/incidents/",
    "/api/v1/incidents.csv", "/api/v1/incidents.geojson", "/api/v1/terms/mosul/",
)  # fmt: skip


def queries(client):
    """How many each address takes."""
    frozen._pages.clear()
    counts = {}
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        counts[address] = len(captured)
    return counts


def test_every_address_takes_the_same_queries_for_one_issue_and_for_500(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 10**6
    TermFactory(name="Mosul", slug="mosul")
    edition = publish(write_issue(number=122, entries=("A bridge opened in Mosul.",)))
    index_published()
    queries(client)  # What a process looks up once is looked up now.
    for_one = queries(client)
    multiply(edition, 499)
    assert queries(client) == for_one
