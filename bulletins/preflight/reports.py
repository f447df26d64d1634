"""Reading an issue, and keeping what was found."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Sum

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
        draft_of(issue),
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


def draft_of(issue: Issue) -> Draft:
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
    )


def _promoted(issue: Issue) -> tuple[Promoted, ...]:
    """What the daily says about the entries that came from it. Up to three queries."""
    entries = Entry.objects.filter(takeaway__issue=issue, promoted_from__isnull=False)
    drifted = {drift.entry.pk: drift for drift in promotion.drifts(entries)}
    return tuple(
        Promoted(
            place=f"entry:{entry.pk}",
            compared=entry.promoted_text,
            now=drifted[entry.pk].now if entry.pk in drifted else entry.promoted_text,
            note=drifted[entry.pk].note if entry.pk in drifted else "",
        )
        for entry in entries
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
    """Changes with every save of anything in the issue, by counting versions. Four queries."""
    takeaways = issue.takeaways.aggregate(rows=Count("pk"), versions=Sum("version"))
    entries = Entry.objects.filter(takeaway__issue=issue).aggregate(
        rows=Count("pk"), versions=Sum("version"), places=Sum("position")
    )
    incidents = issue.incidents.aggregate(rows=Count("pk"), versions=Sum("version"))
    numbers = [issue.version, *takeaways.values(), *entries.values(), *incidents.values()]
    return ".".join(str(number or 0) for number in numbers)
