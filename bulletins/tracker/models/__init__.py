"""The Daily Tracker: a post a day, its readings, and what readers reply."""

from bulletins.tracker.models.posts import (
    DailyEdition,
    DailyRendition,
    DailyUpdate,
    Reading,
    Storyline,
    TrackerItem,
)
from bulletins.tracker.models.previews import DailyPreview
from bulletins.tracker.models.replies import (
    Ban,
    Comment,
    CommentReport,
    CorrectionTask,
    Decision,
    NetworkBan,
)

__all__ = [
    "Ban",
    "Comment",
    "CommentReport",
    "CorrectionTask",
    "DailyEdition",
    "DailyPreview",
    "DailyRendition",
    "DailyUpdate",
    "Decision",
    "NetworkBan",
    "Reading",
    "Storyline",
    "TrackerItem",
]
