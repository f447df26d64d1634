"""The read-only API."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.db import connection

from bulletins.public.api import lists
from bulletins.public.services import index_published
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.public.shelves import NOON, incident_of, publish, write_issue

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def week(number):
    later = WEEK * (number - 122)
    return write_issue(
        number=number,
        period_start=date(2017, 7, 21) + later,
        period_end=date(2017, 7, 27) + later,
        entries=(f"The bridge of week {number} opened.",),
    )


@pytest.fixture
def issue():
    issue = publish(week(122)).issue
    index_published()
    return issue


def get(client, address, status=200, **asked):
    response = client.get(f"/api/v1/{address}", asked)
    assert response.status_code == status, response.content
    return response.json()


def test_an_issue_comes_in_the_shape_of_the_command_line(client, issue):
    found = get(client, "issues/122/")
    edition = issue.editions.get()
    assert found["number"] == 122
    assert found["status"] == "published"
    assert (found["edition"], found["sha256"]) == (1, edition.sha256)
    assert found["takeaways"] == edition.content["takeaways"]
    assert found["incidents"] == edition.content["incidents"]
    assert found["warnings"] == []
    assert found["published_at"] == NOON.isoformat()


def test_a_draft_answers_exactly_like_an_unknown_issue(client):
    write_issue(number=400, slug="400")
    draft, unknown = client.get("/api/v1/issues/400/"), client.get("/api/v1/issues/401/")
    assert draft.status_code == unknown.status_code == 404
    assert draft.json() == unknown.json()


def test_an_entry_says_where_it_stands(client, issue):
    (entry,) = get(client, "entries/")["results"]
    assert entry["text"] == "The bridge of week 122 opened."
    assert entry["issue"] == "122"
    assert entry["url"].endswith(f"/issues/122/#entry-{entry['id']}")


def test_an_incident_in_two_issues_is_given_once(client, issue):
    other = week(123)
    other.incidents.set([incident_of(issue)])
    publish(other)
    index_published()
    (incident,) = get(client, "incidents/")["results"]
    assert incident["issue"] == "123"
    (incident,) = get(client, "incidents/", issue="122")["results"]
    assert incident["issue"] == "122"


def test_a_term_comes_with_its_variants(client):
    term = TermFactory(slug="pmf", name="Popular Forces")
    TermVariantFactory(term=term, text="PMF", kind="abbreviation", valid_from=date(2016, 1, 1))
    index_published()
    assert get(client, "terms/pmf/")["variants"] == [
        {
            "text": "PMF",
            "kind": "abbreviation",
            "language": "",
            "valid_from": "2016-01-01",
            "valid_to": None,
        }
    ]
    assert get(client, "terms/", kind="place")["results"] == []


def test_pages_follow_one_another_to_the_end(client):
    for number in (122, 123, 124):
        publish(week(number))
    index_published()
    for name in ("issues", "entries", "incidents"):
        first = get(client, f"{name}/", limit=2)
        assert len(first["results"]) == 2
        last = client.get(first["next"]).json()
        assert (len(last["results"]), last["next"]) == (1, None)
        assert last["results"][0] not in first["results"]


@pytest.mark.parametrize(
    ("address", "asked", "count"),
    [
        ("issues/", {"number": 122}, 1),
        ("issues/", {"number": 1}, 0),
        ("issues/", {"first_day": "2017-07-27"}, 1),
        ("issues/", {"first_day": "2017-07-28"}, 0),
        ("entries/", {"q": "bridges"}, 1),
        ("entries/", {"q": "tunnel"}, 0),
        ("entries/", {"q": '"'}, 0),
        ("entries/", {"issue": "122"}, 1),
        ("entries/", {"last_day": "2017-07-01"}, 0),
        ("entries/", {"term": "nothing"}, 0),
        ("incidents/", {"governorate": "Nowhere"}, 0),
    ],
)
def test_a_list_is_narrowed(client, issue, address, asked, count):
    assert len(get(client, address, **asked)["results"]) == count


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        ("issues/", "number", "x"),
        ("issues/", "first_day", "2017-02-30"),
        ("entries/", "first_day", "07/21/2017"),
        ("entries/", "limit", "0"),
        ("entries/", "limit", "9999"),
        ("entries/", "cursor", "x"),
        ("entries/", "cursor", "000000.1"),
        ("entries/", "first_day", ""),
        ("entries/", "governorate", "Anbar"),
        ("incidents/", "governorate", "\x00"),
        ("terms/", "kind", "planet"),
        ("incidents.csv", "limit", "5"),
        ("issues/122/", "verbose", "1"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(client, issue, address, field, value):
    assert list(get(client, address, 400, **{field: value})["errors"]) == [field]


def test_a_filter_given_twice_is_refused(client, issue):
    response = client.get("/api/v1/entries/?limit=1&limit=2")
    assert (response.status_code, response.json()["errors"]) == (400, {"limit": ["Give it once."]})


def test_the_record_comes_as_a_table(client, issue):
    response = client.get("/api/v1/incidents.csv")
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert row["location"] == "10 km west of Ramadi"
    assert row["issue"] == "122"


def test_a_cell_cannot_be_a_formula(client):
    issue = week(122)
    issue.incidents.update(location='=HYPERLINK("http://e.org")')
    publish(issue)
    index_published()
    assert "\"'=HYPERLINK(" in client.get("/api/v1/incidents.csv").content.decode()


def test_the_record_comes_as_points(client):
    issue = week(122)
    issue.incidents.update(latitude=33.4, longitude=43.2)
    publish(issue)
    index_published()
    response = client.get("/api/v1/incidents.geojson")
    (feature,) = json.loads(response.content)["features"]
    assert response["Content-Type"] == "application/geo+json"
    assert feature["geometry"] == {"type": "Point", "coordinates": [43.2, 33.4]}


def test_an_incident_nobody_could_place_has_no_point(client):
    issue = week(122)
    issue.incidents.update(latitude=None, longitude=None)
    publish(issue)
    index_published()
    (feature,) = client.get("/api/v1/incidents.geojson").json()["features"]
    assert feature["geometry"] is None


def test_any_site_may_read_it(client, issue):
    response = client.get("/api/v1/issues/", headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    asked_first = client.options("/api/v1/issues/")
    assert (asked_first.status_code, asked_first["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_may_write(client, method):
    response = getattr(client, method)("/api/v1/issues/")
    assert response.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(response["Allow"].split(", "))


def test_what_a_client_has_already_is_not_sent_again(client, issue):
    tag = client.get("/api/v1/issues/122/")["ETag"]
    again = client.get("/api/v1/issues/122/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_one_network_cannot_crowd_out_the_others(client, settings, time_machine):
    time_machine.move_to(NOON, tick=False)
    settings.API_REQUESTS_PER_MINUTE = 2
    answers = [client.get("/api/v1/", REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert client.get("/api/v1/", REMOTE_ADDR="198.51.100.7").status_code == 200
    time_machine.move_to(NOON + timedelta(minutes=1))
    assert client.get("/api/v1/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_an_address_that_leads_nowhere_says_so_in_json(client):
    assert get(client, "secrets/", 404)["errors"] == {}
    assert get(client, "terms/a%0Ab/", 404)["errors"] == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL joins by hash")
def test_whether_an_incident_stands_in_a_later_issue_is_looked_up():
    found = lists.incidents({"issue": "", "governorate": "", "first_day": None, "last_day": None})
    assert "item_of_subject (kind=? AND subject_id=?" in found.explain()


@pytest.mark.parametrize("issues", [1, 3])
def test_a_list_takes_the_same_queries_for_one_issue_and_for_many(
    client, issues, django_assert_num_queries
):
    for number in range(issues):
        publish(week(122 + number))
    index_published()
    lists = ("issues/", "entries/", "incidents/", "incidents.csv", "terms/", "dailies/")
    for address in (*lists, "issues/122/"):
        with django_assert_num_queries(1):
            client.get(f"/api/v1/{address}")
