"""Incidents as an edition holds them, for tests."""

from itertools import count

_ids = count(1)


def an_incident(**changes):
    return {
        "id": next(_ids),
        "event_date": "2017-07-27",
        "location": "20 km south of Fallujah",
        "deaths_low": 0,
        "deaths_high": 0,
        "injuries_low": 1,
        "injuries_high": 1,
        "latitude": 33.17,
        "longitude": 43.78,
        "precision_km": 5,
        "method": "offset",
        "governorate": "Anbar",
    } | changes


def deaths(number):
    return {"deaths_low": number, "deaths_high": number}


def injuries(number):
    return {"injuries_low": number, "injuries_high": number}


def scattered(number):
    """That many incidents all over the country, a third of them around Baghdad."""
    return [
        an_incident(
            location=f"place {each}",
            latitude=(33.0 if each % 3 == 0 else 30.5)
            + (each * 37 % 100) / (115 if each % 3 == 0 else 18),
            longitude=(43.9 if each % 3 == 0 else 42.0)
            + (each * 53 % 100) / (110 if each % 3 == 0 else 20),
            method="place" if each % 2 else "offset",
            **deaths(each % 4),
            **injuries(each * 7 % 11),
        )
        for each in range(number)
    ]
