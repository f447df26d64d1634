"""Indexes with which the explorer finds out what changed, and the newest rows, without reading all."""

from django.db import migrations, models


def sort_newest_first(apps, schema_editor):
    """SQLite walks the index by day backward for this order; PostgreSQL wants one of its own."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX incident_newest_first ON incidents_incident"
            " (event_date DESC NULLS LAST, id)"
        )


def sort_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX incident_newest_first")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_kinds_reports_and_public_ids")]

    operations = [
        migrations.RemoveIndex("incident", "incident_by_day"),
        migrations.AddIndex(
            "incident",
            models.Index(fields=["event_date", "version"], name="incident_by_day"),
        ),
        migrations.RunPython(sort_newest_first, sort_as_before),
    ]
