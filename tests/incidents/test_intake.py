"""Tables of other people: shown before they are saved, doubted where they cannot be read."""

import io
import json
import re
from datetime import UTC, date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from bulletins.incidents.exchange import export
from bulletins.incidents.figures import Figure
from bulletins.incidents.intake import cells, sheets
from bulletins.incidents.intake.saving import Saved, preview, save
from bulletins.incidents.intake.sheets import CannotRead, read_lines
from bulletins.incidents.models import Incident
from bulletins.revisions.models import Revision

NOW = datetime(2017, 8, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
HEAD = "Date,Location,Killed,Injured\n"


def csv(*lines, head=HEAD):
    return (head + "\n".join(lines)).encode()


def look(*lines, head=HEAD):
    return preview(csv(*lines, head=head), today=TODAY)


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("4", Figure(4, 4)),
        (4, Figure(4, 4)),
        (4.0, Figure(4, 4)),
        ("4-7", Figure(4, 7)),
        ("4–7", Figure(4, 7)),
        ("4 to 7", Figure(4, 7)),
        ("10+", Figure(10, None)),
        ("at least 10", Figure(10, None)),
        ("more than 10", Figure(11, None)),
        (">10", Figure(11, None)),
        (">=10", Figure(10, None)),
        ("up to 7", Figure(None, 7)),
        ("0", Figure(0, 0)),
        ("", Figure(None, None)),
        (None, Figure(None, None)),
        ("unknown", Figure(None, None)),
    ],
)
def test_figures_as_people_write_them(cell, read):
    doubts = []

    assert cells.figure(cell, "deaths", doubts.append) == read
    assert doubts == []


@pytest.mark.parametrize(
    "cell", ["dozens", "-3", "7-4", "2.5", 2.5, "1O", "four", "=1+1", "12345678"]
)
def test_a_figure_that_cannot_be_read_is_unknown_and_doubted(cell):
    doubts = []

    assert cells.figure(cell, "deaths", doubts.append) == Figure(None, None)
    assert doubts == [f"“{cell}” is not a number of deaths; it was left unknown."]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2017-07-27", date(2017, 7, 27)),
        ("07/27/2017", date(2017, 7, 27)),
        ("7/27/17", date(2017, 7, 27)),
        ("July 27, 2017", date(2017, 7, 27)),
        ("27 Jul 2017", date(2017, 7, 27)),
        (datetime.fromisoformat("2017-07-27T09:00"), date(2017, 7, 27)),
        ("", None),
    ],
)
def test_days_as_people_write_them(cell, read):
    doubts = []

    assert (cells.day(cell, doubts.append), doubts) == (read, [])


@pytest.mark.parametrize("cell", ["31 February 2017", "2017-02-31", "27/07/2017", "last week"])
def test_a_day_that_is_none_is_empty_and_doubted(cell):
    doubts = []

    assert cells.day(cell, doubts.append) is None
    assert doubts == [f"“{cell}” is not a day; write it as 2017-07-27."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xff\xfe\x00d", "neither an Excel workbook"),
        (b"PK\x03\x04 no zip at all", "damaged or cut off"),
        (b"Date,Location\n2017-07-27," + b"a" * 200_000, "cannot be read"),
        (b"a,b\n1,2\n", "must name the columns"),
        (b"Date,Location\0\n", "not a table"),
    ],
)
def test_what_is_no_table_of_incidents_is_refused_whole(content, message):
    with pytest.raises(CannotRead, match=message):
        list(read_lines(content))


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def changed_workbook(part, change):
    """A sound workbook but for one part of it."""
    target = io.BytesIO()
    sound = ZipFile(io.BytesIO(workbook(["Date", "Location"], ["2017-07-27", "Taji"])))
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name in sound.namelist():
            content = sound.read(name)
            package.writestr(name, change(content) if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        (SHEET, lambda xml: xml[:200], "damaged or locked"),
        (SHEET, lambda xml: b"no XML", "damaged or locked"),
        (SHEET, lambda xml: xml.replace(b'r="2"', b'r="x"'), "damaged or locked"),
        (BOOK, lambda xml: re.sub(b"<sheet .*?/>", b"", xml), "damaged or locked"),
        (SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml, "defines entities"),
        (SHEET, lambda xml: xml + b" " * 100_000, "too large when unpacked"),
    ],
    ids=["cut", "other", "row", "no sheet", "entities", "bomb"],
)
def test_a_hostile_workbook_is_refused_whole(monkeypatch, part, change, message):
    monkeypatch.setattr(sheets, "LARGEST_BOOK", 100_000)
    with pytest.raises(CannotRead, match=message):
        list(read_lines(changed_workbook(part, change)))


