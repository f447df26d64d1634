"""Rows for tests: each valid by itself, in the publication that ships."""

from __future__ import annotations

from datetime import date

import factory

from bulletins.issues.models import Entry, Issue, Source, Takeaway
from tests.publications.factories import WeeklyFactory


class IssueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Issue

    publication = factory.SubFactory(WeeklyFactory)
    period_start = date(2017, 7, 21)
    period_end = date(2017, 7, 27)


class TakeawayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Takeaway

    issue = factory.SubFactory(IssueFactory)
    headline = factory.Sequence(lambda n: f"Headline {n}")
    summary = "<p>What the section says in short.</p>"


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    takeaway = factory.SubFactory(TakeawayFactory)
    event_date = date(2017, 7, 22)
    body = "<p>On July 22, the river gauge at the old bridge was repaired.</p>"


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    entry = factory.SubFactory(EntryFactory)
    outlet = "River Gazette"
    url = "https://gazette.example.org/gauge"
