"""The search page."""

import pytest

from bulletins.public.services import index_published
from tests.guide.factories import TermFactory
from tests.public.shelves import publish, write_issue
from tests.public.test_search import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _archive():
    publish(write_issue(number=122, entries=("Militants left Mosul.", "A <b>bridge</b> opened.")))
    TermFactory(name="Mosul", slug="mosul")
    index_published()


def page(client, **asked):
    response = client.get("/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_a_hit_leads_to_its_place_with_the_word_marked(client):
    found = page(client, q="militants")
    assert "1 result" in found
    assert "<mark>Militants</mark> left Mosul." in found
    assert 'href="/issues/122/#entry-' in found


def test_what_was_typed_comes_back_escaped(client):
    assert "&lt;script&gt;" in page(client, q="<script>alert(1)</script>")


def test_no_hit_says_so_and_offers_a_better_word(client):
    found = page(client, q="milltants")
    assert "0 results" in found
    assert '<a href="?q=militants">militants</a>' in found


def test_the_kinds_found_lead_to_their_hits(client):
    assert 'href="?q=mosul&amp;kind=entry"' in page(client, q="mosul")


def test_a_search_within_a_term_says_so(client):
    found = page(client, term="mosul")
    assert "What speaks of" in found
    assert "1 result" in found


@pytest.mark.parametrize("question", HOSTILE)
def test_any_question_gets_a_page(client, question):
    page(client, q=question, governorate=question, term=question, order=question, kind=question)


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "1" * 400, ""])
def test_any_page_number_gets_a_page(client, number):
    assert "result" in page(client, q="mosul", page=number)


def test_a_day_that_never_was_is_said_and_left_out(client):
    found = page(client, q="militants", first_day="2017-02-30")
    assert "Enter a valid date." in found
    assert "1 result" in found
