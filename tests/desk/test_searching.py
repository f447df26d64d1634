"""Finding an entry again, of whatever week."""

from datetime import date

import pytest

from bulletins.desk.searching import find_entries
from tests.issues.factories import EntryFactory, SourceFactory, TakeawayFactory

pytestmark = pytest.mark.django_db


def found(words):
    return [one.entry for one in find_entries(words)]


@pytest.fixture
def entries(takeaway):
    old = EntryFactory(
        takeaway=takeaway, event_date=date(2017, 7, 1), body="<p>The <strong>gauge</strong>.</p>"
    )
    SourceFactory(entry=old, outlet="An agency", title="A river falls")
    new = EntryFactory(takeaway=None, location="10 km south of Hawija", body="<p>A new gauge.</p>")
    return old, new


def test_every_word_counts_wherever_it_stands_and_the_newest_comes_first(entries):
    old, new = entries
    assert found("Gauge") == [new, old]
    assert found("gauge marshes") == [old]
    assert found("river GAUGE") == [old]
    assert found("gauge nowhere") == []
    assert found("  ") == []


@pytest.mark.parametrize("spelling", ["Hawija", "Hawijah", "الحويجة", "south of Haw"])
def test_an_entry_is_found_by_its_place_in_any_spelling(entries, spelling):
    assert found(spelling) == [entries[1]]


def test_the_marks_of_a_text_are_none_of_its_words(entries):
    assert found("strong") == []


def test_the_words_around_the_first_hit_are_shown():
    EntryFactory(body=f"<p>{'Before it. ' * 40}The gauge broke. {'After it. ' * 40}</p>")
    (one,) = find_entries("gauge")
    assert one.excerpt.startswith("… ")
    assert one.excerpt.endswith(" …")
    assert "The gauge broke." in one.excerpt


def test_looking_asks_the_database_as_often_for_three_as_for_one(
    takeaway, django_assert_num_queries
):
    EntryFactory(takeaway=takeaway, body="<p>One gauge.</p>")
    find_entries("gauge")  # reads the gazetteer once
    for count in (1, 3):
        with django_assert_num_queries(3):  # the gazetteer’s state, entries, their sources
            assert len(find_entries("gauge")) == count
        for _ in range(2):
            other = TakeawayFactory(issue=takeaway.issue)
            SourceFactory(entry=EntryFactory(takeaway=other, body="<p>A gauge.</p>"))
