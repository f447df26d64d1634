"""Dailies and their conversation, for tests."""

from datetime import UTC, date, datetime

import factory

from bulletins.publications.models import Publication
from bulletins.tracker import renditions
from bulletins.tracker.models import (
    Comment,
    DailyEdition,
    DailyRendition,
    DailyUpdate,
    Reading,
    TrackerItem,
)
from tests.publications.factories import PublicationFactory


class DailyFactory(PublicationFactory):
    """The daily that ships; made again where a test with real transactions emptied the tables."""

    class Meta:
        model = Publication
        django_get_or_create = ("slug",)

    slug = "tracker"
    kind = Publication.Kind.DAILY
    name = "Daily Tracker"
    series_title = "Iraq Daily Tracker"


class DailyUpdateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DailyUpdate

    publication = factory.SubFactory(DailyFactory)
    date_start = date(2014, 6, 21)
    date_end = date(2014, 6, 22)
    headlines = ["Border post changes hands", "Parade in the capital"]
    opening = "<p>A quiet morning and a loud evening.</p>"


class TrackerItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrackerItem

    update = factory.SubFactory(DailyUpdateFactory)
    label = "Anbar"
    body = "<p>Trucks queued at the bridge until dusk.</p>"


class ReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reading

    update = factory.SubFactory(DailyUpdateFactory)
    outlet = "River Gazette"
    url = "https://gazette.example.org/bridge"
    remark = "Counts the trucks."


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    update = factory.SubFactory(DailyUpdateFactory)
    name = "Huda"
    email = "huda@example.org"
    text = "The bridge was open again by noon."
    created_at = datetime(2014, 6, 23, 9, tzinfo=UTC)


def published_daily(*, items=(), **fields):
    """A daily readers can see, with a paragraph for each label."""
    fields = {"status": DailyUpdate.Status.PUBLISHED, "slug": "2014-06-21", **fields}
    daily = DailyUpdateFactory(**fields)
    for position, label in enumerate(items):
        body = f"<p>Words about {label}.</p>"
        TrackerItemFactory(update=daily, label=label, body=body, position=position)
    return daily


def draw(edition: DailyEdition) -> DailyEdition:
    """Draw the page of a daily, which stands from here on."""
    page = edition.renditions.get(kind=DailyRendition.Kind.WEB)
    assert renditions.make(rendition_id=page.pk, at=edition.published_at)
    return edition
