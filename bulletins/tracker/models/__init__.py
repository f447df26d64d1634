"""The Daily Tracker: a post a day, its readings, and what readers reply."""

from bulletins.tracker.models.posts import (
    DailyEdition,
    DailyRendition,
    DailyUpdate,
    Reading,
    Storyline,
    TrackerItem,
)
from bulletins.tracker.models.replies import Ban, Comment, CommentReport, CorrectionTask, Decision

__all__ = [
    "Ban",
    "Comment",
    "CommentReport",
    "CorrectionTask",
    "DailyEdition",
    "DailyRendition",
    "DailyUpdate",
    "Decision",
    "Reading",
    "Storyline",
    "TrackerItem",
]
