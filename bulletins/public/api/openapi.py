"""The API's contract as an OpenAPI document, made from the forms that check requests."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.conf import settings

from bulletins.public.api import filters
from bulletins.public.api.schemas import SCHEMAS, listed, ref

Json = dict[str, Any]

_LISTS = {
    "issues": (filters.Issues, "IssueLine", "Issues, the newest period first."),
    "entries": (filters.Entries, "Entry", "Entries of the latest editions, the newest first."),
    "incidents": (filters.Incidents, "Incident", "Incidents, each once, the newest first."),
    "terms": (filters.Terms, "Term", "Terms of the Reference Guide."),
    "dailies": (filters.Dailies, "Daily", "Dailies, the newest first."),
}


@cache
def document() -> Json:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_TITLE}: API",
            "version": "1",
            "description": (
                "What is published, to read. An empty figure (null) means unknown, 0 means none."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": _paths(),
        "components": {"schemas": SCHEMAS},
    }


def _paths() -> Json:
    slug = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
    paths = {
        "/api/v1/": _get("index", "Where everything is.", {"type": "object"}),
        "/api/v1/openapi.json": _get("document", "This document.", {"type": "object"}),
    }
    for name, (form, schema, words) in _LISTS.items():
        paths[f"/api/v1/{name}/"] = _get(name, words, listed(schema), form)
    paths["/api/v1/issues/{slug}/"] = _get(
        "issue", "The current edition of an issue, whole.", ref("Issue"), path={"slug": slug}
    )
    paths["/api/v1/terms/{slug}/"] = _get("term", "One term.", ref("Term"), path={"slug": slug})
    paths["/api/v1/incidents.geojson"] = _get(
        "incidents_geojson",
        "Incidents as points.",
        ref("FeatureCollection"),
        filters.IncidentFile,
        media="application/geo+json",
    )
    paths["/api/v1/incidents.csv"] = _get(
        "incidents_csv",
        "Incidents as a table.",
        {"type": "string"},
        filters.IncidentFile,
        media="text/csv",
    )
    return paths


def _get(
    name: str,
    words: str,
    schema: Json,
    form: type[forms.Form] | None = None,
    *,
    path: Json | None = None,
    media: str = "application/json",
) -> Json:
    problem = {"content": {"application/json": {"schema": ref("Problem")}}}
    responses: Json = {
        "200": {"description": words, "content": {media: {"schema": schema}}},
        "304": {"description": "Nothing has changed since the ETag you have."},
        "400": {"description": "A filter cannot be read; it is named.", **problem},
        "429": {"description": "Too many requests from your network this minute.", **problem},
    }
    if path:
        responses["404"] = {"description": "There is nothing at this address.", **problem}
    parameters = [
        {"name": part, "in": "path", "required": True, "schema": kind}
        for part, kind in (path or {}).items()
    ]
    parameters += [_parameter(*named) for named in form.base_fields.items()] if form else []
    return {
        "get": {
            "operationId": name,
            "summary": words,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _parameter(name: str, field: forms.Field) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": field.required,
        "description": field.help_text,
        "schema": _schema(field),
    }


def _schema(field: forms.Field) -> Json:
    """The JSON schema of what a form field takes."""
    match field:
        case forms.IntegerField():
            return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
        case forms.DateField():
            return {"type": "string", "format": "date"}
        case forms.ChoiceField():
            choices: Any = field.choices
            return {"type": "string", "enum": [value for value, _ in choices]}
        case forms.SlugField():
            return {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": field.max_length}
        case forms.RegexField():
            return {"type": "string", "pattern": filters.CURSOR}
    most = getattr(field, "max_length", None)
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": "^[^\\u0000]+$"}
