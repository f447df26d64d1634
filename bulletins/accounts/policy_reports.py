"""What browsers report that a page's content security policy kept them from.

Anybody can send anything here, so little is kept: kinds of reports, not reports; of addresses only
what tells where to look, without queries and keys; a bounded number of kinds; few in a minute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from bulletins.accounts.models import PolicyReport

LONGEST_BODY = 16 * 1024
MOST_KINDS = 200
PER_MINUTE_OF_A_NETWORK, PER_HOUR_IN_ALL = 20, 600
# Extensions run in the page and are held back by its policy; that is their concern.
OWN_PROGRAMS = re.compile(r"^(chrome|moz|safari(-web)?|ms-browser)-extension")
KEY = re.compile(r"(?<=/)[\w-]{20,}(?=/|$)")


@dataclass(frozen=True)
class Violation:
    """What the policy forbade, where."""

    directive: str
    blocked: str
    page: str
    source: str
    line: int

    @property
    def fingerprint(self) -> str:
        """The same for the same mistake on whatever page."""
        parts = (self.directive, self.blocked, self.source, str(self.line))
        return sha256("\n".join(parts).encode()).hexdigest()


def read(body: bytes, *, host: str) -> Iterator[Violation]:
    """The violations on pages of ours that a report tells of; none where it is no report."""
    try:
        told = json.loads(body)
    except ValueError:
        return
    for report in told if isinstance(told, list) else [told]:
        violation = _violation(report)
        if violation is not None and _is_ours(violation, report, host):
            yield violation


def take(violations: Iterator[Violation], *, network: str, at: datetime) -> int:
    """Count each kind, unless too many come; how many were counted."""
    taken = 0
    for violation in violations:
        if not _has_room(network, at):
            break
        _count(violation, at=at)
        taken += 1
    return taken


def _violation(report: Any) -> Violation | None:
    """Both shapes: ``report-uri`` with its hyphens, and the Reporting API's ``body``."""
    if not isinstance(report, dict):
        return None
    told = report.get("csp-report") or report.get("body")
    if not isinstance(told, dict):
        return None

    def said(*names: str) -> str:
        return next((str(told[name]) for name in names if told.get(name)), "")

    line = said("line-number", "lineNumber")
    return Violation(
        directive=said("effective-directive", "effectiveDirective", "violated-directive")[:60],
        blocked=shortened(said("blocked-uri", "blockedURL")),
        page=shortened(said("document-uri", "documentURL")),
        source=shortened(said("source-file", "sourceFile")),
        line=int(line) if line.isdecimal() and len(line) < 8 else 0,
    )


def _is_ours(violation: Violation, report: dict[str, Any], host: str) -> bool:
    if not violation.directive or OWN_PROGRAMS.match(violation.blocked):
        return False
    return urlsplit(violation.page).netloc == host and not OWN_PROGRAMS.match(violation.source)


def shortened(address: str) -> str:
    """Scheme, host and path, keys masked; words such as “inline” as they are."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https", "ws", "wss"}:
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{KEY.sub('[key]', parts.path)}"[
            :200
        ]
    return (parts.scheme or parts.path)[:200]


def _has_room(network: str, at: datetime) -> bool:
    minute, hour = f"{at:%Y%m%d%H%M}", f"{at:%Y%m%d%H}"
    return (
        _next(f"csp:{network}:{minute}", 60) <= PER_MINUTE_OF_A_NETWORK
        and _next(f"csp:{hour}", 3600) <= PER_HOUR_IN_ALL
    )


def _next(counter: str, seconds: int) -> int:
    cache.add(counter, 0, seconds)
    return int(cache.incr(counter))


@transaction.atomic
def _count(violation: Violation, *, at: datetime) -> None:
    known = PolicyReport.objects.filter(fingerprint=violation.fingerprint)
    if known.update(times=F("times") + 1, last_at=at, page=violation.page):
        return
    PolicyReport.objects.create(
        fingerprint=violation.fingerprint,
        directive=violation.directive,
        blocked=violation.blocked,
        page=violation.page,
        source=violation.source,
        line=violation.line,
        first_at=at,
        last_at=at,
    )
    newest = PolicyReport.objects.order_by("-last_at").values_list("pk", flat=True)[:MOST_KINDS]
    PolicyReport.objects.exclude(pk__in=list(newest)).delete()
