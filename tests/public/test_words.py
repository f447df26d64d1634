"""Words as the index holds them."""

import pytest

from bulletins.public.search.words import indexed, words


@pytest.mark.parametrize(
    ("written", "filed"),
    [
        ("Militants", "milit"),
        ("militant’s", "milit"),
        ("Ba’quba", "baquba"),
        ("Ba'quba", "baquba"),
        ("U.S.-led", "us led"),
        ("Médecins", "medecin"),
        ("Salah ad-Din", "salah ad din"),
        ("48,000", "48 000"),
        ("الأنبار", "انبار"),
        ("الانبار", "انبار"),
        ("والأنبار", "انبار"),
        ("مُحَمَّد", "محمد"),
        ("کوردستان", "كوردستان"),
        ("", ""),
        ("– … !? \x00 🙂", ""),
    ],
)
def test_a_word_is_folded_and_cut_to_its_stem(written, filed):
    assert indexed(written) == filed


def test_every_word_keeps_its_place_in_the_text():
    text = "On Monday, Iraq’s army"
    assert [(text[start:end], stem) for start, end, stem in words(text)] == [
        ("On", "on"),
        ("Monday", "monday"),
        ("Iraq’s", "iraq"),
        ("army", "armi"),
    ]


def test_a_word_without_end_is_cut():
    assert len(indexed("a" * 10_000)) == 40
