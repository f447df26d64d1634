"""The record as CSV, GeoJSON and JSON, written piece by piece: length does not matter."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

from bulletins.incidents.dictionary import COLUMNS, CREDIT, LICENSES
from bulletins.incidents.figures import Figure
from bulletins.incidents.models import Incident, IncidentQuerySet, Report

Json = dict[str, Any]
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "json": "application/json",
}
# Without this mark Excel takes a CSV for text of another age: “4–7” and Arabic come out as rubbish.
BYTE_ORDER_MARK = "\ufeff"


def export(rows: IncidentQuerySet, form: str, *, citation: str) -> Iterator[str]:
    """The incidents in a ``form`` of ``MEDIA_TYPES``, as pieces of one text."""
    return _WRITERS[form](rows.newest_first().for_reading(), citation)


def data_package(address: str, *, citation: str) -> Json:
    """A Frictionless Data Package that describes the CSV at ``address``."""
    fields = [
        {"name": name, "type": kind, "description": meaning, "hxl": hxl}
        for name, hxl, meaning, kind in COLUMNS
    ]
    table = {
        "name": "incidents", "path": address, "format": "csv", "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }  # fmt: skip
    return {
        "name": "ishm-incidents", "citation": citation, "attribution": CREDIT,
        "licenses": LICENSES, "resources": [table],
    }  # fmt: skip


def as_json(incident: Incident) -> Json:
    """The facts of one incident, under the names of the data dictionary."""
    facts = {column.name: getattr(incident, column.name, None) for column in COLUMNS}
    return facts | {
        "id": incident.public_id,
        "kind": incident.kind.name,
        "event_date": incident.event_date and incident.event_date.isoformat(),
        "event_date_end": incident.event_date_end and incident.event_date_end.isoformat(),
        "reports": [_report(report) for report in incident.reports.all()],
    }


def neutral(value: Any) -> Any:
    """The value as a cell that no spreadsheet will run; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Echo:
    """A file whose ``write`` hands the line back."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: IncidentQuerySet, citation: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([column.name for column in COLUMNS])
    for incident in _each(rows):
        facts = as_json(incident)
        facts["reports"] = "; ".join(_in_words(report) for report in incident.reports.all())
        yield writer.writerow([neutral(facts[column.name]) for column in COLUMNS])


def _geojson(rows: IncidentQuerySet, citation: str) -> Iterator[str]:
    yield f'{{"type":"FeatureCollection",{_about(citation)},"features":['
    yield from _joined(_feature(incident) for incident in _each(rows))
    yield "]}\n"


def _json(rows: IncidentQuerySet, citation: str) -> Iterator[str]:
    yield f'{{{_about(citation)},"incidents":['
    yield from _joined(as_json(incident) for incident in _each(rows))
    yield "]}\n"


def _about(citation: str) -> str:
    """Credit, citation and data dictionary, which travel with the data."""
    facts = {
        "attribution": CREDIT,
        "citation": citation,
        "columns": {column.name: column.meaning for column in COLUMNS},
    }
    return json.dumps(facts, ensure_ascii=False)[1:-1]


_WRITERS: dict[str, Callable[[IncidentQuerySet, str], Iterator[str]]] = {
    "csv": _csv,
    "geojson": _geojson,
    "json": _json,
}


def _each(rows: IncidentQuerySet) -> Iterator[Incident]:
    return rows.iterator(chunk_size=2_000)


def _joined(documents: Iterator[Json]) -> Iterator[str]:
    separator = "\n"
    for document in documents:
        yield separator + json.dumps(document, ensure_ascii=False)
        separator = ",\n"


def _feature(incident: Incident) -> Json:
    facts = as_json(incident)
    latitude, longitude = facts.pop("latitude"), facts.pop("longitude")
    is_placed = latitude is not None
    point = {"type": "Point", "coordinates": [longitude, latitude]} if is_placed else None
    return {"type": "Feature", "id": facts["id"], "geometry": point, "properties": facts}


def _report(report: Report) -> Json:
    figures = ("deaths_low", "deaths_high", "injuries_low", "injuries_high")
    return {
        "outlet": report.outlet,
        "url": report.url,
        "as_of": report.as_of and report.as_of.isoformat(),
        **{name: getattr(report, name) for name in figures},
    }


def _in_words(report: Report) -> str:
    """“police: 4 killed, 9 injured (as of 2017-07-28) https://…”."""
    figures = [_counted(report.deaths, "killed"), _counted(report.injuries, "injured")]
    told = ", ".join(words for words in figures if words)
    day = f" (as of {report.as_of.isoformat()})" if report.as_of else ""
    address = f" {report.url}" if report.url else ""
    return f"{report.outlet}{': ' if told else ''}{told}{day}{address}"


def _counted(figure: Figure, what: str) -> str:
    return "" if figure.is_unknown else f"{figure} {what}"
