"""The weekly and the daily: everything about them that is not hard-coded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Try “America/New_York”.")


# What an edition keeps: names and addresses change over the years, a published page does not.
STANDING_LINES = (
    "name", "series_title", "publisher", "publisher_url", "postal_address", "language",
    "description", "guide_line", "map_note", "source_line", "subscribe_line", "footer",
)  # fmt: skip


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Which publication?"""

    def weekly(self) -> Publication:
        """The one whose issues this site publishes."""
        return self.filter(kind=Publication.Kind.WEEKLY).earliest("pk")

    def daily(self) -> Publication:
        """The one whose daily updates this site publishes."""
        return self.filter(kind=Publication.Kind.DAILY).earliest("pk")


class Publication(models.Model):
    """The weekly or the daily: its name, sender, send habit and standing lines.

    The standing lines are frozen into every edition, since names and addresses change over the
    years. Two publications ship: ISHM and the Daily Tracker.
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly"
        DAILY = "daily"

    class Weekday(models.IntegerChoices):
        """As ``date.weekday()`` counts."""

        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80, help_text="The short name titles begin with: “ISHM”.")
    series_title = models.CharField(max_length=160, help_text="The full name of the series.")
    publisher = models.CharField(max_length=160)
    publisher_url = models.URLField(blank=True)
    language = models.CharField(max_length=12, default="en-US", help_text="A BCP 47 tag.")

    period_days = models.PositiveSmallIntegerField(
        default=7, help_text="The usual length of a period; a proposal, never a rule."
    )
    send_weekday = models.PositiveSmallIntegerField(
        choices=Weekday, null=True, blank=True, help_text="Empty: no fixed day."
    )
    send_time = models.TimeField(default=time(7, 0))
    time_zone = models.CharField(
        max_length=60, default="America/New_York", validators=[validate_time_zone]
    )

    sender_name = models.CharField(max_length=120)
    sender_email = models.EmailField()
    reply_to = models.EmailField(blank=True, help_text="A mailbox that somebody reads.")
    postal_address = models.CharField(max_length=240, blank=True)

    description = models.TextField(blank=True, help_text="One sentence for readers new to it.")
    guide_line = models.TextField(blank=True, help_text="Stands below the takeaways.")
    map_note = models.TextField(blank=True, help_text="Stands below the map.")
    source_line = models.TextField(blank=True, help_text="Where the reporting comes from.")
    subscribe_line = models.TextField(blank=True)
    footer = models.TextField(blank=True)

    comments_close_after_days = models.PositiveSmallIntegerField(
        default=30, help_text="Replies are taken this long after publication; 0 takes none."
    )
    trusts_known_commenters = models.BooleanField(
        default=False,
        help_text="Show the replies of somebody approved before at once, unless full of links.",
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone its clock times are meant in."""
        return ZoneInfo(self.time_zone)

    def standing_lines(self) -> dict[str, str]:
        """What every edition says about itself, as it is now."""
        return {name: getattr(self, name) for name in STANDING_LINES}

    def usual_send_at(self, day: date) -> datetime:
        """The send time on the first send weekday on or after ``day``, as an aware datetime."""
        wait = 0 if self.send_weekday is None else (self.send_weekday - day.weekday()) % 7
        sending_day = date.fromordinal(day.toordinal() + wait)
        return datetime.combine(sending_day, self.send_time, tzinfo=self.zone)


class Heartbeat(models.Model):
    """When the beat last reached a worker, and the worker the database: one row for the chain."""

    SINGLE = 1

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} UTC"

    @classmethod
    def note(cls, *, at: datetime) -> None:
        """The chain is alive."""
        cls.objects.update_or_create(pk=cls.SINGLE, defaults={"at": at})

    @classmethod
    def age(cls, *, at: datetime) -> timedelta | None:
        """How long ago it was last noted; None when it never was."""
        row = cls.objects.filter(pk=cls.SINGLE).first()
        return at - row.at if row else None
