"""What editors type is cleaned once, and stays the same for ever after."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.rendering.html import DEEPEST, LONGEST, TooLong, clean, from_plain_text, plain_text
from bulletins.rendering.marks import MARKS

PIECES = [
    "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "</ul>", "<li>", "</li>", "<br>", "<div>",
    "<script>", "</script>", "<style>", "<!--", "-->", "<svg>", "<math>", "</svg>", "&lt;", "&amp;",
    "<a href='javascript:alert(1)'>", "<a href='https://example.org/?a=1&b=2'>", "</a>", "<a>",
    "<img src=x onerror=alert(1)>", "<img src='/media/figures/a.png' alt='A \"map'>", "<figure>",
    "<span dir='rtl' lang='ar'>", "<span dir='auto'>", "</span>", "<blockquote>", "</blockquote>",
    " ", "\u00a0", "\x00", "words", "“quoted”", "كركوك", "<", ">", '"', "'", "<p onclick='x'>",
    "<template>", "<noscript>", "<textarea>", "<table><td>", "<iframe src=//x>", "<title>",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(soup)
def test_cleaning_twice_changes_nothing(html):
    once = clean(html)
    assert clean(once) == once


@settings(max_examples=300, deadline=None)
@given(soup)
def test_only_the_bulletins_marks_come_out(html):
    found = Marks.of(clean(html))
    for tag, attributes in found:
        assert tag in MARKS
        assert set(attributes) <= MARKS[tag]
        assert not attributes.get("href", "").lower().startswith(("javascript:", "data:", "//"))
        assert attributes.get("src", "/media/figures/").startswith("/media/figures/")


def test_bold_and_italic_of_word_processors_become_the_bulletins_own():
    assert clean("<p><b>Mosul</b> and <i>Hit</i></p>") == (
        "<p><strong>Mosul</strong> and <em>Hit</em></p>"
    )


def test_scripts_go_with_their_content_and_unknown_marks_leave_their_text():
    assert clean("<div>Kept<script>gone()</script> <u>too</u></div>") == "Kept too"


def test_nesting_is_cut_where_the_pdf_engine_would_fail():
    deep = "<blockquote>" * 3000 + "text" + "</blockquote>" * 3000
    assert clean(deep).count("<blockquote>") == DEEPEST


def test_too_long_a_text_is_refused_whole():
    with pytest.raises(TooLong, match="Nothing was saved or cut"):
        clean("x" * (LONGEST + 1))


def test_a_picture_is_kept_only_from_our_own_store():
    ours = '<figure><img src="/media/figures/2017/a.png" alt="A bridge"></figure>'
    assert clean(ours) == ours
    for other in ("https://example.org/a.png", "/media/figures/../secret", "data:image/png,"):
        assert clean(f'<figure><img src="{other}"></figure>') == "<figure></figure>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<ul><li>One</li><li>Two</li></ul>", "• One\n\n• Two"),
        ("<ul><li><p>One</p></li><li><p>Two</p><p>more</p></li></ul>", "• One\n\n• Two\n\nmore"),
        ("<ul><li></li><li>Two</li></ul>", "• Two"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 < 6 & 7"),
    ],
)
def test_plain_text_keeps_paragraphs_breaks_and_bullets(html, text):
    assert plain_text(html) == text


def test_plain_paragraphs_become_html_and_come_back():
    text = "One < two.\n\nThree & four."
    assert from_plain_text(text) == "<p>One &lt; two.</p><p>Three &amp; four.</p>"
    assert plain_text(from_plain_text(text)) == text


class Marks:
    """Tags and attributes of a piece of HTML, read by another parser than the one under test."""

    @staticmethod
    def of(html):
        import tinyhtml5

        tree = tinyhtml5.parse(f"<!doctype html><body>{html}", namespace_html_elements=False)
        return [(node.tag, node.attrib) for node in tree.find("body").iter() if node.tag != "body"]
