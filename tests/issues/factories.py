"""Issues, takeaways and entries for tests."""

from datetime import date

import factory

from bulletins.issues.models import Entry, Issue, Source, Takeaway
from bulletins.publications.models import Publication


class IssueFactory(factory.django.DjangoModelFactory):
    """A draft of the weekly that ships, for July 21 – 27, 2017, numbered from 1000."""

    class Meta:
        model = Issue

    publication = factory.LazyFunction(lambda: Publication.objects.get(slug="ishm"))
    number = factory.Sequence(lambda n: 1000 + n)
    period_start = date(2017, 7, 21)
    period_end = date(2017, 7, 27)


class TakeawayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Takeaway

    issue = factory.SubFactory(IssueFactory)
    headline = factory.Sequence(lambda n: f"Headline {n}")
    summary = "<p>A summary of the section.</p>"
    position = factory.Sequence(int)


class EntryFactory(factory.django.DjangoModelFactory):
    """``EntryFactory(takeaway=None)`` lies in the inbox."""

    class Meta:
        model = Entry

    takeaway = factory.SubFactory(TakeawayFactory)
    event_date = date(2017, 7, 24)
    body = "<p>On July 24, a market reopened in Ramadi.</p>"
    position = factory.Sequence(int)


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    entry = factory.SubFactory(EntryFactory)
    outlet = "Iraqi press"
