"""A comment as its moderator sees it: what it says, and what is known of who says it."""

from __future__ import annotations

from dataclasses import dataclass

from bulletins.rendering.html import plain_text
from bulletins.rendering.links import addresses_in
from bulletins.tracker.models import Comment, CorrectionTask, TrackerItem
from bulletins.tracker.moderation import Shelf

SHELVES = {
    Shelf.WAITING: "Waiting",
    Shelf.REPORTED: "Reported",
    Shelf.APPROVED: "Approved",
    Shelf.REJECTED: "Rejected",
    Shelf.SPAM: "Spam",
}
_FIRST_WORDS = 70
_SOUGHT = 60  # letters of a text that find those alike


@dataclass(frozen=True)
class Card:
    """One comment with its signs; it comes from ``moderation.on_shelf``."""

    comment: Comment

    @property
    def signs(self) -> list[str]:
        """What a moderator should notice before deciding."""
        links = len(addresses_in(self.comment.text))
        reports = len(self.comment.reports.all())
        return [
            words
            for words, is_so in (
                ("first comment", not getattr(self.comment, "is_known", True)),
                ("changed by its writer", self.comment.revised_at),
                ("1 link" if links == 1 else f"{links} links", links),
                ("reported once" if reports == 1 else f"reported {reports} times", reports),
            )
            if is_so
        ]

    @property
    def alike(self) -> int:
        """How many others that wait say word for word the same."""
        return getattr(self.comment, "alike", 0)

    @property
    def sought(self) -> str:
        """Words by which the queue finds those alike."""
        return self.comment.text.strip().partition("\n")[0][:_SOUGHT].strip()

    @property
    def reasons(self) -> list[str]:
        """Why readers reported it."""
        return [str(report) for report in self.comment.reports.all()]

    @property
    def task(self) -> CorrectionTask | None:
        """The correction task it became."""
        return getattr(self.comment, "task", None)

    @property
    def paragraphs(self) -> list[tuple[int, str]]:
        """The paragraphs of the daily it may be about."""
        return [(item.pk, named(item)) for item in self.comment.update.items.all()]


def named(item: TrackerItem) -> str:
    """“Anbar: Trucks queued at the bridge …”."""
    words = plain_text(item.body).replace("\n", " ")
    first = words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS].rstrip()} …"
    return f"{item.label}: {first}" if item.label else first
