"""Search, the same on PostgreSQL and SQLite."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletins.guide.models import Term
from bulletins.public.search import Filters, Order, finding, search
from bulletins.public.services import index_published
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db

ENTRIES = (
    "Militants left Nineveh by the old bridge.",
    "The Islamic State lost a new bridge in Ninewa.",
    "ISIS kept the old town; the bridge fell.",
    "وصلت القوات إلى الأنبار",
)


@pytest.fixture
def archive():
    publish(write_issue(number=122, entries=ENTRIES))
    for name, other in (("Ninewa", "Nineveh"), ("Islamic State", "ISIS")):
        term = TermFactory(name=name, slug=name.lower().replace(" ", "-"), description="Known.")
        TermVariantFactory(term=term, text=other)
    index_published()


def entries(question, filters=None, **options):
    filters = filters or Filters(kinds=("entry",))
    hits = search(question, filters, order=Order.NEWEST, **options).hits
    return sorted(ENTRIES.index(hit.item.text) for hit in hits)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("bridge", [0, 1, 2]),
        ("bridges", [0, 1, 2]),
        ("ninewa", [0, 1]),
        ("Nineveh", [0, 1]),
        ("islamic state", [1, 2]),
        ("ISIS", [1, 2]),
        ('"ISIS"', [2]),
        ('"old bridge"', [0]),
        ('"bridge old"', []),
        ("old -town", [0]),
        ('bridge -"old town"', [0, 1]),
        ("bridge -isis", [0]),
        ("-bridge", [3]),
        ("الانبار", [3]),
        ("militant bridge", [0]),
        ("helicopter", []),
    ],
)
def test_a_question_finds_its_entries(archive, question, found):
    assert entries(question) == found


def test_places_are_found_by_every_spelling_of_the_gazetteer():
    publish(write_issue(entries=("Rain fell in Sulaymaniyah.", "Snow fell in Baqubah.")))
    index_published()
    for question, found in (("Sulaimania", "Rain"), ("Slemani", "Rain"), ("Baakuba", "Snow")):
        (hit,) = search(question, Filters()).hits
        assert hit.item.text.startswith(found)


def test_all_kinds_are_found_and_counted(archive):
    results = search("ramadi", Filters())
    assert (results.total, results.kinds) == (1, {"incident": 1})
    assert search("crossings", Filters()).kinds == {"takeaway": 1, "entry": 4}
    assert search("known", Filters()).kinds == {"term": 2}


def test_counts_by_kind_stand_whatever_kind_is_chosen(archive):
    results = search("crossings", Filters(kinds=("takeaway",)))
    assert results.total == 1
    assert results.kinds == {"takeaway": 1, "entry": 4}
    assert results.years == {2017: 1}


def test_a_filter_by_days_includes_both(archive):
    day = date(2017, 7, 27)
    assert search("", Filters(first_day=day, last_day=day)).kinds == {"takeaway": 1, "incident": 1}


def test_a_filter_by_governorate_takes_every_spelling(archive):
    assert entries("", Filters(kinds=("entry",), governorate="Nineveh")) == [0, 1]
    assert entries("militants", Filters(kinds=("entry",), governorate="Ninewa")) == [0]


def test_a_filter_by_term_takes_what_speaks_of_it(archive):
    assert entries("", Filters(kinds=("entry",), term="islamic-state")) == [1, 2]


def test_words_in_headings_count_more(archive):
    TermFactory(name="Bridge Office")
    index_published()
    assert search("bridges", Filters()).hits[0].item.heading == "Bridge Office"


def test_hits_show_the_asked_for_words_marked(archive):
    (hit,) = search('"old bridge"', Filters(kinds=("entry",))).hits
    assert [piece.text for piece in hit.text if piece.is_marked] == ["old bridge"]


def test_a_mistyped_word_gets_a_better_one(archive):
    assert search("Ninwea", Filters()).suggestion == "ninewa"
    assert search("bridge helicoptre", Filters()).suggestion == ""
    assert search("militnats bridge", Filters()).suggestion == "militants bridge"


def test_no_question_finds_nothing(archive):
    assert search("", Filters()).total == 0


def test_a_page_past_the_last_shows_the_last(archive):
    results = search("crossings", Filters(), page=99)
    assert (results.page, results.pages, len(results.hits)) == (1, 1, 5)


def test_only_what_is_published_is_found(archive):
    write_issue(entries=("A secret tunnel.",))
    index_published()
    assert search("tunnel", Filters()).total == 0


@pytest.mark.parametrize("issues", [1, 3])
def test_a_page_of_hits_takes_the_same_queries_for_one_issue_and_for_many(
    issues, django_assert_num_queries
):
    TermFactory(name="Nothing")
    for _ in range(issues):
        publish(write_issue())
    index_published()
    search("warm", Filters())
    with django_assert_num_queries(4):
        assert search("bridge", Filters()).total == issues


HOSTILE = [
    "'; DROP TABLE public_publisheditem; --",
    '"',
    'a" OR "b',
    "NEAR(a b, 5) AND heading_words : x* ^y",
    "a & b | !c <-> d:*",
    "\x00\ud7ff\uffff",
    "🙂" * 300,
    "x" * 10_000,
    "(" * 5_000,
    "%s %d {} \\",
    "-" * 300,
]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_is_only_words(archive, question):
    search(question, Filters(governorate=question))
    search(question, Filters())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(question=st.text(max_size=60))
def test_no_question_breaks_the_search(archive, question):
    search(question, Filters())


def test_a_changed_term_is_found_by_its_new_name(archive):
    term = Term.objects.get(slug="ninewa")
    TermVariantFactory(term=term, text="Ninawa")
    term.save()
    index_published()
    assert entries("Ninawa") == [0, 1]


def test_of_very_many_hits_the_newest_are_ranked_and_the_others_follow_by_day(archive, monkeypatch):
    everything = search("crossings", Filters(), order=Order.NEWEST).hits
    monkeypatch.setattr(finding, "MOST_RANKED", 2)
    monkeypatch.setattr(finding, "PAGE", 2)
    pages = [search("crossings", Filters(), page=number).hits for number in (1, 2, 3)]
    found = [hit.item.pk for page in pages for hit in page]
    newest = [hit.item.pk for hit in everything]
    assert sorted(found[:2]) == sorted(newest[:2])
    assert found[2:] == newest[2:]
