"""A daily as its writer has it open: the page's facts, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from bulletins.accounts.models import User
from bulletins.desk.daily_writing import DailyWriting, ItemWriting
from bulletins.desk.models import Remark
from bulletins.desk.sidebar import Sidebar
from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.issues import storylines
from bulletins.issues.models import Entry
from bulletins.rendering import html
from bulletins.tracker.models import CorrectionTask, DailyUpdate, Storyline, TrackerItem
from bulletins.tracker.questions import open_questions

RECENT = 200  # paragraphs whose themes are offered again


@dataclass(frozen=True)
class Paragraph:
    """One paragraph with its form, and what the week has made of it."""

    item: TrackerItem
    form: ItemWriting

    @property
    def form_id(self) -> str:
        """What buttons elsewhere on the page call its form by."""
        return f"item-form-{self.item.pk}"

    @property
    def entries(self) -> list[Entry]:
        """The entries it has become; one, unless somebody took one back from the bin."""
        return list(self.item.entries.all())


@dataclass(frozen=True)
class Earlier:
    """A paragraph of the daily before, and what it left open."""

    item: TrackerItem
    text: str
    questions: list[str]

    @classmethod
    def of(cls, item: TrackerItem) -> Earlier:
        """Read it."""
        text = html.plain_text(item.body)
        return cls(item, text, open_questions(text))


@dataclass(frozen=True)
class DailyDesk:
    """Everything on the page of one daily."""

    update: DailyUpdate
    viewer: User

    @cached_property
    def side(self) -> Sidebar:
        """Remarks, and who takes care of it."""
        return Sidebar.of(self.update, viewer=self.viewer)

    @cached_property
    def form(self) -> DailyWriting:
        """Head and readings."""
        return DailyWriting(instance=self.update)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """In their order."""
        items = self.update.items.prefetch_related("entries", "storylines")
        return [Paragraph(item, ItemWriting(instance=item)) for item in items]

    @cached_property
    def labels(self) -> list[str]:
        """Provinces, and the themes used lately, for the field to offer."""
        used = TrackerItem.objects.exclude(label="").order_by("-pk")[:RECENT]
        return sorted({*GOVERNORATES, *(item.label for item in used)})

    @cached_property
    def before(self) -> DailyUpdate | None:
        """The daily of the day before, or of the last day there was one."""
        earlier = DailyUpdate.objects.before(self.update).select_related("publication")
        return earlier.prefetch_related("items").first()

    @cached_property
    def earlier(self) -> list[Earlier]:
        """What stood in it."""
        items: Iterable[TrackerItem] = self.before.items.all() if self.before else ()
        return [Earlier.of(item) for item in items if item.says_something]

    @cached_property
    def questions(self) -> list[tuple[TrackerItem, str]]:
        """What it left open, sentence by sentence."""
        return [(one.item, sentence) for one in self.earlier for sentence in one.questions]

    @cached_property
    def open_remarks(self) -> list[Remark]:
        """What colleagues asked about it and nobody has answered."""
        if self.before is None:
            return []
        return list(Remark.objects.about(self.before).unresolved().select_related("author"))

    @cached_property
    def tasks(self) -> list[CorrectionTask]:
        """Mistakes readers pointed at that nobody has looked into yet."""
        waiting = CorrectionTask.objects.filter(closed_at=None)
        return list(waiting.select_related("comment__update__publication", "item"))

    @cached_property
    def silent(self) -> list[Storyline]:
        """Storylines told in the week before and not in the seven days that end with this daily."""
        last_day = self.update.date_end
        return storylines.without_news(last_day - timedelta(days=6), last_day)
