"""The map in words: for those who cannot see it, and for every circle on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bulletins.incidents.figures import figure, totals
from bulletins.incidents.maps.signs import Sign

NAMED_IN_WORDS = 4


def alt_text(incidents: Sequence[Mapping[str, Any]], *, period: str) -> str:
    """One or two sentences: period, count, totals, and where most incidents were."""
    if not incidents:
        return f"Map of Iraq, {period}: no incidents were recorded."
    sums = totals(incidents)
    count = f"{sums.incidents:,} incident{'' if sums.incidents == 1 else 's'}"
    return (
        f"Map of Iraq, {period}: {count}, {sums.deaths} killed, {sums.injuries} injured."
        f"{_where(incidents)} The table lists every incident."
    )


def of_sign(sign: Sign) -> str:
    """Each incident of one circle on a line of its own."""
    return "\n".join(_line(incident) for incident in sign.incidents)


def _where(incidents: Sequence[Mapping[str, Any]]) -> str:
    counts = Counter(each["governorate"] for each in incidents if each.get("governorate"))
    most = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:NAMED_IN_WORDS]
    if not most:
        return ""
    return " Most in " + ", ".join(f"{name} ({count})" for name, count in most) + "."


def _line(incident: Mapping[str, Any]) -> str:
    deaths, injuries = figure(incident, "deaths"), figure(incident, "injuries")
    place = incident["location"] or "place not stated"
    day = incident["event_date"] or "undated"
    return f"{day}, {place}: {deaths} killed, {injuries} injured"
