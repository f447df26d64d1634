"""A whole issue as copied from the web page: every word in its place, and no doubts."""

import pytest

from bulletins.importing import readers
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.reading import Fate
from tests.importing import a_week


def read(text, name="copied.txt", **options):
    return read_issue(readers.read_bytes(text.encode(), name), **options)


@pytest.fixture(scope="module")
def week():
    return read(a_week.as_text())


def test_a_clean_issue_gives_no_doubts(week):
    assert week.doubts == []


def test_title_period_and_no_number(week):
    assert week.title == "ISHM: July 21 – 27, 2017"
    assert (str(week.period_start), str(week.period_end)) == ("2017-07-21", "2017-07-27")
    assert week.number is None


def test_takeaways_and_their_sections(week):
    expected = a_week.sections()
    assert [t.headline for t in week.takeaways] == [s["headline"] for s in expected]
    assert [t.heading for t in week.takeaways] == [s["headline"] for s in expected]
    assert [t.summary for t in week.takeaways] == [a_week.one_line(s["summary"]) for s in expected]
    assert [len(t.entries) for t in week.takeaways] == [8, 4, 12, 8, 8, 5]


def test_entries_keep_their_words_and_have_their_dates(week):
    expected = [entry for section in a_week.sections() for entry in section["entries"]]
    assert [e.text for e in week.entries] == [a_week.one_line(e["body"]) for e in expected]
    assert [e.event_date for e in week.entries] == [e["event_date"] for e in expected]
    assert {e.event_date_end for e in week.entries} == {None}


def test_glued_cells_come_apart(week):
    read_rows = [
        (i.event_date, i.location, i.deaths.low, i.deaths.high, i.injuries.low, i.injuries.high)
        for i in week.incidents
    ]
    assert read_rows == [
        (i["event_date"], i["location"], *[i["deaths"]] * 2, *[i["injuries"]] * 2)
        for i in a_week.incidents()
    ]
    assert len(read_rows) == 17


def test_furniture_is_recognized_by_name(week):
    dropped = week.ledger.blocks_that_were(Fate.FURNITURE)
    assert [week.ledger.verdicts[block.index].as_what for block in dropped] == [
        "reference guide line",
        "table heading",
        "map note",
        "source line",
        "subscribe line",
        "print button",
    ]


def test_every_paragraph_is_accounted_for(week):
    assert sorted(week.ledger.verdicts) == [b.index for b in week.ledger.document.blocks]


def test_typing_slips_survive():
    slip = "On July 22, the  the council met.It agreed ad- Din was  quiet.\u00a0 Nothing else"
    text = a_week.as_text().replace(a_week.TABLE_HEADING, f"{slip}\n\n{a_week.TABLE_HEADING}")
    assert read(text).entries[-1].text == slip


def test_text_that_was_not_understood_is_reported_with_its_place():
    reading = read(a_week.as_text() + "\nA line from nowhere that nobody knows.\n")
    (doubt,) = reading.doubts
    assert (doubt.check, doubt.where[:5]) == ("not-understood", "line ")
    assert "A line from nowhere that nobody knows." in doubt.message


def test_a_letter_is_not_a_bulletin():
    with pytest.raises(NotABulletin, match="does not look like an issue"):
        read("Dear Sir,\n\nPlease find our offer for toner enclosed.\n\nYours,\nA. Seller\n")
