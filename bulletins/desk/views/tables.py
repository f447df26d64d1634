"""Tables of incidents at the desk: what they would do to the record, then what they did."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.incidents.intake.pages import Door, import_table
from bulletins.issues.assembly import collect_incidents
from bulletins.issues.models import Issue


@require_http_methods(["GET", "POST"])
@desk_page("incidents.add_incident")
def take_in(request: DeskRequest, issue_id: int) -> HttpResponse:
    """Choose a file, look at the preview, save it; the issue counts what falls into its days."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    door = Door(
        template="desk/incident_table.html",
        page=reverse("desk:import-incidents", args=[issue.pk]),
        done=reverse("desk:incidents", args=[issue.pk]),
    )
    collect = partial(collect_incidents, issue)
    return import_table(request, {"issue": issue}, door=door, when_saved=collect)
