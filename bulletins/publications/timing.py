"""When something due is too late to go out by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

# After a long outage, or on a restored backup, a bulletin that goes out by itself would surprise
# everyone: a person decides.
LATEST = timedelta(hours=6)


def too_late(due_at: datetime | None, *, at: datetime) -> str:
    """Why this must wait for a person, for the row that is held; empty when it may go."""
    if due_at is None or at - due_at <= LATEST:
        return ""
    return f"Due at {due_at:%Y-%m-%d %H:%M} UTC, more than 6 hours ago."
