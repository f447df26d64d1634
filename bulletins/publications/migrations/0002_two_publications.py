"""The two publications that ship. Editors own them from then on; nothing here overwrites them."""

from datetime import time

from django.db import migrations

PUBLISHER = {
    "publisher": "Enabling Peace in Iraq Center",
    "publisher_url": "https://enablingpeace.org/",
    "sender_email": "ishm@example.org",
    "language": "en-US",
    "time_zone": "America/New_York",
}

WEEKLY = {
    **PUBLISHER,
    "kind": "weekly",
    "name": "ISHM",
    "series_title": "Iraq Security and Humanitarian Monitor",
    "period_days": 7,
    "send_weekday": 3,
    "send_time": time(7, 0),
    "sender_name": "ISHM – Enabling Peace in Iraq Center",
    "description": (
        "A weekly review of security, politics, and humanitarian affairs in Iraq, "
        "drawn from local reporting."
    ),
    "guide_line": (
        "New to a name, a party, or a place in this issue? "
        "The Reference Guide explains who is who and where is where."
    ),
    "map_note": (
        "Positions are approximate where the reports name only a district or a distance, "
        "and incidents that no source could place are missing from the map."
    ),
    "source_line": (
        "ISHM is compiled from eyewitness reports and from news media in Iraq, "
        "most of them in Arabic and Kurdish. It is published free of charge by the "
        "Enabling Peace in Iraq Center (EPIC)."
    ),
    "subscribe_line": "Get the next issue by email on Thursday morning.",
    "footer": "You may quote ISHM freely if you name it as your source.",
}

DAILY = {
    **PUBLISHER,
    "kind": "daily",
    "name": "Daily Tracker",
    "series_title": "Iraq Daily Tracker",
    "period_days": 1,
    "send_weekday": None,
    "send_time": time(7, 0),
    "sender_name": "Iraq Daily Tracker",
    "description": "One analyst’s reading of the day’s news from Iraq.",
    "source_line": "A first reading, corrected as more becomes known.",
    "subscribe_line": "Get each day’s tracker by email.",
}


def ship(apps, schema_editor):
    Publication = apps.get_model("publications", "Publication")
    Publication.objects.get_or_create(slug="ishm", defaults=WEEKLY)
    Publication.objects.get_or_create(slug="tracker", defaults=DAILY)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_first")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
