"""The explorer: every view has an address, costs the same however large, and is one for all."""

import json
from datetime import UTC, date, datetime

import pytest

from bulletins.incidents.models import Incident, Kind
from bulletins.incidents.services import change_incident, record_incident

pytestmark = pytest.mark.django_db
NOW = datetime(2017, 7, 27, 12, tzinfo=UTC)


def recorded(number=1, **facts):
    defaults = {
        "event_date": date(2017, 7, 27), "location": "Taji", "governorate": "Baghdad",
        "deaths_low": 1, "deaths_high": 1, "injuries_low": 2, "injuries_high": 4,
        "latitude": 33.51, "longitude": 44.27, "precision_km": 4, "method": "place",
    }  # fmt: skip
    return Incident.objects.bulk_create(Incident(**(defaults | facts)) for _ in range(number))


def page(client, address="/incidents/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_totals_are_those_of_what_was_asked_for(client):
    recorded()
    recorded(2, governorate="Anbar", deaths_low=None, deaths_high=None)

    everything = page(client)
    assert "<dd>3</dd>" in everything
    assert "<dd>at least 1</dd>" in everything
    assert "<dd>6–12</dd>" in everything
    anbar = page(client, "/incidents/?governorate=Anbar")
    assert "<dd>2</dd>" in anbar
    assert "<dd>unknown</dd>" in anbar


def test_beside_at_least_stands_how_the_known_part_runs(client):
    recorded(2, deaths_low=1, deaths_high=3)
    recorded(deaths_low=None, deaths_high=None)
    recorded(deaths_low=10, deaths_high=None)

    text = page(client)
    assert "<dd>at least 12</dd>" in text
    assert (
        "12–16 in the 3 incidents that give a number; no upper bound in 1 of them; unknown in 1"
        in text
    )
    assert "that give a number" not in page(client, "/incidents/?casualties=none")


def test_a_year_of_what_was_asked_for_is_one_step_away(client):
    recorded(event_date=date(2016, 2, 3))
    recorded()

    text = page(client, "/incidents/?governorate=Baghdad&from=2017-01-01&to=2017-12-31")
    assert "?from=2016-01-01&amp;to=2016-12-31&amp;governorate=Baghdad" in text
    assert '<strong aria-current="true">2017</strong>' in text


def test_the_table_names_and_links_the_sources(client):
    incident = recorded()[0]
    incident.reports.create(outlet="Iraqi News", url="https://example.org/a")
    incident.reports.create(outlet="A local official")

    text = page(client)
    assert '<a href="https://example.org/a" rel="noopener nofollow">Iraqi News</a>, A local' in text


def test_a_kind_is_named_in_words_and_stays_a_slug_in_addresses(client):
    kind = Kind.objects.get(slug="vehicle-bomb")
    recorded(kind=kind)

    text = page(client, "/incidents/?kind=vehicle-bomb")
    assert '<p class="asked">Vehicle bomb</p>' in text
    assert "incidents.csv?kind=vehicle-bomb" in text
    assert "kind_name" not in text


def test_the_filters_stay_in_every_address_of_the_page(client):
    recorded()
    text = page(client, "/incidents/?from=2017-07-01&governorate=Baghdad")

    for address in (
        "/incidents/incidents.csv?from=2017-07-01&amp;governorate=Baghdad",
        "/incidents/map.svg?from=2017-07-01&amp;governorate=Baghdad",
        "/incidents/points.json?from=2017-07-01&amp;governorate=Baghdad",
        "/incidents/?from=2017-07-01&amp;governorate=Baghdad&amp;order=deaths",
    ):
        assert address in text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("from=2017-02-31", "Enter a valid date."),
        ("from=yesterday", "Enter a valid date."),
        ("from=2017-08-01&to=2017-07-01", "This day is before the first one."),
        ("governorate=Atlantis", "Select a valid choice."),
        ("kind='; DROP TABLE", "Select a valid choice."),
        ("page=abc&order=nonsense&by=century", None),
        ("page=9999", None),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_left_out(client, query, message):
    recorded()
    text = page(client, f"/incidents/?{query}")

    assert "<dd>1</dd>" in text
    if message:
        assert message in text


def test_nothing_found_says_so_and_leads_on(client):
    text = page(client, "/incidents/?governorate=Wasit")

    assert "No incident in the record fits." in text


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("", ["b", "c", "a"]),
        ("date", ["a", "c", "b"]),
        ("location", ["a", "b", "c"]),
        ("deaths", ["c", "a", "b"]),
        ("injuries", ["a", "b", "c"]),
    ],
)
def test_the_table_can_be_sorted(client, order, places):
    recorded(location="a", event_date=date(2017, 7, 1), deaths_low=1, injuries_low=4)
    recorded(location="b", event_date=date(2017, 7, 3), deaths_low=0, injuries_low=3)
    recorded(
        location="c", event_date=date(2017, 7, 2), deaths_low=9, deaths_high=9, injuries_low=None
    )
    text = page(client, f"/incidents/?order={order}")

    assert sorted(places, key=lambda place: text.index(f"<td>{place}</td>")) == places


@pytest.mark.parametrize("number", [1, 3, 120])
def test_a_page_costs_the_same_queries_for_one_and_for_many(
    client, number, django_assert_num_queries
):
    recorded(number)

    with django_assert_num_queries(9):
        page(client)


def test_while_the_record_stands_still_nothing_is_added_up_again(client, django_assert_num_queries):
    recorded(3)
    page(client)

    with django_assert_num_queries(6):
        page(client)


