"""Kind, last day and sources of one incident, on a page beside its pin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.clashes import Clash, seen_version
from bulletins.desk.details import DetailsForm, ReportForms
from bulletins.incidents.changes import change_log
from bulletins.incidents.models import Incident
from bulletins.incidents.services import change_incident
from bulletins.revisions.seen import own_changes
from bulletins.revisions.services import EditConflict


@require_http_methods(["GET", "POST"])
@desk_page("incidents.change_incident")
def details(request: DeskRequest, pk: int) -> HttpResponse:
    """What was reported by whom, and every change of the incident."""
    incident = get_object_or_404(Incident, pk=pk)
    typed = request.POST if request.method == "POST" else None
    may_add_kinds = request.user.has_perm("incidents.add_kind")
    form = DetailsForm(typed, incident=incident, may_add_kinds=may_add_kinds)
    reports = ReportForms(typed, incident=incident)
    if typed is None:
        return _page(request, incident, form, reports, version=incident.version)
    seen = seen_version(typed)
    if not (form.is_valid() & reports.is_valid()):
        return _page(request, incident, form, reports, version=seen, status=422)
    facts = {**form.facts(), "reports": reports.rows()}
    try:
        change_incident(
            incident=incident,
            changes=own_changes(incident, facts, seen_version=seen),
            seen_version=seen,
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        clash = Clash.of(refusal)
        return _page(
            request, incident, form, reports, version=clash.version, clash=clash, status=409
        )
    messages.success(request, "Saved. What stood there before is in the changes below.")
    return redirect("desk:incident-details", pk)


def _page(
    request: DeskRequest,
    incident: Incident,
    form: DetailsForm,
    reports: ReportForms,
    *,
    version: int,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "incident": incident,
        "issue": incident.issues.order_by("-period_end").first(),
        "form": form,
        "reports": reports,
        "version": version,
        "clash": clash,
        "changes": change_log(incident),
    }
    return render(request, "desk/incident_details.html", context, status=status)
