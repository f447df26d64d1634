"""The circles of the web map, in the words its script reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bulletins.incidents.figures import Totals
from bulletins.incidents.maps import signs
from bulletins.incidents.tables import Row, incident_table

Spot = dict[str, Any]


def of_edition(incidents: Sequence[Mapping[str, Any]]) -> list[Spot]:
    """The circles of ``Edition.content["incidents"]``: those of the static map, largest first.

    ``rows`` are the rows of its table, counted from 0, so that each finds the other; ``each`` says
    what happened in each of them.
    """
    rows = incident_table(incidents).rows
    places = {id(incident): place for place, incident in enumerate(incidents)}
    return [
        _of_sign(sign, [places[id(incident)] for incident in sign.incidents], rows)
        for sign in signs.signs(incidents)
    ]


def spot(
    *,
    key: str,
    at: tuple[float, float],
    location: str,
    days: tuple[date | None, date | None],
    sums: Totals,
    precision_km: float | None,
    is_exact: bool,
) -> Spot:
    """One circle; ``is_exact`` when every point of it was named or set, not reckoned."""
    return {
        "key": key,
        "at": list(at),
        "location": location,
        "days": _in_words(*days),
        "incidents": sums.incidents,
        "deaths": str(sums.deaths),
        "injuries": str(sums.injuries),
        "casualties": sums.deaths.certain + sums.injuries.certain,
        "killed": sums.deaths.certain > 0,
        "precision_km": precision_km,
        "is_approximate": signs.is_approximate(precision_km, is_exact=is_exact),
        "is_area": signs.is_area(precision_km),
    }


def _of_sign(sign: signs.Sign, places: list[int], rows: Sequence[Row]) -> Spot:
    own = [rows[place] for place in places]
    days = sorted(row.event_date for row in own if row.event_date)
    circle = spot(
        key=f"row-{places[0]}",
        at=(sign.latitude, sign.longitude),
        location=own[0].location,
        days=(days[0], days[-1]) if days else (None, None),
        sums=sign.sums,
        precision_km=sign.incidents[0].get("precision_km"),
        is_exact=sign.incidents[0].get("method") in signs.EXACT_METHODS,
    )
    return circle | {"rows": places, "each": [_in_a_line(row) for row in own]}


def _in_a_line(row: Row) -> str:
    """“07/25/2017: 1 killed, 2–4 injured”: what tells incidents at one place apart."""
    return f"{row.days}: {row.deaths} killed, {row.injuries} injured"


def _in_words(first: date | None, last: date | None) -> str:
    """“07/24/2017”, “06/30/2017 – 07/24/2017” or “day unknown”."""
    if first is None or last is None:
        return "day unknown"
    return f"{first:%m/%d/%Y}" if first == last else f"{first:%m/%d/%Y} – {last:%m/%d/%Y}"
