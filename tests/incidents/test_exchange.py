"""Exports: the same facts in three forms, and nothing a spreadsheet would run."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bulletins.incidents.dictionary import COLUMNS, CREDIT
from bulletins.incidents.exchange import data_package, export, neutral
from bulletins.incidents.models import Incident

pytestmark = pytest.mark.django_db
CITATION = "ISHM: casualty record. https://ishm.example/incidents/ (seen July 28, 2017)."


def recorded(**facts):
    defaults = {
        "event_date": date(2017, 7, 27), "location": "20 km south of Fallujah", "deaths_low": 0,
        "deaths_high": 0, "injuries_low": 1, "injuries_high": 4, "latitude": 33.1692,
        "longitude": 43.786, "precision_km": 5, "method": "offset", "governorate": "Anbar",
    }  # fmt: skip
    return Incident.objects.create(**(defaults | facts))


def exported(form):
    return "".join(export(Incident.objects.all(), form, citation=CITATION))


def test_csv_holds_every_column_of_the_dictionary():
    incident = recorded()
    incident.reports.create(outlet="police", as_of=date(2017, 7, 28), deaths_low=0, deaths_high=0)
    incident.reports.create(outlet="Iraqi News", url="https://example.org/a")
    (row,) = csv.DictReader(io.StringIO(exported("csv")))

    assert row == {
        "id": incident.public_id,
        "event_date": "2017-07-27",
        "event_date_end": "",
        "kind": "IED",
        "location": "20 km south of Fallujah",
        "governorate": "Anbar",
        "latitude": "33.1692",
        "longitude": "43.786",
        "precision_km": "5.0",
        "method": "offset",
        "deaths_low": "0",
        "deaths_high": "0",
        "injuries_low": "1",
        "injuries_high": "4",
        "notes": "",
        "reports": "police: 0 killed (as of 2017-07-28); Iraqi News https://example.org/a",
    }
    assert list(row) == [column.name for column in COLUMNS]


def test_unknown_is_empty_in_csv_and_null_in_json_never_zero():
    recorded(deaths_low=None, deaths_high=None)
    (row,) = csv.DictReader(io.StringIO(exported("csv")))
    (document,) = json.loads(exported("json"))["incidents"]

    assert (row["deaths_low"], row["deaths_high"]) == ("", "")
    assert (document["deaths_low"], document["deaths_high"]) == (None, None)


def test_geojson_has_longitude_first_and_no_point_where_none_is_known():
    recorded(event_date=date(2017, 7, 28))
    recorded(latitude=None, longitude=None)
    placed, unplaced = json.loads(exported("geojson"))["features"]

    assert placed["geometry"] == {"type": "Point", "coordinates": [43.786, 33.1692]}
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["location"] == "20 km south of Fallujah"


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_credit_citation_and_dictionary_travel_with_the_data(form):
    document = json.loads(exported(form))

    assert document["citation"] == CITATION
    assert document["attribution"] == CREDIT
    assert document["columns"] == {column.name: column.meaning for column in COLUMNS}


def test_the_data_package_describes_the_csv_column_by_column():
    recorded()
    package = data_package("https://ishm.example/incidents/incidents.csv", citation=CITATION)
    (table,) = package["resources"]
    heading = exported("csv").splitlines()[0].split(",")

    assert [field["name"] for field in table["schema"]["fields"]] == heading
    assert table["schema"]["fields"][1] == {
        "name": "event_date", "type": "date", "hxl": "#date+start",
        "description": "Day of the event, YYYY-MM-DD. Empty: not known.",
    }  # fmt: skip
    assert (package["citation"], table["path"]) == (
        CITATION, "https://ishm.example/incidents/incidents.csv",
    )  # fmt: skip


def test_an_empty_record_is_still_a_whole_document():
    assert json.loads(exported("geojson"))["features"] == []
    assert json.loads(exported("json"))["incidents"] == []
    assert len(exported("csv").splitlines()) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_formula_in_a_cell_is_made_text(start):
    recorded(location=f"{start}HYPERLINK(1)", notes=f"{start}1")
    (row,) = csv.DictReader(io.StringIO(exported("csv"), newline=""))

    assert row["location"] == f"'{start}HYPERLINK(1)"
    assert row["notes"] == f"'{start}1"


def test_numbers_stay_numbers():
    assert (neutral(-1.5), neutral(None), neutral("'Akarkuf")) == (-1.5, None, "'Akarkuf")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("form", ["csv", "geojson", "json"])
def test_an_export_costs_two_queries(form, number, django_assert_num_queries):
    for _ in range(number):
        recorded().reports.create(outlet="police")

    with django_assert_num_queries(2):
        exported(form)


def test_the_command_writes_a_period(capsys):
    recorded(event_date=date(2017, 7, 1), location="before")
    inside = recorded(event_date=date(2017, 7, 2))
    recorded(event_date=date(2017, 7, 4), location="after")
    call_command(
        "export_incidents", "--format", "json", "--from", "2017-07-02", "--to", "2017-07-03"
    )

    document = json.loads(capsys.readouterr().out)
    assert [incident["id"] for incident in document["incidents"]] == [inside.public_id]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xml"], "invalid choice"),
        (["--format", "csv", "--from", "31 July"], "is not a day"),
        (["--format", "csv", "--from", "2017-02-31"], "is not a day"),
        (["--format", "csv", "--from", "2017-08-01", "--to", "2017-07-01"], "runs backward"),
    ],
)
def test_the_command_refuses_with_a_reason(arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("export_incidents", *arguments)