def test_a_file_that_is_too_long_is_refused_before_anything_is_kept():
    with pytest.raises(CannotRead, match="more than 2 rows"):
        list(
            read_lines(
                csv("2017-07-27,Taji,1,1", "2017-07-27,Hit,1,1", "2017-07-27,Hit,1,2"), most=2
            )
        )


@pytest.mark.django_db
class TestPreview:
    def test_a_row_is_read_and_placed_and_nothing_is_saved(self):
        (row,) = look('07/27/2017,"20 km south of Fallujah",4-7,10+').proposals

        assert (row.line, row.status, row.doubts) == (2, "new", [])
        assert row.facts["deaths_low"] == 4
        assert row.facts["deaths_high"] == 7
        assert (row.facts["injuries_low"], row.facts["injuries_high"]) == (10, None)
        assert (row.facts["latitude"], row.facts["governorate"]) == (33.1692, "Anbar")
        assert not Incident.objects.exists()

    def test_swapped_coordinates_are_seen_and_not_used(self):
        (row,) = look(
            "2017-07-27,Taji,1,1,44.27,33.51", head="date,location,killed,injured,lat,lon\n"
        ).proposals

        assert row.doubts == [
            (
                "The point lies outside Iraq; latitude and longitude seem to be swapped. "
                "It was left out."
            )
        ]
        assert (row.facts["latitude"], row.facts["method"]) == (33.51, "place")

    def test_a_point_abroad_is_not_used(self):
        (row,) = look(
            "2017-07-27,nowhere,1,1,48.2,16.4", head="date,location,killed,injured,lat,lon\n"
        ).proposals

        assert row.doubts[0] == "The point lies outside Iraq. It was left out."
        assert row.facts["latitude"] is None

    def test_a_given_point_is_kept(self):
        (row,) = look(
            "2017-07-27,Taji,1,1,33.6,44.3", head="date,location,killed,injured,lat,lon\n"
        ).proposals

        assert (row.facts["latitude"], row.facts["method"], row.facts["governorate"]) == (
            33.6, "given", "Baghdad",
        )  # fmt: skip

    def test_an_arabic_place_is_placed_and_kept_as_written(self):
        (row,) = look("2017-07-27,الفلوجة,1,1").proposals

        assert (row.facts["location"], row.facts["governorate"]) == ("الفلوجة", "Anbar")

    def test_an_empty_location_is_doubted_and_an_empty_row_refused(self):
        table = look("2017-07-27,,1,1", ",,3,4")

        assert [row.status for row in table.proposals] == ["new", "refused"]
        assert "No location is given." in table.proposals[0].doubts
        assert table.counts["refused"] == 1

    def test_absurd_casualties_are_doubted(self):
        (row,) = look("2017-07-27,Taji,50000,1").proposals

        assert row.doubts == ["50,000 deaths in one incident cannot be right."]

    def test_likely_duplicates_are_pointed_out_and_left_out(self):
        Incident.objects.create(
            event_date=date(2017, 7, 27), location="Taji", deaths_low=1, deaths_high=1,
            injuries_low=2, injuries_high=2, latitude=33.51, longitude=44.27,
        )  # fmt: skip
        table = look(
            "2017-07-27,Taaji district north of Baghdad,1,2",
            "2017-07-27,Hit,1,2",
            "2017-07-27,Heet,1,2",
        )

        assert [row.status for row in table.proposals] == ["duplicate", "new", "duplicate"]
        assert table.proposals[2].doubts == ["Looks like line 3 of the same file."]
        assert save(table, author=None, at=NOW) == Saved(added=1, changed=0, left_out=2)

    def test_duplicates_are_saved_when_asked_for(self):
        table = look("2017-07-27,Hit,1,2", "2017-07-27,Heet,1,2")

        assert save(table, author=None, at=NOW, with_duplicates=True).added == 2

    def test_the_same_file_twice_adds_nothing(self):
        content = csv("2017-07-27,Taji,1,2", "2017-07-27,Hit,unknown,4-7")
        save(preview(content, today=TODAY), author=None, at=NOW)
        again = preview(content, today=TODAY)

        assert again.counts["same"] == 2
        assert save(again, author=None, at=NOW) == Saved(added=0, changed=0, left_out=2)
        assert Incident.objects.count() == 2

    def test_every_added_incident_has_its_first_version(self):
        save(look("2017-07-27,Taji,1,2"), author=None, at=NOW)

        revision = Revision.objects.get(object_id=Incident.objects.get().pk)
        assert (revision.version, revision.origin, revision.fields["location"]) == (
            1,
            "table",
            "Taji",
        )

    def test_our_own_export_comes_back_as_the_same(self):
        save(look("2017-07-27,Taji,1,2", "2017-07-26,=cmd,4-7,10+"), author=None, at=NOW)
        text = "".join(export(Incident.objects.all(), "csv", citation=""))

        assert preview(text.encode(), today=TODAY).counts["same"] == 2

    def test_an_edited_export_changes_the_incident_it_names(self):
        save(look("2017-07-27,Taji,1,2"), author=None, at=NOW)
        text = "".join(export(Incident.objects.all(), "csv", citation="")).replace(
            ",1,1,2,2,", ",4,7,2,2,"
        )
        table = preview(text.encode(), today=TODAY)
        (row,) = table.proposals

        assert (row.status, row.changes) == ("change", {"deaths_low": 4, "deaths_high": 7})
        assert save(table, author=None, at=NOW).changed == 1
        assert str(Incident.objects.get().deaths) == "4–7"

    def test_a_workbook_is_read_like_a_csv_file(self):
        content = workbook(
            ["Date", "Location", "Deaths", "Injuries"],
            [datetime.fromisoformat("2017-07-27"), "Taji", 1, "2–4"],
        )
        (row,) = preview(content, today=TODAY).proposals

        assert row.facts["event_date"] == date(2017, 7, 27)
        assert (row.facts["injuries_low"], row.facts["injuries_high"]) == (2, 4)

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_preview_costs_the_same_queries_for_one_and_for_many(
        self, number, django_assert_num_queries
    ):
        look("2017-07-27,Taji,1,2")
        with django_assert_num_queries(3):
            look(*[f"2017-07-2{day},Taji,1,2" for day in range(number)])

    def test_the_command_previews_and_then_saves(self, tmp_path, capsys):
        file = tmp_path / "table.csv"
        file.write_bytes(csv("2017-07-27,Taji,dozens,2"))
        call_command("import_incidents", str(file), "--dry-run", "--json")
        shown = json.loads(capsys.readouterr().out)

        assert shown["counts"] == {"new": 1, "doubtful": 1}
        assert shown["rows"][0]["doubts"][0].startswith("“dozens” is not a number of deaths")
        assert not Incident.objects.exists()
        call_command("import_incidents", str(file), "--json")
        assert json.loads(capsys.readouterr().out)["saved"]["added"] == 1

    def test_the_command_refuses_what_it_cannot_read(self, tmp_path):
        file = tmp_path / "picture.png"
        file.write_bytes(b"\x89PNG\xff")

        with pytest.raises(CommandError, match="neither an Excel workbook"):
            call_command("import_incidents", str(file))
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_incidents", str(tmp_path / "missing.csv"))
