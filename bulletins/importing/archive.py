"""A whole archive: every weekly and daily in it, each in a transaction of its own.

An interrupted import goes on where it stopped, because what is here already is recognized.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bulletins.importing import daily_services, services
from bulletins.importing.interpreter.daily import is_daily_title, read_daily
from bulletins.importing.interpreter.titles import read_title
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.models import ImportedDocument
from bulletins.importing.readers import wxr
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.importing.reading import DailyReading, IssueReading
from bulletins.importing.services import CannotImport
from bulletins.issues.models import Issue
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong
from bulletins.tracker.models import DailyUpdate


@dataclass(slots=True)
class ArchiveReport:
    """What an archive held and what became of it."""

    new_issues: int = 0
    known_issues: int = 0
    new_dailies: int = 0
    known_dailies: int = 0
    new_comments: int = 0
    comments_left: int = 0
    other_posts: int = 0
    refused: list[str] = field(default_factory=list)
    doubts: Counter[str] = field(default_factory=Counter)
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing between the first issue and the last."""

    numbers: list[int]
    days: list[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Archive:
    """How an archive is to be imported; ``is_rehearsal`` reads everything and saves nothing."""

    weekly: Publication
    daily: Publication
    at: datetime
    is_published: bool = False
    is_rehearsal: bool = False

    def read(self, path: Path, on_progress: Callable[[int], None]) -> ArchiveReport:
        """Import every bulletin in the file; ``on_progress`` is told the bytes read so far.

        A file that is broken half-way gives a report of what stands before the break.
        """
        report = ArchiveReport()
        try:
            for post in wxr.posts(path):
                self._take(post, report)
                on_progress(post.end)
        except UnreadableFile as error:
            report.broken = str(error)
        return report

    def _take(self, post: wxr.Post, report: ArchiveReport) -> None:
        kind = _kind(post)
        if kind is None:
            report.other_posts += 1
            return
        try:
            if kind is Publication.Kind.DAILY:
                self._take_daily(post, report)
            else:
                self._take_weekly(post, report)
        except NotABulletin as error:
            if post.title:
                report.refused.append(f"{_name(post)}: {error}")
            else:
                report.other_posts += 1
        except (CannotImport, TooLong) as error:
            report.refused.append(f"{_name(post)}: {error}")

    def _take_weekly(self, post: wxr.Post, report: ArchiveReport) -> None:
        # Weeklies take no comments; how many there were is at least said.
        report.comments_left += len(post.comments)
        known = _known(post)
        issue = known.issue if known else self._read_weekly(post, report)
        report.known_issues += known is not None
        if issue and self.is_published and not self.is_rehearsal:
            services.publish_imported(issue=issue, at=post.published_at or self.at)

    def _read_weekly(self, post: wxr.Post, report: ArchiveReport) -> Issue | None:
        reading = read_issue(post.document())
        _count_doubts(reading, report)
        if self.is_rehearsal:
            services.refuse_unsavable(reading)
            report.new_issues += 1
            return None
        saved = services.save_issue(reading=reading, publication=self.weekly, at=self.at)
        report.new_issues += saved.is_new
        report.known_issues += not saved.is_new
        return saved.issue

    def _take_daily(self, post: wxr.Post, report: ArchiveReport) -> None:
        known = _known(post)
        daily = known.daily if known else self._read_daily(post, report)
        report.known_dailies += known is not None
        if daily is None or self.is_rehearsal:
            return
        report.new_comments += daily_services.save_comments(daily=daily, comments=post.comments)
        if self.is_published:
            moment = post.published_at or self.at
            daily_services.publish_imported_daily(daily=daily, at=moment)

    def _read_daily(self, post: wxr.Post, report: ArchiveReport) -> DailyUpdate | None:
        reading = read_daily(post.document())
        _count_doubts(reading, report)
        if self.is_rehearsal:
            daily_services.refuse_unsavable_daily(reading)
            report.new_dailies += 1
            return None
        saved = daily_services.save_daily(reading=reading, publication=self.daily, at=self.at)
        report.new_dailies += saved.is_new
        report.known_dailies += not saved.is_new
        return saved.daily


def gaps(publication: Publication) -> Gaps:
    """Numbers and days that no issue has, between the first issue and the last."""
    issues = Issue.objects.filter(publication=publication).order_by("period_start")
    numbers = {number for number in issues.values_list("number", flat=True) if number is not None}
    missing = sorted(set(range(min(numbers), max(numbers))) - numbers) if numbers else []
    periods = list(issues.values_list("period_start", "period_end"))
    day = timedelta(days=1)
    days = [
        (last[1] + day, following[0] - day)
        for last, following in pairwise(periods)
        if following[0] - last[1] > day
    ]
    return Gaps(missing, days)


def _kind(post: wxr.Post) -> Publication.Kind | None:
    """Weekly, daily, or neither. A post without a title may be a weekly: its text will tell."""
    if post.kind not in {"post", "page"} or post.status != "publish":
        return None
    if is_daily_title(post.title):
        return Publication.Kind.DAILY
    is_weekly = not post.title or read_title(post.title) is not None
    return Publication.Kind.WEEKLY if is_weekly else None


def _known(post: wxr.Post) -> ImportedDocument | None:
    """What this very post became before; asked first, so that resuming costs no reading."""
    documents = ImportedDocument.objects.select_related("issue", "daily")
    return documents.filter(sha256=post.sha256).first()


def _name(post: wxr.Post) -> str:
    return post.title or post.address or "a post without title"


def _count_doubts(reading: IssueReading | DailyReading, report: ArchiveReport) -> None:
    report.doubts.update(doubt.check for doubt in reading.doubts)
