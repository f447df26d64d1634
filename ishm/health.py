"""Is this copy alive (``/healthz``), and can it do its work (``/readyz``)?"""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from bulletins.publications.models import Heartbeat

# The tick comes every minute; one that is five minutes old will not come by itself.
OLDEST_HEARTBEAT = timedelta(minutes=5)
BROKER_SECONDS = 2
# An issue with all its forms takes some megabytes; a database needs room to put itself right.
LEAST_FREE = 500_000_000  # bytes
FINE = "ok"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process answers. Touches nothing else, so that an outage does not restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part with “ok” or what is wrong with it; 200 when all are ok, else 503."""
    parts = {
        "database": database(),
        "broker": broker(),
        "worker_and_beat": worker_and_beat(),
        "disk": disk(),
    }
    is_ready = all(state == FINE for state in parts.values())
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


def database() -> str:
    """It answers a question that needs no table."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return FINE


def broker() -> str:
    """It takes a connection within two seconds."""
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_SECONDS) as connection:
            connection.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except (OperationalError, RedisError, OSError):
        return "does not answer"
    return FINE


def worker_and_beat() -> str:
    """The beat rang and a worker wrote it down, not long ago."""
    try:
        age = Heartbeat.age(at=timezone.now())
    except DatabaseError:
        return "unknown"
    if age is None:
        return "no heartbeat yet"
    if age > OLDEST_HEARTBEAT:
        return f"last heartbeat {age.total_seconds() / 60:.0f} minutes ago"
    return FINE


def disk() -> str:
    """There is room where everything is written."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        return f"the data folder cannot be looked at: {error.strerror}"
    return FINE if free >= LEAST_FREE else f"{free // 1_000_000} MB left"
