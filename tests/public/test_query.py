"""What a reader typed, understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.public.search.query import Clause, Query, parse
from bulletins.public.search.spellings import grouped

SPELLINGS = grouped([["Islamic State", "ISIS", "Da’esh"], ["Ninewa", "Nineveh"]])
ISIS = Clause((("daesh",), ("isi",), ("islam", "state")))
NINEWA = Clause((("nineveh",), ("ninewa",)))


def clause(*stems):
    return Clause((stems,))


def test_words_must_all_be_there():
    assert parse("old bridges") == Query((clause("old"), clause("bridg")))


def test_a_name_is_asked_for_in_all_its_spellings():
    assert parse("daesh ninewa", SPELLINGS) == Query((ISIS, NINEWA))


def test_a_name_of_several_words_is_recognized():
    assert parse("islamic state bridges", SPELLINGS) == Query((ISIS, clause("bridg")))


def test_half_a_name_is_a_plain_word():
    assert parse("islamic bridges", SPELLINGS) == Query((clause("islam"), clause("bridg")))


def test_quoted_words_are_taken_exactly():
    assert parse('"Islamic State"', SPELLINGS) == Query((clause("islam", "state"),))
    assert parse("“old bridges”") == Query((clause("old", "bridg"),))


def test_a_quotation_mark_without_its_pair_quotes_the_rest():
    assert parse('river "old bridge') == Query((clause("river"), clause("old", "bridg")))


def test_a_minus_excludes_a_word_or_a_phrase():
    assert parse('river -bridge -"old town"') == Query(
        (clause("river"),), (clause("bridg"), clause("old", "town"))
    )


def test_an_excluded_name_is_excluded_in_all_its_spellings():
    assert parse("-daesh", SPELLINGS) == Query((), (ISIS,))


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert parse("pro-ISIS") == Query((clause("pro"), clause("isi")))


def test_asking_twice_is_asking_once():
    assert parse("bridge bridges bridge") == Query((clause("bridg"),))


def test_no_words_are_no_question():
    for text in ("", "   ", "-", '""', '-""', "!?&|()*:", "\x00", "🙂"):
        assert parse(text).is_empty


@given(st.text(max_size=400))
def test_any_text_is_a_query_of_letters_and_digits(text):
    query = parse(text, SPELLINGS)
    for asked in query.wanted + query.unwanted:
        assert asked.phrases
        assert all(stem.isalnum() for phrase in asked.phrases for stem in phrase)


def test_ten_thousand_characters_are_cut():
    assert len(parse("word" + "x " * 5_000).wanted) <= 16


PLACES = grouped([["Mosul", "Hadba"]], places=[["Sulaymaniyah", "Slemani"], ["Mosul", "Al Mawsil"]])


@pytest.mark.parametrize("spelled", ["sulaimania", "sulaymaniya", "sulaimaniah"])
def test_a_place_is_asked_for_by_its_names_however_it_was_romanized(spelled):
    asked = {(spelled,), ("slemani",), ("sulaymaniyah",)}
    assert parse(spelled, PLACES).wanted == (Clause(tuple(sorted(asked))),)


def test_a_place_goes_by_its_names_in_the_guide_and_in_the_gazetteer():
    names = Clause((("al", "mawsil"), ("hadba",), ("mosul",)))
    assert parse("Mosul", PLACES).wanted == (names,)


def test_a_short_word_is_not_taken_for_a_place_by_its_sound():
    assert parse("heat", grouped([], places=[["Hit", "هيت"]])).wanted == (clause("heat"),)
