"""The explorer: the whole casualty record, to look through, to link to and to take away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bulletins.incidents import charts, exchange, overview
from bulletins.incidents.changes import change_log
from bulletins.incidents.citing import citation
from bulletins.incidents.dictionary import COLUMNS, CREDIT
from bulletins.incidents.filters import CASUALTIES, Filter
from bulletins.incidents.forms import FilterForm
from bulletins.incidents.maps import draw_map
from bulletins.incidents.models import Incident, IncidentQuerySet
from bulletins.incidents.periods import words_of

ROWS_A_PAGE = 50
ON_THE_STATIC_MAP = 300
FOR_EXCEL = "excel."
ORDERS: dict[str, tuple[Any, ...]] = {
    "": (F("event_date").desc(nulls_last=True), "pk"),
    "date": (F("event_date").asc(nulls_last=True), "pk"),
    "location": ("location", "pk"),
    "deaths": (F("deaths_low").desc(nulls_last=True), "-event_date", "pk"),
    "injuries": (F("injuries_low").desc(nulls_last=True), "-event_date", "pk"),
}
View = Callable[..., HttpResponseBase]


class _Year:
    """A shortcut: the same view over one year."""

    def __init__(self, year: int, asked: Filter) -> None:
        first, last = date(year, 1, 1), date(year, 12, 31)
        self.number = year
        self.address = asked.query(start=first, end=last)
        self.is_shown = (asked.start, asked.end) == (first, last)


def _for_a_minute(view: View) -> View:
    """Anyone may keep the answer for a minute: it is the same for everybody."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=60"
        return response

    return wrapped


@require_safe
@gzip_page
@_for_a_minute
def explorer(request: HttpRequest) -> HttpResponse:
    """Filters, totals, map, trend, governorates and a page of the table; queries: always nine."""
    form = FilterForm(request.GET)
    asked = form.asked()
    step = "week" if request.GET.get("by") == "week" else "month"
    order = request.GET.get("order", "")
    seen = overview.overview(asked, step=step)
    page = _page(request, asked.apply(), order, seen.totals.incidents)
    context = {
        "form": form,
        "asked": asked,
        "asked_words": words_of(asked, CASUALTIES),
        "address": asked.query(),
        "overview": seen,
        "page": page,
        "order": order if order in ORDERS else "",
        "step": step,
        "charts": _charts(seen, step),
        "steps": [(charts.label(period, step), period.totals) for period in seen.trend],
        "years": [_Year(year, asked) for year in seen.years],
        "citation": _citation(request, asked, seen.totals.incidents),
    }
    return render(request, "incidents/explorer.html", context)


@require_safe
@gzip_page
@_for_a_minute
def points(request: HttpRequest) -> HttpResponse:
    """What the web map draws over the base map."""
    asked = FilterForm(request.GET).asked()
    return HttpResponse(overview.spots_as_json(asked), content_type="application/json")


@require_safe
@gzip_page
@_for_a_minute
def static_map(request: HttpRequest) -> HttpResponse:
    """The newest incidents asked for, as the picture that stands where scripts do not run."""
    asked = FilterForm(request.GET).asked()
    incidents = overview.latest(asked.apply(), ON_THE_STATIC_MAP)
    period = words_of(asked, CASUALTIES)
    if len(incidents) == ON_THE_STATIC_MAP:
        period = f"{period}: the newest {ON_THE_STATIC_MAP}"
    svg = draw_map(incidents, period=period, title="Incidents and casualties")
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
@gzip_page
def download(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The incidents asked for, as a file."""
    plain = form.removeprefix(FOR_EXCEL)
    if plain not in exchange.MEDIA_TYPES or form not in (plain, f"{FOR_EXCEL}csv"):
        raise Http404
    asked = FilterForm(request.GET).asked()
    pieces = exchange.export(asked.apply(), plain, citation=_citation(request, asked, None))
    if form != plain:
        pieces = chain((exchange.BYTE_ORDER_MARK,), pieces)
    response = StreamingHttpResponse(pieces, content_type=exchange.MEDIA_TYPES[plain])
    name = slugify(f"ishm incidents {asked.governorate} {asked.kind} {asked.span}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{plain}"'
    # A table has no room for its own description: its header says where that is.
    response.headers["Link"] = f'<{reverse("incident_package")}{asked.query()}>; rel="describedby"'
    return response


@require_safe
@_for_a_minute
def data_package(request: HttpRequest) -> JsonResponse:
    """The data dictionary for programs: a Data Package around the CSV that was asked for."""
    asked = FilterForm(request.GET).asked()
    address = f"{reverse('incident_download', args=['csv'])}{asked.query()}"
    package = exchange.data_package(
        request.build_absolute_uri(address), citation=_citation(request, asked, None)
    )
    return JsonResponse(package)


@require_safe
@_for_a_minute
def about_data(request: HttpRequest) -> HttpResponse:
    """The data dictionary, how the numbers are made, and how to cite them."""
    context = {"columns": COLUMNS, "credit": CREDIT, "citation": _citation(request, Filter(), None)}
    return render(request, "incidents/data.html", context)


@require_safe
@_for_a_minute
def incident(request: HttpRequest, public_id: str) -> HttpResponse:
    """One incident with its reports and the log of its changes."""
    rows = Incident.objects.select_related("kind").prefetch_related("reports")
    found = get_object_or_404(rows, public_id=public_id)
    context = {"incident": found, "changes": change_log(found)}
    return render(request, "incidents/incident.html", context)


def _page(request: HttpRequest, rows: IncidentQuerySet, order: str, count: int) -> Any:
    ordered = rows.order_by(*ORDERS.get(order, ORDERS[""])).for_reading()
    paginator = Paginator(ordered, ROWS_A_PAGE)
    paginator.count = count  # Counted already, with the totals.
    return paginator.get_page(request.GET.get("page"))


def _charts(seen: overview.Overview, step: str) -> list[Any]:
    if len(seen.trend) < 2:
        return []
    return [
        charts.chart(seen.trend, charts.INCIDENTS, step=step, title=f"Incidents by {step}"),
        charts.chart(
            seen.trend, charts.CASUALTIES, step=step, title=f"People killed and injured by {step}"
        ),
    ]


def _citation(request: HttpRequest, asked: Filter, count: int | None) -> str:
    site = request.build_absolute_uri("/")
    return citation(asked, site=site, today=timezone.localdate(), count=count)
