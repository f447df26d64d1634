"""The week at a glance: everything the board shows, in a fixed number of queries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from html import unescape

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse

from bulletins.accounts.models import User
from bulletins.desk.models import Assignment, Presence, Remark
from bulletins.issues import storylines
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.tracker.models import Storyline

_TAG = re.compile(r"<[^>]*>")
FIRST_LINE = 180  # characters
LONGEST_STORY = 60  # days; a mistyped year must not fill the strip with thousands


@dataclass(frozen=True)
class Card:
    """An entry as it lies on the board."""

    entry: Entry
    address: str
    days: str
    place: str
    first_line: str
    marks: list[str]
    remarks: int
    person: User | None
    writers: list[User]

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return self.first_line[:60]


@dataclass(frozen=True)
class Section:
    """A takeaway with its cards."""

    takeaway: Takeaway
    summary_line: str
    cards: list[Card]
    remarks: int
    person: User | None
    writers: list[User]


@dataclass(frozen=True)
class Day:
    """One day of the strip, and how many entries speak of it."""

    day: date
    entries: int
    incidents: int
    is_today: bool


@dataclass(frozen=True)
class _Hanging:
    """What hangs on the entries or the takeaways of a board, by id."""

    remarks: dict[int, int]
    people: dict[int, User]
    writers: dict[int, list[User]]


@dataclass
class Board:
    """One issue as editors see it while they make it."""

    issue: Issue
    viewer: User
    at: datetime
    takeaways: list[Takeaway] = field(default_factory=list)
    unfiled: list[Entry] = field(default_factory=list)

    @classmethod
    def of(cls, issue: Issue, *, viewer: User, at: datetime) -> Board:
        """The board of an issue, read now."""
        takeaways = issue.takeaways.prefetch_related(Prefetch("entries", queryset=_entries()))
        unfiled = _entries().filter(takeaway=None)
        return cls(issue, viewer, at, takeaways=list(takeaways), unfiled=list(unfiled))

    @cached_property
    def entries(self) -> list[Entry]:
        """All filed entries, in the order readers will see."""
        return [entry for takeaway in self.takeaways for entry in takeaway.entries.all()]

    @cached_property
    def sections(self) -> list[Section]:
        """The takeaways, in the order readers will see."""
        hanging = self._hanging_on(Takeaway, self.takeaways)
        return [
            Section(
                takeaway=takeaway,
                summary_line=first_line(takeaway.summary, 320),
                cards=[self._card(entry) for entry in takeaway.entries.all()],
                remarks=hanging.remarks.get(takeaway.pk, 0),
                person=hanging.people.get(takeaway.pk),
                writers=hanging.writers.get(takeaway.pk, []),
            )
            for takeaway in self.takeaways
        ]

    @cached_property
    def inbox(self) -> list[Card]:
        """Entries that are in no section yet, of whatever week."""
        return [self._card(entry) for entry in self.unfiled]

    @cached_property
    def days(self) -> list[Day]:
        """Every day of the period, with its counts."""
        entries = Counter(day for entry in self.entries for day in days_of(entry))
        incidents = Counter(self.issue.incidents.values_list("event_date", flat=True))
        today = self.at.astimezone(self.issue.publication.zone).date()
        length = (self.issue.period_end - self.issue.period_start).days + 1
        days = (self.issue.period_start + timedelta(days=step) for step in range(length))
        return [Day(day, entries[day], incidents[day], day == today) for day in days]

    @cached_property
    def missing(self) -> list[str]:
        """What still stands between this board and a calm Thursday, in an editor's words."""
        found = self._gaps() + self._unfinished()
        if self.issue.number is None:
            found.append("The issue has no number yet.")
        if not any(day.incidents for day in self.days):
            found.append("No incident is recorded for these days.")
        return found

    @cached_property
    def silent(self) -> list[Storyline]:
        """Storylines told in the days before this issue's, and not in these."""
        return storylines.without_news(self.issue.period_start, self.issue.period_end)

    @cached_property
    def here(self) -> list[User]:
        """Colleagues who have this issue, or something in it, open."""
        present = Presence.objects.here(at=self.at).exclude(person=self.viewer)
        people = {presence.person for presence in present.select_related("person")}
        return sorted(people, key=str)

    @property
    def state(self) -> str:
        """What lies where in which version; a page that shows something else is out of date."""
        sections = ";".join(
            f"{one.pk}.{one.version}:{_versions(one.entries.all())}" for one in self.takeaways
        )
        return f"{sections}|{_versions(self.unfiled)}"

    @property
    def send_weekday(self) -> str:
        """The day everything must be ready."""
        return f"{self.send_at.astimezone(self.issue.publication.zone):%A}"

    @property
    def send_at(self) -> datetime:
        """When this issue is usually due."""
        publication = self.issue.publication
        return self.issue.send_at or publication.usual_send_at(self.issue.period_end)

    @cached_property
    def _entry_address(self) -> str:
        return reverse("desk:entry", args=[0])

    @cached_property
    def _on_entries(self) -> _Hanging:
        return self._hanging_on(Entry, self.entries + self.unfiled)

    def _hanging_on(
        self, model: type[Entry | Takeaway], rows: Iterable[Entry | Takeaway]
    ) -> _Hanging:
        ids = [row.pk for row in rows]
        remarks = Remark.objects.about_all(model, ids).filter(resolved_at=None)
        assigned = Assignment.objects.about_all(model, ids).select_related("person")
        present = Presence.objects.here(at=self.at).about_all(model, ids)
        writers: dict[int, list[User]] = {}
        for presence in present.exclude(person=self.viewer).select_related("person"):
            writers.setdefault(presence.object_id, []).append(presence.person)
        return _Hanging(
            remarks=Counter(remarks.values_list("object_id", flat=True)),
            people={one.object_id: one.person for one in assigned},
            writers=writers,
        )

    def _card(self, entry: Entry) -> Card:
        hanging = self._on_entries
        # Addresses and dates are made here: sixty cards make them sixty times, and the template's
        # own way costs more than all the rest of a card.
        return Card(
            entry=entry,
            address=self._entry_address.replace("/0/", f"/{entry.pk}/"),
            days=_days_words(entry),
            place=entry.location,
            first_line=first_line(entry.body),
            marks=self._marks(entry),
            remarks=hanging.remarks.get(entry.pk, 0),
            person=hanging.people.get(entry.pk),
            writers=hanging.writers.get(entry.pk, []),
        )

    def _marks(self, entry: Entry) -> list[str]:
        """What a card says quietly about its entry."""
        marks = []
        if not entry.body:
            marks.append("nothing written")
        if entry.event_date is None:
            marks.append("no date")
        elif not any(self.issue.has_day(day) for day in days_of(entry)):
            marks.append("outside the period")
        if entry.body and not entry.sources_count:  # type: ignore[attr-defined]
            marks.append("no source")
        return marks

    def _gaps(self) -> list[str]:
        if not self.takeaways:
            return ["There is no takeaway yet."]
        bare = [one for one in self.takeaways if not one.summary]
        empty = [one for one in self.takeaways if not one.entries.all()]
        return [f"“{_short(one)}” has no summary." for one in bare] + [
            f"“{_short(one)}” has no entries." for one in empty
        ]

    def _unfinished(self) -> list[str]:
        marks = Counter(
            mark for section in self.sections for card in section.cards for mark in card.marks
        )
        words = {
            "nothing written": "with nothing written",
            "no date": "without a date",
            "outside the period": "outside the period",
            "no source": "without a source",
        }
        found = [f"{_entries_words(marks[m])} {words[m]}." for m in words if marks[m]]
        if waiting := [card for card in self.inbox if "outside the period" not in card.marks]:
            found.append(f"{_entries_words(len(waiting))} in the inbox, not filed.")
        remarks = sum(
            section.remarks + sum(card.remarks for card in section.cards)
            for section in self.sections
        )
        if remarks:
            found.append("1 open remark." if remarks == 1 else f"{remarks} open remarks.")
        return found


