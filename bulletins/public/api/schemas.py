"""The shapes of the API's answers, as JSON Schema."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
ID: Json = {"type": "integer"}
DAY: Json = {"type": "string", "format": "date"}
TIME: Json = {"type": "string", "format": "date-time"}
URL: Json = {"type": "string", "format": "uri"}
DAY_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
COUNT_OR_NULL: Json = {"type": ["integer", "null"], "minimum": 0}
NUMBER_OR_NULL: Json = {"type": ["number", "null"]}


def ref(name: str) -> Json:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str) -> Json:
    """A page of a list of these."""
    return thing(next={"type": ["string", "null"], "format": "uri"}, results=many(ref(name)))


def many(schema: Json) -> Json:
    """A list of these."""
    return {"type": "array", "items": schema}


def thing(**properties: Json) -> Json:
    """An object with these properties, all of them always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


_SOURCE = thing(outlet=TEXT, title=TEXT, url=TEXT, language=TEXT)
_FROZEN_ENTRY = {
    "id": ID,
    "event_date": DAY_OR_NULL,
    "event_date_end": DAY_OR_NULL,
    "text": TEXT,
    "html": TEXT,
    "sources": many(_SOURCE),
}
_FROZEN_INCIDENT = {
    "id": ID,
    "event_date": DAY_OR_NULL,
    "location": TEXT,
    "deaths_low": COUNT_OR_NULL,
    "deaths_high": COUNT_OR_NULL,
    "injuries_low": COUNT_OR_NULL,
    "injuries_high": COUNT_OR_NULL,
    "latitude": NUMBER_OR_NULL,
    "longitude": NUMBER_OR_NULL,
    "precision_km": NUMBER_OR_NULL,
    "method": TEXT,
    "governorate": TEXT,
}
_ISSUE_LINE = {
    "number": {"type": ["integer", "null"]},
    "title": TEXT,
    "period_start": DAY,
    "period_end": DAY,
    "slug": TEXT,
    "url": URL,
    "edition": ID,
    "published_at": TIME,
}

SCHEMAS: Json = {
    "IssueLine": thing(**_ISSUE_LINE, api_url=URL),
    "Issue": thing(
        **_ISSUE_LINE,
        status={"type": "string", "enum": ["published"]},
        sha256=TEXT,
        note=TEXT,
        takeaways=many(
            thing(
                id=ID,
                headline=TEXT,
                summary=TEXT,
                summary_html=TEXT,
                heading=TEXT,
                entries=many(thing(**_FROZEN_ENTRY)),
            )
        ),
        incidents=many(thing(**_FROZEN_INCIDENT)),
        terms=many({"type": "object"}),
        warnings=many({"type": "object"}),
    ),
    "Entry": thing(**_FROZEN_ENTRY, url=URL, issue=TEXT, heading=TEXT),
    "Incident": thing(**_FROZEN_INCIDENT, url=URL, issue=TEXT),
    "Term": thing(
        slug=TEXT,
        name=TEXT,
        kind=TEXT,
        description=TEXT,
        variants=many(
            thing(text=TEXT, kind=TEXT, language=TEXT, valid_from=DAY_OR_NULL, valid_to=DAY_OR_NULL)
        ),
        url=URL,
    ),
    "Daily": thing(
        title=TEXT,
        date_start=DAY,
        date_end=DAY,
        headlines=many(TEXT),
        opening=TEXT,
        items=many({"type": "object"}),
        readings=many({"type": "object"}),
        url=URL,
    ),
    "FeatureCollection": thing(
        type={"type": "string", "enum": ["FeatureCollection"]}, features=many({"type": "object"})
    ),
    "Problem": thing(message=TEXT, errors={"type": "object", "additionalProperties": many(TEXT)}),
}
