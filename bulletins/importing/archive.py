"""A whole archive: every weekly and daily in it, each in a transaction of its own.

An interrupted import goes on where it stopped, because what is here already is recognized.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from bulletins.importing import daily_services, publishing, services
from bulletins.importing.document import Document
from bulletins.importing.documents_kept import keep_comments
from bulletins.importing.interpreter.daily import is_daily_title, read_daily
from bulletins.importing.interpreter.titles import read_title
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.models import (
    ArchiveImport,
    ImportedDocument,
    OldAddress,
    by_number,
    path_of,
)
from bulletins.importing.readers import papers, wxr
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.importing.reading import DailyReading, IssueReading
from bulletins.importing.services import CannotImport
from bulletins.issues.models import Issue
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong
from bulletins.tracker.models import DailyUpdate

Post = wxr.Post | papers.Paper
_TITLE_AMONG = 12  # blocks


@dataclass(slots=True)
class ArchiveReport:
    """What an archive held and what became of it."""

    new_issues: int = 0
    known_issues: int = 0
    new_dailies: int = 0
    known_dailies: int = 0
    new_comments: int = 0
    kept_comments: int = 0
    other_posts: int = 0
    refused: list[str] = field(default_factory=list)
    doubts: Counter[str] = field(default_factory=Counter)
    broken: str = ""

    def facts(self) -> dict[str, Any]:
        """All of it by name, as the desk and ``--json`` show it."""
        return {fact.name: getattr(self, fact.name) for fact in fields(self)}

    @classmethod
    def of(cls, facts: dict[str, Any]) -> ArchiveReport:
        """The report as it was put down, to be gone on with."""
        return cls(**facts | {"doubts": Counter(facts["doubts"])})


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing between the first issue and the last."""

    numbers: list[int]
    days: list[tuple[date, date]]

    @property
    def numbers_in_words(self) -> list[str]:
        """“38–104”, “121”: neighbors together."""
        spans: list[list[int]] = []
        for number in self.numbers:
            if spans and spans[-1][-1] == number - 1:
                spans[-1].append(number)
            else:
                spans.append([number])
        return [f"{s[0]}–{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans]


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
        run = None if self.is_rehearsal else self._begin(path)
        try:
            for post in posts(path):
                self.take(post, report, run)
                on_progress(post.end)
        except UnreadableFile as error:
            report.broken = str(error)
        except KeyboardInterrupt:
            _settle(run, report, ArchiveImport.State.STOPPED)
            raise
        is_broken = bool(report.broken)
        _settle(run, report, ArchiveImport.State.BROKEN if is_broken else ArchiveImport.State.DONE)
        return report

    def _begin(self, path: Path) -> ArchiveImport:
        return ArchiveImport.objects.create(
            name=path.name[:300],
            imported_at=self.at,
            is_published=self.is_published,
            state=ArchiveImport.State.STOPPED,  # what it is if this process is killed
            facts=ArchiveReport().facts(),
        )

    def take(self, post: Post, report: ArchiveReport, run: ArchiveImport | None = None) -> None:
        """Import one post, or say in the report why not. The document names its ``run``."""
        try:
            kind = _kind(post)
            if kind is None:
                report.other_posts += 1
            elif kind is Publication.Kind.DAILY:
                self._take_daily(post, report)
            else:
                self._take_weekly(post, report)
        except NotABulletin as error:
            if post.must_be_bulletin:
                report.refused.append(f"{post.name}: {error}")
            else:
                report.other_posts += 1
        except UnreadableFile as error:
            report.refused.append(f"{post.name}: {error}")
            return
        except (CannotImport, TooLong) as error:
            report.refused.append(f"{post.name}: {error}")
        if run is not None:
            ImportedDocument.objects.filter(sha256=post.sha256).update(archive=run)
        self._keep_addresses(post)

    def _keep_addresses(self, post: Post) -> None:
        """A post is found by its number too; the page of a picture leads to the post it was in."""
        if self.is_rehearsal:
            return
        is_picture = post.kind == "attachment"
        subject = OldAddress.objects.numbered(post.parent) if is_picture else _known(post)
        if subject is None or not (subject.issue_id or subject.daily_id):
            return
        leads_to = {"issue_id": subject.issue_id, "daily_id": subject.daily_id}
        for path in {by_number(post.number), path_of(post.address)} - {""}:
            OldAddress.objects.get_or_create(path=path, defaults=leads_to)

    def _take_weekly(self, post: Post, report: ArchiveReport) -> None:
        known = _known(post)
        issue = known.issue if known else self._read_weekly(post, report)
        report.known_issues += known is not None
        report.kept_comments += self._keep_comments(post)
        if issue:
            self._publish(known or issue.documents.first())

    def _publish(self, document: ImportedDocument | None) -> None:
        """At its old date, once the pictures that came along are in."""
        if document and self.is_published and not self.is_rehearsal:
            moment = publishing.posted_at(document)
            publishing.publish_once_complete(document=document, at=moment)

    def _keep_comments(self, post: Post) -> int:
        """Weeklies have no comments here: they stay with the document, to be read there."""
        document = None if self.is_rehearsal else _known(post)
        return keep_comments(document=document, comments=post.comments) if document else 0

    def _read_weekly(self, post: Post, report: ArchiveReport) -> Issue | None:
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

    def _take_daily(self, post: Post, report: ArchiveReport) -> None:
        known = _known(post)
        daily = known.daily if known else self._read_daily(post, report)
        report.known_dailies += known is not None
        if daily is None or self.is_rehearsal:
            return
        report.new_comments += daily_services.save_comments(daily=daily, comments=post.comments)
        self._publish(known or daily.documents.first())

    def _read_daily(self, post: Post, report: ArchiveReport) -> DailyUpdate | None:
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


def _settle(run: ArchiveImport | None, report: ArchiveReport, state: ArchiveImport.State) -> None:
    """Put down what came of a run, also of one that a person interrupted."""
    if run is not None:
        run.state, run.facts = state, report.facts()
        run.save(update_fields=["state", "facts"])


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


def posts(path: Path) -> Iterator[Post]:
    """What an archive holds: the posts of an export, or the documents packed into a zip file."""
    return papers.papers(path) if papers.is_package(path) else wxr.posts(path)


def size(path: Path) -> int:
    """The bytes that ``end`` of its posts runs up to."""
    return papers.size(path) if papers.is_package(path) else wxr.size(path)


def is_daily(document: Document) -> bool:
    """Its title, which stands near the top, is that of a daily."""
    return any(is_daily_title(block.text) for block in document.blocks[:_TITLE_AMONG])


def _kind(post: Post) -> Publication.Kind | None:
    """Weekly, daily, or neither. A post without a title may be a weekly: its text will tell."""
    if post.kind not in {"post", "page"} or post.status != "publish":
        return None
    if isinstance(post, papers.Paper):
        return Publication.Kind.DAILY if is_daily(post.document()) else Publication.Kind.WEEKLY
    if is_daily_title(post.title):
        return Publication.Kind.DAILY
    is_weekly = not post.title or read_title(post.title) is not None
    return Publication.Kind.WEEKLY if is_weekly else None


def _known(post: Post) -> ImportedDocument | None:
    """What this very post became before; asked first, so that resuming costs no reading."""
    documents = ImportedDocument.objects.select_related("issue", "daily")
    return documents.filter(sha256=post.sha256).first()


def _count_doubts(reading: IssueReading | DailyReading, report: ArchiveReport) -> None:
    report.doubts.update(doubt.check for doubt in reading.doubts)
