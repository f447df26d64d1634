"""The card of an issue: one picture of the size other sites expect, whatever the issue holds."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from bulletins.issues import documents
from bulletins.issues.models import Rendition
from tests.issues.content import edition, entry, takeaway
from tests.issues.test_bad_input import CASES

FOOT = 556  # the dark band below the words begins here


def card(**changes):
    return Image.open(BytesIO(documents.draw(edition(**changes), Rendition.Kind.CARD_PNG)))


def six(headline):
    return {"takeaways": [takeaway(number, headline, entries=[entry()]) for number in range(6)]}


def words_of(picture):
    """The box of what is written left of the map, above the foot."""
    left = picture.convert("RGB").crop((0, 0, 660, FOOT))
    paper = Image.new("RGB", left.size, left.getpixel((0, 0)))
    return ImageChops.difference(left, paper).getbbox()


@pytest.mark.parametrize("case", [*CASES])
def test_a_card_has_the_size_other_sites_expect(case):
    assert card(**CASES[case]).size == (1200, 630)


def test_the_same_edition_makes_the_same_card():
    first, second = (documents.draw(edition(), Rendition.Kind.CARD_PNG) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("headline", ["Bridge Opens", "Long Words Follow " * 4, "Long Words " * 27])
def test_the_words_stay_above_the_foot(headline):
    _, top, _, bottom = words_of(card(**six(headline)))
    assert top > 50
    assert bottom < FOOT - 20


def test_a_card_is_light_enough_for_a_weak_connection():
    assert len(documents.draw(edition(), Rendition.Kind.CARD_PNG)) < 150_000
