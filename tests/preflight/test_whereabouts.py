"""Where the text puts a town, against the gazetteer."""

import pytest

from bulletins.preflight import draft, engine
from bulletins.preflight.checks import BY_ID
from bulletins.preflight.corpus import LEXICON
from tests.preflight.writing import content, incident, issue_of


def told(issue):
    outcome = engine.run(draft.read(issue), LEXICON, checks=(BY_ID["whereabouts"],))
    return [(one.excerpt, one.message) for one in outcome.findings]


@pytest.mark.parametrize(
    ("text", "excerpt", "message"),
    [
        ("A clash in Hillah, in Anbar Province.", "Anbar", "Hillah is in Babil, not in Anbar."),
        (
            "The march in Amarah, the capital of Wasit Province, began.",
            "Amarah, the capital of Wasit Province",
            "The capital of Wasit is Kut.",
        ),
        (
            "Baladruz, east of Baqubah in Wasit Province, was hit.",
            "Wasit",
            "Baladruz is in Diyala, not in Wasit.",
        ),
        (
            "The airport of Tal Afar, east of Mosul, was retaken.",
            "Tal Afar, east of Mosul",
            "Tal Afar lies west of Mosul, about 61 km away on the map.",
        ),
    ],
)
def test_a_town_in_the_wrong_place_is_told(text, excerpt, message):
    assert told(issue_of(text)) == [(excerpt, message)]


@pytest.mark.parametrize(
    "text",
    [
        "A clash in Hillah, in Babil Province.",
        "A patrol west of Mosul, in Salah ad-Din Province, came under fire.",
        "Nasiriyah, the capital of Dhi Qar Province, was calm.",
        "Tal Afar, 63 km west of Mosul, was calm.",
        "Tal Afar, 80 km northwest of Mosul by road, was calm.",
        "The village of Rabia, in Anbar Province, was calm.",
        "Families fled from Mosul in Ninewa Province.",
    ],
)
def test_a_town_in_its_place_passes(text):
    assert told(issue_of(text)) == []


def test_a_row_of_the_record_may_name_another_place_of_that_name():
    """Wrong in direction and in distance: this is not the town the gazetteer knows."""
    near, far = (incident("2017-07-24", f"Hawija, {km} of Kirkuk", 0, 1) for km in
                 ("55 km east", "300 km east"))  # fmt: skip
    assert told(content(incidents=(far,))) == []
    assert told(content(incidents=(near,))) == [
        ("Hawija, 55 km east of Kirkuk", "Hawija lies west of Kirkuk, about 59 km away on the map.")
    ]
