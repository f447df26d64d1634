"""Reading an issue, and keeping what was found."""

from __future__ import annotations

from datetime import datetime
from zlib import crc32

from django.db.models import Count, Max, Sum

from bulletins.issues import freezing, promotion
from bulletins.issues.models import Entry, Issue
from bulletins.preflight import dead_links, draft, engine, known
from bulletins.preflight.draft import Draft, Promoted
from bulletins.preflight.engine import Tuned
from bulletins.preflight.models import Report, Tuning
from bulletins.publications.models import Publication


def read_again(*, issue: Issue, at: datetime) -> Report:
    """Check the issue as it stands now; only what changed since the last reading is read anew."""
    stamp = stamp_of(issue)
    before = Report.objects.filter(issue=issue).first()
    outcome = engine.run(
        draft_of(issue, complaints=tuple(before.complaints) if before else ()),
        known.lexicon_now(),
        tuning=tuning_of(issue.publication),
        known=before.parts if before else None,
    )
    report, _ = Report.objects.update_or_create(
        issue=issue,
        defaults={
            "stamp": stamp,
            "findings": [finding.stored() for finding in outcome.findings],
            "parts": outcome.parts,
            "computed": outcome.computed,
            "reused": outcome.reused,
            "checked_at": at,
        },
    )
    return report


def is_current(report: Report | None, issue: Issue) -> bool:
    """Nothing was written since; names and tuning may have changed."""
    return report is not None and report.stamp == stamp_of(issue)


def draft_of(issue: Issue, *, complaints: tuple[str, ...] = ()) -> Draft:
    """The issue as preflight reads it, with the one before it."""
    issue = Issue.objects.for_reading().get(pk=issue.pk)
    earlier = (
        Issue.objects.for_reading()
        .filter(publication=issue.publication, period_start__lt=issue.period_start)
        .first()
    )
    previous = draft.read(freezing.freeze(earlier)[0]) if earlier else None
    return draft.read(
        freezing.freeze(issue)[0],
        previous=previous,
        promoted=_promoted(issue),
        dead_links=tuple(dead_links.dead_links(issue)),
        complaints=complaints,
    )


def _promoted(issue: Issue) -> tuple[Promoted, ...]:
    """What the daily says about the entries that came from it. Up to three queries."""
    entries = Entry.objects.filter(takeaway__issue=issue, promoted_from__isnull=False)
    drifted = {drift.entry.pk: drift for drift in promotion.drifts(entries)}
    return tuple(
        _what_the_daily_says(entry, drifted.get(entry.pk))
        for entry in entries.select_related("promoted_from__update")
    )


def _what_the_daily_says(entry: Entry, drift: promotion.Drift | None) -> Promoted:
    update = entry.promoted_from.update if entry.promoted_from else None
    return Promoted(
        place=f"entry:{entry.pk}",
        compared=entry.promoted_text,
        now=drift.now if drift else entry.promoted_text,
        note=drift.note if drift else "",
        first_day=update.date_start if update else None,
        last_day=update.date_end if update else None,
    )


def tuning_of(publication: Publication) -> dict[str, Tuned]:
    """What the publication set, by check."""
    return {
        row.check_id: Tuned(
            is_on=row.is_on,
            severity=row.severity,
            words=_spellings(row.words),
            limit=row.limit,
        )
        for row in Tuning.objects.filter(publication=publication)
    }


def _spellings(words: str) -> frozenset[str]:
    """Acronyms are compared as written, other words in lower case."""
    given = words.split()
    return frozenset(given) | frozenset(word.lower() for word in given)


def stamp_of(issue: Issue) -> str:
    """Changes with every save of anything in the issue, and with every correction of a daily.

    Five queries; saves are seen by counting versions.
    """
    takeaways = issue.takeaways.aggregate(rows=Count("pk"), versions=Sum("version"))
    entries = Entry.objects.filter(takeaway__issue=issue).aggregate(
        rows=Count("pk"), versions=Sum("version"), places=Sum("position")
    )
    incidents = issue.incidents.aggregate(rows=Count("pk"), versions=Sum("version"))
    numbers = [issue.version, *takeaways.values(), *entries.values(), *incidents.values()]
    return ".".join([*(str(number or 0) for number in numbers), str(_stamp_of_dailies(issue))])


def _stamp_of_dailies(issue: Issue) -> int:
    """Of the dailies its entries came from: their corrections, and what was compared with them."""
    promoted = Entry.objects.filter(takeaway__issue=issue, promoted_from__isnull=False)
    corrected = promoted.annotate(edition=Max("promoted_from__update__editions__number"))
    rows = corrected.order_by("pk").values_list("pk", "promoted_text", "edition")
    return crc32(repr(list(rows)).encode())
