"""An entry that came from a daily and says otherwise than the daily does now."""

from datetime import UTC, date, datetime

import pytest

from bulletins.issues import promotion
from bulletins.preflight import draft, engine, services
from bulletins.preflight.checks import BY_ID
from bulletins.preflight.draft import Promoted
from bulletins.tracker import services as dailies
from tests.issues.factories import IssueFactory, TakeawayFactory
from tests.preflight.writing import content, entry, lexicon, section
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory

AT = datetime(2017, 7, 24, 18, tzinfo=UTC)
DAILY = (
    "On July 23, ISIS fighters shelled three checkpoints north of Bashir and did not take "
    "the bridge at Alwad. Residents of the town fled toward Kirkuk."
)


def told(text, daily=DAILY, *, day="2017-07-23", check):
    """The words the check points at, and what it says."""
    promoted = Promoted(
        place="entry:1",
        compared=daily,
        now=daily,
        first_day=date(2017, 7, 23),
        last_day=date(2017, 7, 24),
    )
    read = draft.read(content(section("", "", entry(text, day))), promoted=(promoted,))
    found = engine.run(read, lexicon(), checks=(BY_ID[check],)).findings
    return [one.message for one in found]


CHECKS = ["daily-days", "daily-dates", "daily-names", "daily-sides", "daily-claims"]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    "text",
    [
        DAILY,
        # Shorter, in another order, with a source and in the editor's own words.
        "Reuters said that ISIS shelled checkpoints north of Bashir on July 23.",
        "On July 23, residents fled. ISIS fighters shelled checkpoints and never took the bridge.",
        # Other sentences tell other things.
        "On July 23, the river gauges at Hit were read for the first time.",
    ],
)
def test_what_agrees_is_left_alone(text, check):
    assert told(text, check=check) == []


def test_another_date_in_the_same_sentence():
    text = DAILY.replace("July 23", "July 22")
    assert told(text, check="daily-dates") == ["July 22 here, July 23 in the daily."]


@pytest.mark.parametrize(
    ("day", "count"), [("2017-07-23", 0), ("2017-07-24", 0), ("2017-07-25", 1), (None, 0)]
)
def test_an_entry_of_a_day_the_daily_does_not_have(day, count):
    found = told(DAILY, day=day, check="daily-days")
    says = "Dated July 25 here; the daily it came from is of July 23 and July 24"
    assert [one.removesuffix(" and names no such day.") for one in found] == count * [says]


def test_an_earlier_day_the_daily_itself_names_is_right():
    daily = DAILY + " On July 20, they had tried the same."
    assert told("They had tried it.", daily, day="2017-07-20", check="daily-days") == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Bashir", "Tikrit", "“Tikrit” here, “Bashir” in the daily."),
        ("ISIS", "JRTN", "“JRTN” here, “ISIS” in the daily."),
        ("Kirkuk", "Erbil", "“Erbil” here, “Kirkuk” in the daily."),
    ],
)
def test_another_place_or_group_for_the_dailys(old, new, says):
    assert told(DAILY.replace(old, new), check="daily-names") == [says]


def test_another_spelling_is_no_other_place():
    assert told(DAILY.replace("Bashir", "Basheer"), check="daily-names") == []


def test_the_other_side_of_a_place():
    assert told(DAILY.replace("north of", "south of"), check="daily-sides") == [
        "“south of Bashir” here, “north of Bashir” in the daily."
    ]


def test_the_opposite_claim():
    (says,) = told(DAILY.replace("did not take", "took"), check="daily-claims")
    assert says == "One of the two says “not” and the other does not."


@pytest.mark.django_db
def test_a_daily_corrected_after_the_reading_is_read_again(cast):
    item = TrackerItemFactory(
        update=DailyUpdateFactory(date_start=date(2017, 7, 23), date_end=date(2017, 7, 23)),
        body="<p>On July 23, a bomb in Hit killed two people at the market.</p>",
    )
    dailies.publish_daily(update=item.update, at=AT)
    promoted = promotion.promote_item(item=item, by=cast.editor, at=AT)
    issue = IssueFactory(number=122)
    promoted.takeaway = TakeawayFactory(issue=issue)
    promoted.save()

    def found():
        report = services.current_report(issue=issue, at=AT)
        names = {one.check for one in services.open_findings(report)}
        return {name for name in names if name.startswith("daily-")}

    assert found() == set()
    item.body = "<p>On July 23, a bomb in Hit killed three people at the market.</p>"
    item.save()
    dailies.correct_daily(update=item.update, note="Three were killed.", at=AT)
    assert found() == {"daily-corrected", "daily-figures"}
    promotion.settle(entry=promoted)
    assert found() == {"daily-figures"}
