"""The circles of the web map: those of the static one, and each knows its rows of the table."""

from bulletins.incidents import spots
from tests.incidents.incidents import an_incident, deaths, injuries


def test_each_circle_knows_its_rows_of_the_table():
    taji = {"latitude": 33.51, "longitude": 44.27, "method": "place", "precision_km": 4}
    found = spots.of_edition(
        [
            an_incident(location="Taji", event_date="2017-07-25", **taji, **deaths(1)),
            an_incident(location="nowhere", latitude=None, longitude=None),
            an_incident(
                location="20 km south of Hit", latitude=33.45, method="offset", **deaths(0)
            ),
            an_incident(location="Taji", event_date="2017-07-21", **taji, **injuries(None)),
        ]
    )

    taji, hit = sorted(found, key=lambda each: each["rows"])
    assert (taji["rows"], taji["days"], taji["incidents"]) == ([0, 3], "07/21/2017 – 07/25/2017", 2)
    assert taji["each"] == [
        "07/25/2017: 1 killed, 1 injured",
        "07/21/2017: 0 killed, unknown injured",
    ]
    assert (taji["killed"], taji["is_approximate"], taji["is_area"]) == (True, False, False)
    assert (hit["rows"], hit["killed"], hit["is_approximate"]) == ([2], False, True)


def test_a_week_without_places_has_no_circles():
    assert spots.of_edition([an_incident(latitude=None, longitude=None)]) == []
