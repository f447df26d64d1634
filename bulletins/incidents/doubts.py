"""What an editor should look at again before an incident is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bulletins.gazetteer.geometry import Point, is_in_iraq

# The deadliest single attack since 2003 killed about 800 people.
ABSURD_FROM = 2_000
FIRST_DAY = date(2003, 1, 1)


def doubts(facts: Mapping[str, Any], *, today: date) -> list[str]:
    """Sentences for an editor, none if the facts look sound. ``facts`` are those of an incident."""
    return [*_about_the_day(facts, today), *_about_the_place(facts), *_about_figures(facts)]


def _about_the_day(facts: Mapping[str, Any], today: date) -> Iterator[str]:
    day = facts.get("event_date")
    if day is None:
        yield "The day is not known."
    elif day > today:
        yield f"{day:%m/%d/%Y} lies in the future."
    elif day < FIRST_DAY:
        yield f"{day:%m/%d/%Y} is before the record begins."


def _about_the_place(facts: Mapping[str, Any]) -> Iterator[str]:
    if not facts.get("location"):
        yield "No location is given."
    latitude, longitude = facts.get("latitude"), facts.get("longitude")
    if latitude is None or longitude is None:
        yield "It has no point and will not be on the map."
    elif not is_in_iraq(Point(latitude, longitude)):
        swapped = is_in_iraq(Point(longitude, latitude))
        yield (
            "The point lies outside Iraq; latitude and longitude seem to be swapped."
            if swapped
            else "The point lies outside Iraq."
        )


def _about_figures(facts: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("deaths", "injuries"):
        low, high = facts.get(f"{kind}_low"), facts.get(f"{kind}_high")
        if max(low or 0, high or 0) >= ABSURD_FROM:
            yield f"{max(low or 0, high or 0):,} {kind} in one incident cannot be right."
        if low is None and high is None:
            yield f"The number of {kind} is unknown."