def first_line(html: str, longest: int = FIRST_LINE) -> str:
    """The beginning of clean HTML as plain words; quick, for lists of many."""
    text = unescape(_TAG.sub(" ", html[: longest * 3]))
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0] + " …"


def days_of(entry: Entry) -> list[date]:
    """Every day an entry speaks of."""
    first = entry.event_date
    if first is None:
        return []
    length = ((entry.event_date_end or first) - first).days + 1
    return [first + timedelta(days=step) for step in range(min(length, LONGEST_STORY))]


def _days_words(entry: Entry) -> str:
    """“Jul 24”, “Jul 24–26” or “no date”."""
    first, last = entry.event_date, entry.event_date_end
    if first is None:
        return "no date"
    words = f"{first:%b} {first.day}"
    if last is None or last == first:
        return words
    same_month = (last.year, last.month) == (first.year, first.month)
    return f"{words}–{last.day}" if same_month else f"{words}–{last:%b} {last.day}"


def _entries() -> QuerySet[Entry]:
    # Said outright: Django leaves a model's own ordering out of queries that count.
    counted = Entry.objects.select_related("author").annotate(sources_count=Count("sources"))
    return counted.order_by("position", "pk")


def _versions(entries: Iterable[Entry]) -> str:
    return ",".join(f"{entry.pk}.{entry.version}" for entry in entries)


def _entries_words(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _short(takeaway: Takeaway) -> str:
    words = str(takeaway)
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"
