"""Which words went and which came; and two people's changes made into one text."""

from hypothesis import given
from hypothesis import strategies as st

from bulletins.revisions.compare import Merged, Piece, blocks, html_words, merge, words

BASE = "<p>One.</p><p>Two.</p><p>Three.</p>"


def test_changed_words_are_marked_and_the_rest_is_not():
    assert words("Four were hurt in Hit.", "Five were hurt in Hit.") == [
        Piece("gone", "Four"),
        Piece("new", "Five"),
        Piece("same", " were hurt in Hit."),
    ]


def test_texts_of_html_are_compared_as_words():
    assert html_words("<p>A <strong>b</strong></p>", "<p>A b</p>") == [Piece("same", "A b")]


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_read_back_from_the_pieces(old, new):
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_a_long_text_costs_no_more_than_its_changed_part():
    paragraphs = [f"Paragraph {number} of a long text about roads." for number in range(4000)]
    old = "\n\n".join(paragraphs)
    new = old.replace("Paragraph 2000 of", "Paragraph 2000 in")
    assert [piece.kind for piece in words(old, new)] == ["same", "gone", "new", "same"]


def test_outermost_elements_stay_whole():
    html = "<p>A &amp; b<br>c</p><ul><li>x</li></ul>"
    assert blocks(html) == ["<p>A &amp; b<br>c</p>", "<ul><li>x</li></ul>"]


def test_changes_to_different_paragraphs_come_together():
    yours = "<p>One, mine.</p><p>Two.</p><p>Three.</p>"
    theirs = "<p>One.</p><p>Two.</p><p>Three, theirs.</p><p>Four.</p>"
    expected = "<p>One, mine.</p><p>Two.</p><p>Three, theirs.</p><p>Four.</p>"
    assert merge(base=BASE, yours=yours, theirs=theirs) == Merged(expected, is_certain=True)


def test_changes_to_different_words_of_one_paragraph_come_together():
    base = "<p>On Friday, the <em>old</em> bridge &amp; the gauge were repaired.</p>"
    yours = base.replace("Friday", "July 21")
    theirs = base.replace("repaired.", "repaired. Nobody was hurt.")
    expected = yours.replace("repaired.", "repaired. Nobody was hurt.")
    assert merge(base=base, yours=yours, theirs=theirs) == Merged(expected, is_certain=True)


def test_words_that_would_come_together_in_broken_marks_both_stay():
    base = "<p>The old bridge stands.</p>"
    yours = "<p>The <strong>old bridge</strong> stands.</p>"
    theirs = "<p>The old <em>bridge stands</em>.</p>"
    assert merge(base=base, yours=yours, theirs=theirs) == Merged(theirs + yours, is_certain=False)


def test_changes_to_the_same_words_both_stay():
    yours = "<p>One.</p><p>Two, mine.</p><p>Three.</p>"
    theirs = "<p>One.</p><p>Two, theirs.</p><p>Three.</p>"
    expected = "<p>One.</p><p>Two, theirs.</p><p>Two, mine.</p><p>Three.</p>"
    assert merge(base=BASE, yours=yours, theirs=theirs) == Merged(expected, is_certain=False)


def test_the_same_change_by_both_is_made_once():
    changed = "<p>One.</p><p>Three.</p>"
    assert merge(base=BASE, yours=changed, theirs=changed) == Merged(changed, is_certain=True)
