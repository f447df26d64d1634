"""The asked-for words, marked."""

import re

from bulletins.public.search.marking import Piece, marked, snippet


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


def test_every_form_of_a_word_is_marked():
    assert shown(marked("A bridge, two Bridges.", [("bridg",)])) == "A [bridge], two [Bridges]."


def test_a_phrase_is_marked_as_one():
    assert shown(marked("the old bridge", [("bridg",), ("old", "bridg")])) == "the [old bridge]"


def test_a_short_text_is_shown_whole():
    assert shown(snippet("One bridge.", [("bridg",)])) == "One [bridge]."


def test_a_long_text_is_shown_around_the_first_mark():
    text = "word " * 100 + "bridge " + "word " * 100
    pieces = snippet(text.strip(), [("bridg",)])
    assert pieces[0] == Piece("… ")
    assert Piece("bridge", is_marked=True) in pieces
    assert pieces[-1] == Piece(" …")
    assert 200 < len(shown(pieces)) < 280


def test_the_part_that_has_all_the_words_is_shown():
    text = "Mosul " + "word " * 100 + "a bridge near Mosul " + "word " * 100
    pieces = snippet(text.strip(), [("mosul",), ("bridg",)])
    assert "a [bridge] near [Mosul]" in shown(pieces)


def test_of_words_far_apart_each_is_shown():
    text = "word " * 60 + "Mosul " + "word " * 100 + "bridge " + "word " * 60
    text = shown(snippet(text.strip(), [("mosul",), ("bridg",)]))
    assert re.fullmatch(r"… [\w ]+\[Mosul\][\w ]+ … [\w ]+\[bridge\][\w ]+ …", text)
    assert 200 < len(text) < 290


def test_without_a_mark_the_beginning_is_shown():
    assert shown(snippet("word " * 100, [("bridg",)])).startswith("word word")


def test_a_text_without_spaces_is_cut_all_the_same():
    assert len(shown(snippet("x" * 5_000, []))) < 300
