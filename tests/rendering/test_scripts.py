"""Arabic and Kurdish phrases say their direction and language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.rendering.html import clean, plain_text
from bulletins.rendering.scripts import mark_phrases, phrases, turn_blocks

RTL = '<span dir="rtl" lang="ar">{}</span>'
CKB = '<span dir="rtl" lang="ckb">{}</span>'


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>Only English.</p>", "<p>Only English.</p>"),
        ("<p>the كركوك road</p>", f"<p>the {RTL.format('كركوك')} road</p>"),
        ("<p>صلاح الدين and هێز</p>", f"<p>{RTL.format('صلاح الدين')} and {CKB.format('هێز')}</p>"),
        ("<p>عام 2017 م, then</p>", f"<p>{RTL.format('عام 2017 م')}, then</p>"),
        # One phrase cut by a mark stays one phrase.
        (
            "<p>of عصائب <strong>أهل</strong> الحق now</p>",
            f"<p>of {RTL.format('عصائب <strong>أهل</strong> الحق')} now</p>",
        ),
        (
            "<p><em>عصائب</em> أهل</p>",
            f"<p>{RTL.format('<em>عصائب</em> أهل')}</p>",
        ),
        # A mark that begins before the phrase stays around it.
        ("<p><em>the كركوك</em></p>", f"<p><em>the {RTL.format('كركوك')}</em></p>"),
        ("<p><em>كركوك road</em></p>", f"<p><em>{RTL.format('كركوك')} road</em></p>"),
        # What an editor has marked already, and what is no text, stays as it is.
        *[
            (html, html)
            for html in [
                '<p><span dir="rtl" lang="fa">تهران</span></p>',
                '<p><a href="https://x.org/كركوك">here</a></p>',
            ]
        ],
    ],
)
def test_each_phrase_is_marked_once(html, marked):
    assert mark_phrases(html) == marked
    assert mark_phrases(marked) == marked


def test_plain_text_is_escaped_and_marked():
    assert phrases("كركوك < Kirkuk") == f"{RTL.format('كركوك')} &lt; Kirkuk"


PIECES = ["<p>", "</p>", "<strong>", "</strong>", "<em>", "</em>", "كركوك", "هێز", " ", "word", "7"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_marking_keeps_every_word_and_is_done_once(html):
    before = clean(html)
    after = mark_phrases(before)
    assert plain_text(after) == plain_text(before)
    assert mark_phrases(after) == after
    assert clean(after) == after


@pytest.mark.parametrize(
    ("html", "turned"),
    [
        ("<p>قال: «نعم»!</p>", '<p dir="rtl" lang="ar">'),
        ("<blockquote><p>هێز <em>هێز</em>.</p></blockquote>", '<p dir="rtl" lang="ckb">'),
        ("<ul><li>نعم</li><li>no</li></ul>", '<li dir="rtl" lang="ar">'),
    ],
)
def test_a_paragraph_in_arabic_script_alone_runs_from_the_right(html, turned):
    made = turn_blocks(mark_phrases(html))
    assert made.count(turned) == 1
    assert made.count("dir=") == 1 + mark_phrases(html).count("dir=")
    assert plain_text(made) == plain_text(html)


@pytest.mark.parametrize("html", ["<p>Kirkuk كركوك</p>", "<p>12</p>", "<p>كركوك é</p>", "<p></p>"])
def test_a_paragraph_with_other_letters_runs_as_before(html):
    assert turn_blocks(mark_phrases(html)) == mark_phrases(html)
