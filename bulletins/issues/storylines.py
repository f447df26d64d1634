"""Stories followed over weeks, through dailies and weeklies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from bulletins.accounts.guard import only_for
from bulletins.issues.models import Entry
from bulletins.publications.addresses import free_slug
from bulletins.tracker.models import DailyUpdate, Storyline, TrackerItem


@dataclass(frozen=True)
class Told:
    """One paragraph or entry of a storyline, as it stands at the desk."""

    day: date | None
    where: str
    body: str
    subject: Entry | TrackerItem


def without_news(start: date, end: date) -> list[Storyline]:
    """Open storylines told in the days right before these, and not in these.

    Both spans are equally long: with a week, last week's storylines without news this week.
    """
    length = end - start
    before = _news_between(start - length - timedelta(days=1), start - timedelta(days=1))
    return list(Storyline.objects.filter(before, ~_news_between(start, end), is_open=True))


def with_counts() -> QuerySet[Storyline]:
    """Every storyline, the open ones first, with the number of its paragraphs and entries."""
    counted = Storyline.objects.annotate(
        paragraphs=Count("items", distinct=True), entry_count=Count("entries", distinct=True)
    )
    return counted.order_by("-is_open", "name")


def told_in(storyline: Storyline) -> list[Told]:
    """What belongs to it, drafts too, the newest first; in two queries."""
    items = storyline.items.select_related("update__publication")
    entries = storyline.entries.select_related("takeaway__issue__publication")
    told = [
        *(Told(item.update.date_end, str(item.update), item.body, item) for item in items),
        *(Told(entry.event_date, _issue_of(entry), entry.body, entry) for entry in entries),
    ]
    return sorted(told, key=lambda one: one.day or date.max, reverse=True)


def _issue_of(entry: Entry) -> str:
    issue = entry.takeaway.issue if entry.takeaway else None
    return str(issue) if issue else "In no issue yet"


@only_for("issues.change_entry")
@transaction.atomic
def choose(
    *, subject: Entry | TrackerItem, storylines: list[Storyline], new: str = ""
) -> list[Storyline]:
    """Let exactly these storylines go through a text; a new name begins a storyline."""
    chosen = [*storylines, begin(name=new)] if new.strip() else storylines
    subject.storylines.set(chosen)
    return chosen


@only_for("tracker.add_storyline")
def begin(*, name: str) -> Storyline:
    """The storyline of this name, begun if there is none."""
    name = " ".join(name.split())[:120]
    if known := Storyline.objects.filter(name__iexact=name).first():
        return known
    slug = free_slug(Storyline.objects.all(), slugify(name) or "storyline")
    return Storyline.objects.create(name=name, slug=slug)


def _news_between(start: date, end: date) -> Q:
    """Storylines a daily or an entry of these days tells of."""
    told = TrackerItem.objects.filter(
        storylines=OuterRef("pk"), update__date_start__lte=end, update__date_end__gte=start
    ).exclude(update__status=DailyUpdate.Status.WITHDRAWN)
    written = Entry.objects.in_period(start, end).filter(storylines=OuterRef("pk"))
    return Q(Exists(told)) | Q(Exists(written))
