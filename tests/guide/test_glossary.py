"""The guide as it stood on a day, and its names found in a text."""

from datetime import date

import pytest

from bulletins.guide import glossary
from bulletins.guide.glossary import Finder, mentioned
from tests.guide.factories import TermFactory, TermVariantFactory

WAR = {"slug": "war", "forms": ["War Office", "WO"]}
OFFICE = {"slug": "office", "forms": ["Office", "Ma'mur Office"]}


def found(text, *terms):
    return [(text[start:end], term["slug"]) for start, end, term in Finder(terms).find(text)]


def test_the_longest_name_wins():
    assert found("The War Office moved.", OFFICE, WAR) == [("War Office", "war")]


def test_a_name_is_found_as_a_whole_word_only():
    assert found("WOrds, two, TWO, al-WO and WO1", WAR) == []


def test_a_name_may_stand_after_a_hyphen():
    assert found("the pro-WO rally", WAR) == [("WO", "war")]


def test_capitals_count():
    assert found("the wo and the war office", WAR) == []


def test_an_abbreviation_may_have_a_plural():
    assert found("three WOs met", WAR) == [("WOs", "war")]


def test_a_word_takes_no_plural():
    assert found("Offices", OFFICE) == []


def test_both_forms_of_apostrophe_are_one():
    assert found("the Ma’mur Office", OFFICE) == [("Ma’mur Office", "office")]


def test_a_guide_without_terms_finds_nothing():
    assert found("The War Office moved.") == []


def test_terms_come_in_the_order_of_their_first_mention():
    text = "The Office wrote to the War Office, and the Office waited."
    assert [term["slug"] for term in mentioned(text, [WAR, OFFICE])] == ["office", "war"]


@pytest.mark.django_db
def test_a_term_is_frozen_with_the_names_of_the_day():
    term = TermFactory(slug="pmf", name="Popular Forces", description="Volunteers.")
    TermVariantFactory(term=term, text="PMU", kind="abbreviation", valid_to=date(2018, 12, 31))
    TermVariantFactory(term=term, text="PMF", kind="abbreviation", valid_from=date(2019, 1, 1))
    TermVariantFactory(term=term, text="الحشد", kind="native", language="ar")
    TermVariantFactory(term=term, text="Guardian of the Gate", kind="role")

    assert glossary.on(date(2017, 7, 27)) == [
        {
            "slug": "pmf",
            "name": "Popular Forces",
            "kind": "institution",
            "abbreviation": "PMU",
            "native": [{"text": "الحشد", "language": "ar"}],
            "description": "Volunteers.",
            "forms": ["Popular Forces", "الحشد", "PMU"],
        }
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_guide_is_two_queries(count, django_assert_num_queries):
    for term in TermFactory.create_batch(count):
        TermVariantFactory(term=term)
    with django_assert_num_queries(2):
        glossary.on(date(2017, 7, 27))
