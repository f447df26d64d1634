"""The Reference Guide as readers see it."""

from datetime import date

import pytest

from bulletins.public.services import index_published
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    term = TermFactory(name="Old Bridge", slug="old-bridge", description="A crossing.")
    TermVariantFactory(term=term, text="الجسر", kind="native", language="ar")
    TermVariantFactory(
        term=term, text="Keeper", kind="role",
        valid_from=date(2014, 9, 1), valid_to=date(2018, 10, 1),
    )  # fmt: skip
    return term


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_guide_lists_terms_by_kind(client, term):
    page = text_of(client.get("/guide/"))
    assert '<h2 id="institution">Institutions</h2>' in page
    assert '<span lang="ar" dir="auto">الجسر</span>' in page


def test_a_term_shows_its_names_and_roles_in_their_time(client, term):
    page = text_of(client.get("/guide/old-bridge/"))
    assert '<dd><span lang="ar" dir="auto">الجسر</span></dd>' in page
    assert "(September 2014 – October 2018)" in page


def test_a_term_lists_where_it_occurs(client, term):
    publish(write_issue(number=122, entries=("The Old Bridge opened.", "Nothing of it.")))
    index_published()
    page = text_of(client.get("/guide/old-bridge/"))
    assert "1 mention." in page
    assert (
        'href="/search/?term=old-bridge&amp;first_day=2017-01-01&amp;last_day=2017-12-31"' in page
    )
    assert 'href="/issues/122/#entry-' in page
    assert "The <mark>Old Bridge</mark> opened." in page


def test_an_issue_links_the_first_mention_in_a_section(client, term):
    publish(write_issue(number=122, entries=("The Old Bridge opened.", "The Old Bridge fell.")))
    page = text_of(client.get("/issues/122/"))
    assert page.count('href="/guide/old-bridge/"') == 1


def test_an_unknown_term_is_not_found(client):
    assert client.get("/guide/nobody/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_for_one_term_and_for_many(
    client, count, django_assert_num_queries
):
    TermVariantFactory(term=TermFactory(slug="old-bridge", name="Old Bridge"))
    for term in TermFactory.create_batch(count):
        TermVariantFactory(term=term)
    publish(write_issue(entries=("The Old Bridge opened.",) * count))
    index_published()
    with django_assert_num_queries(2):
        client.get("/guide/")
    with django_assert_num_queries(5):
        client.get("/guide/old-bridge/")
