"""Draws the maps of the documentation: ``python -m tests.incidents.draw_maps docs/images``."""

import random
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import django

ROOT = Path(__file__).parents[2]
WEEK = ROOT / "bulletins" / "importing" / "sample" / "week-122" / "issue.toml"


def main(folder):
    from bulletins.incidents.maps import draw_map, picture

    places = gazetteer()
    for name, period, incidents in (
        ("map-0", "July 28 – August 3, 2017", []),
        ("map-17", "July 21 – 27, 2017", the_week(places)),
        ("map-150", "June 1 – 30, 2014", a_month(places, 150)),
    ):
        (folder / f"{name}.png").write_bytes(picture(draw_map(incidents, period=period)))


def gazetteer():
    from bulletins.gazetteer import loading
    from bulletins.gazetteer.geometry import Point
    from bulletins.gazetteer.names import Known

    return [
        Known(
            number, row["name"], row["kind"], row["governorate"],
            Point(row["latitude"], row["longitude"]), row["precision_km"],
            row.get("population") or 0, (row["arabic"], *row["aliases"]),
        )
        for number, row in enumerate(loading.shipped())
    ]  # fmt: skip


def the_week(places):
    """The seventeen incidents of the sample week."""
    rows = tomllib.loads(WEEK.read_text(encoding="utf-8"))["incidents"]
    return [
        located(places, row["event_date"], row["location"], row["deaths"], row["injuries"])
        for row in rows
    ]


def a_month(places, number):
    """As many incidents as in the worst month, where they happened most."""
    dice = random.Random(7)
    near = [
        "5 km west of {}", "{}", "near {}", "northern {}", "{}", "12 km south of {}", "{}",
        "western outskirts of {}", "3 km from {}",
    ]  # fmt: skip
    towns = [place for place in places if place.kind in ("town", "neighborhood", "village")]
    where = {"Baghdad": 9, "Salah ad-Din": 6, "Ninewa": 6, "Anbar": 6, "Diyala": 6, "Kirkuk": 4}
    weights = [where.get(town.governorate, 0.4) for town in towns]
    return [
        located(
            places, date(2014, 6, 1) + timedelta(days=dice.randrange(30)),
            dice.choice(near).format(town.name), dice.choice([0, 0, 0, 0, 1, 1, 2, 5]),
            dice.choice([0, 1, 2, 3, 4, 6, 9, 30 if dice.random() < 0.1 else 5]),
        )
        for town in dice.choices(towns, weights, k=number)
    ]  # fmt: skip


def located(places, day, words, deaths, injuries):
    from bulletins.gazetteer.names import Names
    from bulletins.gazetteer.phrases import Phrases
    from bulletins.incidents.services import point_of

    reader = located.__dict__.setdefault("reader", Phrases(Names(places)))
    facts = {"deaths_low": deaths, "deaths_high": deaths}
    facts |= {"injuries_low": injuries, "injuries_high": injuries}
    found = point_of(reader.locate(words))
    return {"event_date": str(day), "location": words, **facts, **found}


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
