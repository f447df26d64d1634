"""A table beside the record: what is new, what would change, what is doubtful, what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bulletins.gazetteer.geometry import Point, distance_km, is_in_iraq
from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.gazetteer.location import Location
from bulletins.gazetteer.services import locate_all
from bulletins.gazetteer.spelling import skeleton
from bulletins.incidents.doubts import doubts as usual_doubts
from bulletins.incidents.figures import Figure
from bulletins.incidents.intake import cells
from bulletins.incidents.intake.sheets import Line
from bulletins.incidents.models import FIRST_KIND, Incident
from bulletins.incidents.services import POINT, point_of

NEAR_KM = 5.0
FIGURES = ("deaths_low", "deaths_high", "injuries_low", "injuries_high")
Facts = dict[str, Any]


@dataclass
class Proposal:
    """What would be done with one row."""

    NEW, CHANGE, SAME, DUPLICATE, REFUSED = "new", "change", "same", "duplicate", "refused"

    line: int
    facts: Facts
    doubts: list[str] = field(default_factory=list)
    status: str = NEW
    stored: Incident | None = None
    changes: Facts = field(default_factory=dict)

    @property
    def deaths(self) -> Figure:
        """As read."""
        return Figure(self.facts["deaths_low"], self.facts["deaths_high"])

    @property
    def injuries(self) -> Figure:
        """As read."""
        return Figure(self.facts["injuries_low"], self.facts["injuries_high"])

    @property
    def is_doubtful(self) -> bool:
        """It would be saved, but somebody should look at it first."""
        return bool(self.doubts) and self.status in (self.NEW, self.CHANGE)


@dataclass(frozen=True)
class Preview:
    """All rows of a table, and their count by what would be done."""

    proposals: list[Proposal]

    @property
    def counts(self) -> dict[str, int]:
        """Status → number of rows, and how many of them are doubtful."""
        counted: dict[str, int] = defaultdict(int)
        for proposal in self.proposals:
            counted[proposal.status] += 1
            counted["doubtful"] += proposal.is_doubtful
        return dict(counted)


def compare(lines: Iterable[Line], *, today: date, kinds: dict[str, str]) -> Preview:
    """Read every row and hold it against the record. Saves nothing.

    ``kinds`` maps names in lower case to slugs. The number of queries does not grow with the rows.
    """
    proposals = [_read(line, kinds) for line in lines]
    for proposal, location in zip(proposals, locate_all(_phrases(proposals)), strict=True):
        _settle(proposal, location)
        proposal.doubts += usual_doubts(proposal.facts, today=today)
    _match(proposals)
    return Preview(proposals)


def _phrases(proposals: Sequence[Proposal]) -> list[str]:
    return [proposal.facts["location"] for proposal in proposals]


def _read(line: Line, kinds: dict[str, str]) -> Proposal:
    row = line.cells
    said: list[str] = []
    facts: Facts = {
        "event_date": cells.day(row.get("event_date"), said.append),
        "event_date_end": cells.day(row.get("event_date_end"), said.append),
        "location": cells.text(row.get("location"), most=240),
        "governorate": cells.text(row.get("governorate"), most=40),
        "notes": cells.text(row.get("notes"), most=2_000),
        "latitude": cells.degrees(row.get("latitude"), "latitude", said.append),
        "longitude": cells.degrees(row.get("longitude"), "longitude", said.append),
        **_figures(row, "deaths", said.append),
        **_figures(row, "injuries", said.append),
    }
    if (kind := cells.text(row.get("kind"), most=60).casefold()) and kind not in kinds:
        said.append(f"“{kind}” is not a kind in the list; IED was taken.")
    facts["kind_id"] = kinds.get(kind, FIRST_KIND)
    proposal = Proposal(line.number, facts, said)
    proposal.changes["id"] = cells.text(row.get("id"), most=12)
    _check_days(proposal)
    return proposal


def _figures(row: Facts, what: str, doubt: cells.Doubt) -> Facts:
    """From one column (“4–7”) or from two, as in our own exports."""
    if what in row:
        found = cells.figure(row[what], what, doubt)
        return {f"{what}_low": found.low, f"{what}_high": found.high}
    low = cells.whole(row.get(f"{what}_low"), what, doubt)
    high = cells.whole(row.get(f"{what}_high"), what, doubt)
    if low is not None and high is not None and low > high:
        doubt(f"The lower number of {what} is above the higher one; both were left unknown.")
        low = high = None
    return {f"{what}_low": low, f"{what}_high": high}


def _check_days(proposal: Proposal) -> None:
    facts = proposal.facts
    start, end = facts["event_date"], facts["event_date_end"]
    if end and (start is None or end < start):
        proposal.doubts.append("The last day is before the first; it was left out.")
        facts["event_date_end"] = None
    if start is None and not facts["location"]:
        proposal.status = Proposal.REFUSED
        proposal.doubts.append("Neither a day nor a location: there is nothing to record.")


def _settle(proposal: Proposal, location: Location) -> None:
    """The point of the row where it lies in Iraq, else the one its location leads to."""
    facts = proposal.facts
    latitude, longitude = facts["latitude"], facts["longitude"]
    given = None if latitude is None or longitude is None else Point(latitude, longitude)
    if given and is_in_iraq(given):
        found = point_of(location)["governorate"]
        facts |= {"method": "given", "precision_km": None}
        facts["governorate"] = _governorate(proposal, found)
        return
    if given:
        swapped = is_in_iraq(Point(given.longitude, given.latitude))
        hint = "; latitude and longitude seem to be swapped" if swapped else ""
        proposal.doubts.append(f"The point lies outside Iraq{hint}. It was left out.")
    stated = facts["governorate"]
    facts |= point_of(location)
    if location.point is None:
        facts["governorate"] = stated if stated in GOVERNORATES else ""


def _governorate(proposal: Proposal, found: str) -> str:
    stated: str = proposal.facts["governorate"]
    return stated if stated in GOVERNORATES else found


def _match(proposals: Sequence[Proposal]) -> None:
    """Find each row in the record: by its id, by being the same, or by being suspiciously alike."""
    by_id = _stored_by_id(proposals)
    by_day = _stored_by_day(proposals)
    earlier: dict[date | None, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        public_id = proposal.changes.pop("id")
        if proposal.status == Proposal.REFUSED:
            continue
        day = proposal.facts["event_date"]
        if stored := by_id.get(public_id):
            _against(proposal, stored)
        elif not _is_stored(proposal, by_day[day]):
            _look_for_twins(proposal, by_day[day], earlier[day])
        earlier[day].append(proposal)


def _stored_by_id(proposals: Sequence[Proposal]) -> dict[str, Incident]:
    """In slices, since databases limit how much one question may name."""
    ids = [each.changes["id"] for each in proposals if each.changes["id"]]
    slices = (ids[start : start + 500] for start in range(0, len(ids), 500))
    found = (Incident.objects.filter(public_id__in=part) for part in slices)
    return {incident.public_id: incident for rows in found for incident in rows}


def _stored_by_day(proposals: Sequence[Proposal]) -> dict[date | None, list[Incident]]:
    days = [day for each in proposals if (day := each.facts["event_date"])]
    stored: dict[date | None, list[Incident]] = defaultdict(list)
    if days:
        for incident in Incident.objects.in_period(min(days), max(days)):
            stored[incident.event_date].append(incident)
    return stored


def _against(proposal: Proposal, stored: Incident) -> None:
    """A row with the id of a stored incident: what does it say that is new?"""
    told = {name: value for name, value in proposal.facts.items() if value not in (None, "")}
    if proposal.facts["method"] != "given":
        told = {name: value for name, value in told.items() if name not in POINT}
    if (told.get("latitude"), told.get("longitude")) == (stored.latitude, stored.longitude):
        told = {name: value for name, value in told.items() if name not in POINT}
    proposal.stored = stored
    proposal.changes = {
        name: value for name, value in told.items() if getattr(stored, name) != value
    }
    proposal.status = Proposal.CHANGE if proposal.changes else Proposal.SAME


def _is_stored(proposal: Proposal, candidates: list[Incident]) -> bool:
    """The very same row is in the record; it is taken off the list, as it can be met only once."""
    for incident in candidates:
        if incident.location == proposal.facts["location"] and _same_figures(proposal, incident):
            candidates.remove(incident)
            proposal.status, proposal.stored = Proposal.SAME, incident
            return True
    return False


def _look_for_twins(proposal: Proposal, stored: list[Incident], earlier: list[Proposal]) -> None:
    """Same day, near place, same figures: pointed out, never merged."""
    for incident in stored:
        if _same_figures(proposal, incident) and _is_near(proposal.facts, _facts(incident)):
            proposal.status, proposal.stored = Proposal.DUPLICATE, incident
            proposal.doubts.append(f"Looks like {incident.public_id}, {incident.location}.")
            return
    for other in earlier:
        same = all(other.facts[name] == proposal.facts[name] for name in FIGURES)
        if same and _is_near(proposal.facts, other.facts):
            proposal.status = Proposal.DUPLICATE
            proposal.doubts.append(f"Looks like line {other.line} of the same file.")
            return


def _same_figures(proposal: Proposal, incident: Incident) -> bool:
    return all(proposal.facts[name] == getattr(incident, name) for name in FIGURES)


def _facts(incident: Incident) -> Facts:
    names = ("location", "latitude", "longitude")
    return {name: getattr(incident, name) for name in names}


def _is_near(one: Facts, other: Facts) -> bool:
    if skeleton(one["location"]) == skeleton(other["location"]):
        return True
    if one["latitude"] is None or other["latitude"] is None:
        return False
    here = Point(one["latitude"], one["longitude"])
    there = Point(other["latitude"], other["longitude"])
    return distance_km(here, there) <= NEAR_KM
