"""A replacement goes exactly where the finding points, or nowhere."""

import pytest

from bulletins.preflight.fixes import CannotFix, in_html
from bulletins.rendering.html import plain_text


def fix(html, wrong, replacement, nth=0):
    text = plain_text(html)
    start = -1
    for _ in range(nth + 1):
        start = text.index(wrong, start + 1)
    return in_html(html, start=start, end=start + len(wrong), replacement=replacement)


def test_marks_around_the_words_stay():
    html = "<p>He <strong>recieved</strong> it.</p>"
    assert fix(html, "recieved", "received") == "<p>He <strong>received</strong> it.</p>"


def test_the_right_one_of_several_is_replaced():
    html = "<p>the the road, the the bridge</p>"
    assert fix(html, "the the", "the", nth=1) == "<p>the the road, the bridge</p>"


def test_entities_count_as_the_letters_they_are():
    html = "<p>Fire &amp; smoke at 5-7 sites</p>"
    assert fix(html, "-", "–") == "<p>Fire &amp; smoke at 5–7 sites</p>"


def test_a_missing_space_is_put_in():
    html = "<p>It ended in 2018.Talks go on.</p>"
    assert fix(html, ".T", ". T") == "<p>It ended in 2018. Talks go on.</p>"


def test_a_replacement_is_text_never_markup():
    assert fix("<p>a b</p>", "b", "<b>") == "<p>a &lt;b&gt;</p>"


def test_words_with_a_mark_inside_are_left_to_a_person():
    with pytest.raises(CannotFix):
        fix("<p>north<em>wets</em> of Kirkuk</p>", "northwets", "northwest")


def test_lists_and_line_breaks_do_not_confuse_the_count():
    html = "<p>One.</p>\n<ul>\n\t<li>on on foot</li>\n</ul>"
    assert fix(html, "on on", "on") == "<p>One.</p>\n<ul>\n\t<li>on foot</li>\n</ul>"
