"""Figures for Prometheus at ``/metrics``: what was asked of the site, and how its work stands.

Requests are counted in each process; ``ishm/web.py`` gives its workers a common folder, so that any
of them can tell the sum. How the work stands is read from database and broker when asked.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from bulletins.accounts.models import AccountMail, PolicyReport
from bulletins.accounts.networks import address_of
from bulletins.issues.models import Rendition
from bulletins.publications.models import Heartbeat
from bulletins.subscribers.models import Delivery, Mailing
from bulletins.tracker.models import DailyRendition
from ishm import health

QUEUES = ("default", "mail", "pdf")
METHODS = {"GET", "HEAD", "POST"}
# Mailings that ended earlier tell nothing about today.
RECENT = timedelta(days=7)

REQUESTS = Counter("ishm_requests", "Answers given.", ["method", "view", "status"])
SECONDS = Histogram(
    "ishm_request_seconds",
    "Time until an answer was ready.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def measure(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Count every request and how long it took."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else ""
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - started)
        return response

    return middleware


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, for whoever has the token or asks from a network that may."""
    if not may_read(request):
        raise Http404
    body = generate_latest(processes()) + generate_latest(state())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """By the token, or by the address it comes from."""
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(said.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        address = ip_address(address_of(request))
    except ValueError:  # A Unix socket has no address.
        return False
    return any(address in network for network in settings.METRICS_NETWORKS)


def processes() -> CollectorRegistry:
    """The requests of all web processes, or of this one when it is alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def state() -> CollectorRegistry:
    """How the work stands now."""
    registry = CollectorRegistry()
    registry.register(Work())
    return registry


class Work(Collector):
    """Reads its figures when it is asked; what cannot be read is left out, and its part is down."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        is_there = {"database": health.database(), "broker": health.broker()}
        yield gauge(
            "ishm_up",
            "1 when this part answers.",
            "part",
            {part: float(said == health.FINE) for part, said in is_there.items()},
        )
        if is_there["broker"] == health.FINE:
            yield gauge("ishm_queue_length", "Tasks that wait.", "queue", queue_lengths())
        if is_there["database"] == health.FINE:
            yield from in_the_database()


def in_the_database() -> Iterator[GaugeMetricFamily]:
    """Each figure by its states, so that a new state needs no change here."""
    now = timezone.now()
    recent = Mailing.objects.exclude(finished_at__lt=now - RECENT)
    age = Heartbeat.age(at=now)
    if age is not None:
        yield GaugeMetricFamily(
            "ishm_beat_age_seconds",
            "Since beat, broker, worker and database last worked together.",
            value=age.total_seconds(),
        )
    yield by_state("ishm_mailings", "Mailings not long ended.", recent, "state")
    yield by_state(
        "ishm_deliveries",
        "Mails to readers, of those mailings.",
        Delivery.objects.filter(mailing__in=recent),
        "state",
    )
    yield by_state("ishm_renditions", "Forms of issues.", Rendition.objects.all(), "status")
    yield by_state(
        "ishm_daily_renditions", "Forms of dailies.", DailyRendition.objects.all(), "status"
    )
    yield GaugeMetricFamily(
        "ishm_account_mails_waiting",
        "Mails about accounts and failures that wait for a worker.",
        value=AccountMail.objects.filter(sent_at=None).count(),
    )
    yield GaugeMetricFamily(
        "ishm_policy_reports",
        "Kinds of reports that a page tried what its policy forbids.",
        value=PolicyReport.objects.count(),
    )


def by_state(name: str, says: str, rows: QuerySet, field: str) -> GaugeMetricFamily:
    """How many rows there are in each state."""
    counted = rows.order_by().values_list(field).annotate(rows=Count("pk"))
    return gauge(name, says, "state", {str(value): float(count) for value, count in counted})


def gauge(name: str, says: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    """One figure for each value of a label."""
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, figure in values.items():
        family.add_metric([value], figure)
    return family


def queue_lengths() -> dict[str, float]:
    """How many tasks wait in each queue."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    with Connection(settings.CELERY_BROKER_URL, transport_options=options) as connection:
        return {queue: float(_length(connection, queue)) for queue in QUEUES}


def _length(connection: Connection, queue: str) -> int:
    # For Redis, declaring a queue writes nothing; asked “passively”, kombu forgets our key prefix.
    found = connection.default_channel.queue_declare(queue)  # type: ignore[attr-defined]
    return int(found.message_count)
