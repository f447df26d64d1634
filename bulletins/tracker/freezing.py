"""What readers will see of a daily, as one JSON document that never changes once frozen."""

from __future__ import annotations

from bulletins.publications.editions import Content, fingerprint
from bulletins.rendering import html
from bulletins.tracker.dates import days_words
from bulletins.tracker.models import DailyUpdate, Reading, TrackerItem


def freeze(update: DailyUpdate) -> tuple[Content, str]:
    """The daily's content as it stands now, and the SHA-256 of it.

    Load it with ``DailyUpdate.objects.for_reading()`` first: three queries in all.
    """
    opening = html.clean(update.opening)
    content: Content = {
        "title": update.title,
        "date_start": update.date_start.isoformat(),
        "date_end": update.date_end.isoformat(),
        "days": days_words(update.date_start, update.date_end),
        "headlines": list(update.headlines),
        "opening": html.plain_text(opening),
        "opening_html": opening,
        "author": str(update.author) if update.author else "",
        "publication": update.publication.standing_lines(),
        "items": [_item(item) for item in update.items.all() if item.says_something],
        "readings": [_reading(reading) for reading in update.readings.all()],
    }
    return content, fingerprint(content)


def _item(item: TrackerItem) -> Content:
    body = html.clean(item.body)
    return {
        "id": item.pk,
        "label": item.label,
        "is_analysis": item.is_analysis,
        "text": html.plain_text(body),
        "html": body,
    }


def _reading(reading: Reading) -> Content:
    return {
        "outlet": reading.outlet,
        "author": reading.author,
        "title": reading.title,
        "url": reading.url,
        "remark": reading.remark,
    }