def test_a_change_shows_at_once(client):
    incident = record_incident(
        facts={"location": "Taji", "deaths_low": 1, "deaths_high": 1}, author=None, at=NOW
    )
    assert '<dd>1</dd></div>\n<div class="sum-injured">' in page(client)
    change_incident(
        incident=incident, changes={"deaths_low": 5, "deaths_high": 5}, seen_version=1,
        author=None, at=NOW,
    )  # fmt: skip

    assert '<dd>5</dd></div>\n<div class="sum-injured">' in page(client)


def test_a_long_record_comes_a_page_at_a_time(client):
    recorded(51)

    assert "Page 1 of 2" in page(client)
    assert page(client, "/incidents/?page=2").count('<tr id="i-') == 1


def test_the_trend_has_a_chart_and_a_table(client):
    recorded(2, event_date=date(2017, 6, 1))
    recorded(event_date=date(2017, 8, 1))
    text = page(client)

    assert text.count('<svg class="chart"') == 2
    assert '<th scope="row">July 2017</th><td class="number">0</td>' in text
    assert "<title>June 2017: 2 incidents</title>" in text


def test_weeks_on_request(client):
    recorded(event_date=date(2017, 7, 20))
    recorded(event_date=date(2017, 7, 27))

    assert "Week of July 17, 2017" in page(client, "/incidents/?by=week")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("geojson", "application/geo+json"),
        ("json", "application/json"),
    ],
)
def test_downloads_carry_the_filter(client, form, kind):
    recorded(governorate="Anbar", location="in Anbar")
    recorded(location="in Baghdad")
    response = client.get(f"/incidents/incidents.{form}?governorate=Anbar")
    text = b"".join(response.streaming_content).decode()

    assert response["Content-Type"] == kind
    assert f'filename="ishm-incidents-anbar.{form}"' in response["Content-Disposition"]
    assert "in Anbar" in text
    assert "in Baghdad" not in text
    assert response["Link"] == (
        '</incidents/datapackage.json?governorate=Anbar>; rel="describedby"'
    )


def test_the_csv_for_excel_is_the_csv_with_a_mark_in_front(client):
    recorded(location="بعقوبة")
    plain, marked = (
        b"".join(client.get(f"/incidents/incidents.{form}?from=2017-07-01").streaming_content)
        for form in ("csv", "excel.csv")
    )

    assert marked == b"\xef\xbb\xbf" + plain
    assert client.get("/incidents/incidents.excel.json").status_code == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "ishm-incidents.csv"),
        ("from=2017-01-01&kind=ied", "ishm-incidents-ied-from-2017-01-01.csv"),
        ("from=2017-01-01&to=2017-12-31", "ishm-incidents-2017-01-01-to-2017-12-31.csv"),
    ],
)
def test_a_file_is_named_after_what_is_in_it(client, query, name):
    response = client.get(f"/incidents/incidents.csv?{query}")

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_download_says_how_to_cite_exactly_this_part(client):
    recorded(governorate="Anbar")
    answer = client.get("/incidents/incidents.json?governorate=Anbar")
    told = json.loads(b"".join(answer.streaming_content))["citation"]
    package = client.get("/incidents/datapackage.json?governorate=Anbar").json()

    assert "casualty record, Anbar. http://testserver/incidents/?governorate=Anbar (seen" in told
    assert package["citation"] == told
    assert package["resources"][0]["path"] == (
        "http://testserver/incidents/incidents.csv?governorate=Anbar"
    )


def test_other_forms_do_not_exist(client):
    assert client.get("/incidents/incidents.exe").status_code == 404


def test_points_are_one_per_place(client):
    recorded(2)
    recorded(location="Hit", latitude=33.6366, longitude=42.8277)
    recorded(latitude=None, longitude=None)
    spots = json.loads(client.get("/incidents/points.json").content)["spots"]

    assert [(spot["key"], spot["incidents"], spot["casualties"]) for spot in spots] == [
        ("33.5100,44.2700", 2, 6),
        ("33.6366,42.8277", 1, 3),
    ]


def test_the_static_map_is_a_picture_of_what_was_asked_for(client):
    recorded(2)
    response = client.get("/incidents/map.svg?governorate=Baghdad")

    assert response["Content-Type"] == "image/svg+xml"
    assert "2 incidents" in response.content.decode()


def test_an_incident_has_a_page_with_its_reports_and_changes(client):
    incident = record_incident(facts={"location": "Taji"}, author=None, at=NOW)
    report = {
        "outlet": "Hospital", "url": "", "as_of": date(2017, 7, 28), "deaths_low": 7,
        "deaths_high": 7, "injuries_low": None, "injuries_high": None,
    }  # fmt: skip
    change_incident(
        incident=incident, changes={"deaths_low": 4, "deaths_high": 7, "reports": [report]},
        seen_version=1, author=None, at=NOW,
    )  # fmt: skip
    text = page(client, incident.get_absolute_url())

    assert "<dd>4–7</dd>" in text
    assert "Hospital" in text
    assert "July 27, 2017: deaths, at least changed from unknown to “4”." in text


def test_an_unknown_id_is_not_found(client):
    assert client.get("/incidents/i-nosuchid/").status_code == 404


def test_words_from_the_record_are_never_markup(client):
    recorded(location="<script>alert(1)</script>", notes="<b>")

    assert "<script>alert" not in page(client)
    assert "<script>alert" not in client.get("/incidents/map.svg").content.decode()


def test_the_data_page_explains_every_column(client):
    text = page(client, "/incidents/data/")

    for name in ("id", "deaths_low", "precision_km", "reports"):
        assert f"<code>{name}</code>" in text


@pytest.mark.parametrize("address", ["/incidents/", "/incidents/points.json", "/incidents/data/"])
def test_looking_changes_nothing_and_sets_no_cookie(client, address):
    assert client.post(address).status_code == 405
    assert not client.get(address).cookies
