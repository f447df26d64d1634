"""Figures are read from prose, and contradictions between them found."""

import pytest

from bulletins.preflight.figures import figures
from tests.preflight.writing import content, entry, excerpts, find, incident, section


@pytest.mark.parametrize(
    ("text", "low", "high", "noun", "harm"),
    [
        ("killed 15 militants", 15, 15, "militants", "killed"),
        ("At least seven people were injured.", 7, 7, "people", "injured"),
        ("some 850,000 residents fled", 850_000, 850_000, "people", ""),
        ("between four and seven gunmen died", 4, 7, "militants", "killed"),
        ("4–7 soldiers were wounded", 4, 7, "soldiers", "injured"),
        ("1.5 million people", 1_500_000, 1_500_000, "people", ""),
        ("twenty-one houses", 21, 21, "houses", ""),
        ("three hundred families", 300, 300, "families", ""),
        ("wounding another 12", 12, 12, "", "injured"),
        ("two of them were killed", 2, 2, "", "killed"),
    ],
)
def test_a_figure_has_a_range_a_noun_and_a_harm(text, low, high, noun, harm):
    (figure,) = figures(text)
    assert (figure.low, figure.high, figure.noun, figure.harm) == (low, high, noun, harm)


@pytest.mark.parametrize(
    "text",
    ["On July 21, nothing happened.", "July 17 – 20", "in 2014", "the 110th Brigade", "F-16"],
)
def test_dates_years_and_names_are_no_figures(text):
    assert figures(text) == []


def test_killed_and_injured_in_one_sentence_are_told_apart():
    found = figures("The blast killed 3 and injured at least 11 others near a market.")
    assert [(figure.low, figure.harm) for figure in found] == [(3, "killed"), (11, "injured")]


def test_a_summary_that_contradicts_its_entries_is_found_with_the_right_figure():
    issue = content(
        section(
            "Mosul Families Return",
            "Some 4,000 families returned to western Mosul this week.",
            entry("On July 24, officials said that 3,000 families returned to western Mosul."),
        )
    )
    (finding,) = find("figures-takeaway", issue)
    assert (finding.excerpt, finding.suggestion) == ("4,000", "3,000")
    assert finding.severity == "must fix"


def test_a_rounded_range_does_not_contradict():
    issue = content(
        section(
            "Clashes near Hawija",
            "Clashes near Hawija killed 10 to 15 militants.",
            entry("On July 24, clashes near Hawija killed 12 militants."),
        )
    )
    assert find("figures-takeaway", issue) == []


def test_prose_is_held_against_the_record_of_its_day_and_place():
    story = entry("On July 24, a bomb in Hit killed two people and injured nobody.")
    issue = content(
        section("", "", story),
        incidents=(incident("2017-07-24", "Hit, 70 km west of Ramadi", 1, 0),),
    )
    assert excerpts("figures-record", issue) == ["two"]


@pytest.mark.parametrize(
    ("day", "location", "deaths"),
    [
        ("2017-07-24", "Hit, 70 km west of Ramadi", 2),  # agrees
        ("2017-07-23", "Hit, 70 km west of Ramadi", 1),  # another day
        ("2017-07-24", "Ramadi", 1),  # another place
        ("2017-07-24", "Hit, 70 km west of Ramadi", None),  # unknown
    ],
)
def test_rows_of_other_days_places_or_unknown_tolls_contradict_nothing(day, location, deaths):
    story = entry("On July 24, a bomb in Hit killed two people.")
    issue = content(section("", "", story), incidents=(incident(day, location, deaths, 0),))
    assert find("figures-record", issue) == []


def test_totals_of_the_week_are_added_up():
    story = entry("On July 24, police counted 3 bombings this week, which killed 9 people in all.")
    rows = [incident("2017-07-24", name, 2, 0) for name in ("Hit", "Ramadi", "Taji")]
    issue = content(section("", "", story), incidents=tuple(rows))
    (finding,) = find("figures-totals", issue)
    assert (finding.excerpt, finding.replacement) == ("9", "6")


def test_the_same_count_in_two_sections_has_to_agree():
    one = section("", "", entry("On July 24, UNHCR said 850,000 people from Mosul are displaced."))
    two = section("", "", entry("On July 25, UNHCR said 580,000 people from Mosul are displaced."))
    assert excerpts("figures-across", content(one, two)) == ["580,000"]


def test_a_running_toll_cannot_fall_from_week_to_week():
    before = content(
        section("", "", entry("On July 20, 950 houses in Sinjar were rebuilt so far."))
    )
    now = content(section("", "", entry("On July 24, 590 houses in Sinjar were rebuilt so far.")))
    assert excerpts("figures-last-week", now, previous=before) == ["590"]
    assert find("figures-last-week", before, previous=now) == []
