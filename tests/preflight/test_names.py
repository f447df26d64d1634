"""Names: offices with their time, and what is never taken for another spelling."""

from datetime import date

import pytest

from bulletins.preflight.lexicon import Name
from bulletins.preflight.names import may_be_one
from tests.preflight.writing import excerpts, issue_of

MINISTER = Name("Minister of Defense", "Irfan al-Hayali", is_role=True, valid_from=date(2018, 1, 1))
PRESIDENT = Name("President of Iraq", "Fuad Masum", is_role=True, valid_to=date(2016, 12, 31))


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("Minister of Defense Hayali spoke.", MINISTER, "Minister of Defense Hayali"),
        ("Defense Minister Hayali spoke.", MINISTER, "Defense Minister Hayali"),
        ("President Fuad Masum spoke.", PRESIDENT, "President Fuad Masum"),
        ("Former president Fuad Masum spoke.", PRESIDENT, None),
        ("President Putin met Fuad Masum.", PRESIDENT, None),
    ],
)  # fmt: skip
def test_an_office_is_checked_in_each_way_it_is_said(text, role, found):
    assert excerpts("terms-dates", issue_of(text), role) == ([found] if found else [])


OLD = Name("Saddam City", "Saddam City", valid_to=date(2003, 4, 9))
NEW = Name("Wisdom Movement", "Wisdom Movement", valid_from=date(2017, 7, 25))
TWICE = Name("Wisdom Movement", "Wisdom Movement", valid_to=date(2017, 7, 24))


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("A market in Saddam City reopened.", [OLD], ["Saddam City"]),
        ("A market in the former Saddam City reopened.", [OLD], []),
        ("Members of the Wisdom Movement met.", [NEW], ["Wisdom Movement"]),
        ("Members of what was later called “Wisdom Movement” met.", [NEW], []),
        ("Members of the Wisdom Movement met.", [NEW, TWICE], []),
        ("Members of the Wisdom Movements met.", [NEW], []),
    ],
)  # fmt: skip
def test_a_name_is_right_only_in_its_time(text, names, found):
    assert excerpts("names-dates", issue_of(text), *names) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maliki", "Malaki"), ("Nasiriyah", "Nassiriya"), ("Qayyarah", "Qayara"),
        ("Moqtada", "Muqtada"), ("Khanaqin", "Khanaquin"), ("Zubaidi", "Zubaydi"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_recognized(one, other):
    assert may_be_one(one, other)
    assert may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iraq", "Iraqi"), ("Kurdistan", "Kurdish"), ("Hamid", "Hamida"), ("Karbala", "Kirkuk"),
        ("Anbar", "Akbar"), ("Hamdani", "Hamdaniya"), ("Basra", "Basra"), ("Turkmen", "Turkmens"),
    ],
)  # fmt: skip
def test_different_names_are_left_alone(one, other):
    assert not may_be_one(one, other)
