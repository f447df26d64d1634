"""The incidents of an issue, typed like a sheet."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.conflicts import Conflict
from bulletins.desk.grid import IncidentRow, cells_of, cells_with
from bulletins.desk.services import sheet
from bulletins.desk.views.writing import sitting_of
from bulletins.incidents.doubts import doubts
from bulletins.incidents.models import Incident
from bulletins.issues.models import Issue
from bulletins.revisions.seen import Seen
from bulletins.revisions.services import EditConflict

_DOUBTED = (
    "event_date", "location", "latitude", "longitude", "deaths_low", "deaths_high",
    "injuries_low", "injuries_high",
)  # fmt: skip


@require_GET
@desk_page("incidents.change_incident")
def incidents(request: DeskRequest, issue_id: int) -> HttpResponse:
    """The sheet."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    today = timezone.localdate()
    rows = [
        {"incident": one, "cells": cells_of(one), "doubts": _doubts(one, today)}
        for one in issue.incidents.newest_first()
    ]
    context = {
        "issue": issue,
        "rows": rows,
        "totals": issue.incidents.totals(),
        "may_remove": request.user.has_perm("incidents.delete_incident"),
    }
    return render(request, "desk/incidents.html", context)


@require_GET
@desk_page("incidents.change_incident")
def rows_now(request: DeskRequest, issue_id: int) -> JsonResponse:
    """Every row as it is stored, for a sheet that has been open for a while."""
    issue = get_object_or_404(Issue, pk=issue_id)
    today = timezone.localdate()
    rows = [_row(incident, today) for incident in issue.incidents.newest_first()]
    return JsonResponse({"rows": rows, "totals": _totals(issue)})


@require_POST
@desk_page("incidents.change_incident")
def save_row(request: DeskRequest, issue_id: int) -> JsonResponse:
    """Save one row; the answer holds what is wrong with it, or what it comes to."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    row = IncidentRow(request.POST, issue=issue)
    if row.is_blank():
        return JsonResponse({"message": "Nothing is typed in this row yet."}, status=422)
    if not row.is_valid():
        problems = {name: " ".join(map(str, errors)) for name, errors in row.errors.items()}
        return JsonResponse({"problems": problems}, status=422)
    try:
        incident = _write(request, issue, row.facts())
    except EditConflict as found:
        return JsonResponse(_both(request, found), status=409)
    told = _row(incident, timezone.localdate())
    return JsonResponse({**told, "totals": _totals(issue)})


@require_POST
@desk_page("incidents.delete_incident")
def remove_row(request: DeskRequest, issue_id: int, incident_id: int) -> JsonResponse:
    """Throw one row away."""
    issue = get_object_or_404(Issue, pk=issue_id)
    incident = get_object_or_404(issue.incidents, pk=incident_id)
    try:
        sheet.remove_row(
            incident=incident,
            seen_version=_version(request),
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as found:
        who = Conflict.last_writer(found.subject)
        words = f"{who} has just changed this row; it was not removed. Look at it again first."
        return JsonResponse({"message": words}, status=409)
    return JsonResponse({"totals": _totals(issue)})


def _write(request: DeskRequest, issue: Issue, facts: dict[str, Any]) -> Incident:
    key = request.POST.get("incident", "")
    if not key.isdecimal():
        return sheet.add_row(issue=issue, facts=facts, author=request.user, at=timezone.now())
    return sheet.change_row(
        incident=get_object_or_404(issue.incidents, pk=key),
        facts=facts,
        seen_version=_version(request),
        author=request.user,
        at=timezone.now(),
        sitting=sitting_of(request),
    )


def _row(incident: Incident, today: date) -> dict[str, Any]:
    return {
        "incident": incident.pk,
        "version": incident.version,
        "cells": cells_of(incident),
        "doubts": _doubts(incident, today),
    }


def _both(request: DeskRequest, found: EditConflict) -> dict[str, Any]:
    """The row as it is stored, and the cells that two people have changed."""
    incident = cast("Incident", found.subject)
    seen = Seen.by(
        incident, version=_version(request), author=request.user, sitting=sitting_of(request)
    )
    unlike = {name for name, yours in found.yours.items() if found.theirs[name] != yours}
    return {
        "by": Conflict.last_writer(incident),
        "version": incident.version,
        "cells": cells_of(incident),
        "disputed": cells_with(unlike & seen.others if seen else unlike),
    }


def _totals(issue: Issue) -> dict[str, str | int]:
    totals = issue.incidents.totals()
    return {
        "incidents": totals.incidents,
        "deaths": str(totals.deaths),
        "injuries": str(totals.injuries),
    }


def _doubts(incident: Incident, today: date) -> list[str]:
    return doubts({name: getattr(incident, name) for name in _DOUBTED}, today=today)


def _version(request: DeskRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
