"""What every column of the exported record means; the page, the files and their tests use it."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column, its tag in the Humanitarian Exchange Language, its meaning, and its type."""

    name: str
    hxl: str
    meaning: str
    type: str = "string"  # of a Frictionless table schema


COLUMNS = (
    Column("id", "#event+code", "Stable id of the incident; never given to another."),
    Column("event_date", "#date+start", "Day of the event, YYYY-MM-DD. Empty: not known.", "date"),
    Column("event_date_end", "#date+end", "Last day, only for an event over several days.", "date"),
    Column("kind", "#event+type", "Kind of incident, for example IED."),
    Column("location", "#loc+name", "The place as written in the report."),
    Column("governorate", "#adm1+name", "Governorate of the place found. Empty: not known."),
    Column(
        "latitude", "#geo+lat", "Degrees north, WGS 84. Empty: the place is not known.", "number"
    ),
    Column("longitude", "#geo+lon", "Degrees east, WGS 84.", "number"),
    Column("precision_km", "#geo+precision", "The true place lies within this many km.", "number"),
    Column(
        "method",
        "#geo+method",
        "How the point was found: place (a named place), offset (distance and direction from "
        "one), within, near, edge, between (reckoned), area or border (only an area is known), "
        "editor (set by hand), given (came with the data).",
    ),
    Column(
        "deaths_low", "#affected+killed+min", "People killed, at least. Empty: unknown.", "integer"
    ),
    Column(
        "deaths_high",
        "#affected+killed+max",
        "People killed, at most. Empty: no upper bound.",
        "integer",
    ),
    Column(
        "injuries_low",
        "#affected+injured+min",
        "People injured, at least. Empty: unknown.",
        "integer",
    ),
    Column(
        "injuries_high",
        "#affected+injured+max",
        "People injured, at most. Empty: no upper bound.",
        "integer",
    ),
    Column("notes", "#description", "Remarks, for example on disputed figures."),
    Column("reports", "#meta+source", "Who reported it, with their figures and as-of dates."),
)
LICENSES = [
    {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
]
CREDIT = (
    "Points by GeoNames (geonames.org), CC BY 4.0, filtered and corrected, and by ISHM. Empty "
    "figures are unknown, zero is none."
)
