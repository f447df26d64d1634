"""Publications for tests. The two that ship are there already, through their migration."""

import factory

from bulletins.publications.models import Publication


class PublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Publication

    slug = factory.Sequence(lambda n: f"bulletin-{n}")
    kind = Publication.Kind.WEEKLY
    name = "Bulletin"
    series_title = "A Bulletin for Tests"
    publisher = "The Publisher"
    sender_name = "The Bulletin"
    sender_email = "bulletin@example.org"
    time_zone = "America/New_York"
    send_weekday = Publication.Weekday.THURSDAY


class WeeklyFactory(PublicationFactory):
    """The weekly that ships; made again where a test with real transactions emptied the tables."""

    class Meta:
        model = Publication
        django_get_or_create = ("slug",)

    slug = "ishm"
    name = "ISHM"
    series_title = "Iraq Security and Humanitarian Monitor"
    publisher = "Enabling Peace in Iraq Center"
