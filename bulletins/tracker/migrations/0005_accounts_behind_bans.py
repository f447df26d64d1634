"""Tie the bans there are to the accounts with their addresses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.migrations.state import StateApps


def tie(apps: StateApps, schema_editor: Any) -> None:
    """An account behind a banned address stays banned under another one."""
    people = apps.get_model(*settings.AUTH_USER_MODEL.split(".")).objects
    for ban in apps.get_model("tracker", "Ban").objects.filter(user=None):
        ban.user = people.filter(email__iexact=ban.email).first()
        ban.save(update_fields=["user"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_bans_and_own_changes")]
    operations = [migrations.RunPython(tie, migrations.RunPython.noop)]
