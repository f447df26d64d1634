"""One event told twice in other words is pointed out; two events of one day are left alone."""

import pytest

from tests.preflight.writing import content, entry, find, section

SHEPHERDS = (
    "On July 24, a bomb beside a ditch in Karma killed two shepherds and injured three others of "
    "the same family, who had come back from a camp in the spring."
)
AGAIN = (
    "On July 24, police in Karma said that two men who herded sheep lost their lives to a charge "
    "hidden next to a ditch. Three relatives were injured."
)
ELSEWHERE = (
    "On July 24, a bomb on the road near Rutba killed two border guards and injured the driver of "
    "their truck, police said."
)
OTHERS = (
    "On July 24, crane drivers in the port of Umm Qasr locked their cabins and went home.",
    "On July 24, the electoral commission published the timetable of the provincial vote.",
    "On July 24, doctors confirmed 38 cases of cholera in four districts along the canal.",
    "On July 24, volunteers carried what is left of the library to a dry cellar.",
)


def retold(text, day="2017-07-24"):
    """What the check says about the text beside other news of the day."""
    rows = [entry(SHEPHERDS), *map(entry, OTHERS), entry(text, day=day)]
    return find("duplicate-retold", content(section("A Week", "A week in short.", *rows)))


def test_an_event_told_again_is_pointed_out_with_what_both_texts_have():
    [finding] = retold(AGAIN)
    assert finding.where == "Entry 6 (July 24) of “A Week”"
    assert finding.message.startswith("Entry 1 (July 24) of “A Week” seems to tell the same event")
    assert "“Karma”" in finding.message


@pytest.mark.parametrize("text", [ELSEWHERE, "On July 24, a shepherd in Karma sold his flock."])
def test_another_event_of_the_day_is_left_alone(text):
    assert retold(text) == []


def test_the_same_text_is_left_to_the_check_for_pasted_ones():
    assert retold(SHEPHERDS) == []


def test_a_report_of_another_day_is_left_alone():
    assert retold(AGAIN.replace("July 24", "July 25"), day="2017-07-25") == []
