"""A conversation as its page shows it: two levels, in two queries, however long it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bulletins.tracker.models import Comment, DailyUpdate


@dataclass(frozen=True)
class Branch:
    """A comment with the replies to it, oldest first."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)


def branches(update: DailyUpdate) -> list[Branch]:
    """The approved comments of a daily, oldest first, replies under what they reply to.

    A reply whose comment was taken down stands by itself: what its writer said was approved.
    """
    comments = list(update.comments.approved())
    shown = {comment.pk for comment in comments}
    replies: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.parent_id in shown:
            replies[comment.parent_id].append(comment)
    return [
        Branch(comment, replies[comment.pk])
        for comment in comments
        if comment.parent_id not in shown
    ]
