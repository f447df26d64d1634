"""Kinds, reports with their own figures, days, and an id for good on every incident."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import bulletins.incidents.models
from bulletins.incidents.kinds import add_missing


def begin_kinds(apps, schema_editor):
    """Before incidents point to them."""
    add_missing(apps.get_model("incidents", "Kind"), using=schema_editor.connection.alias)


def give_ids(apps, schema_editor):
    incidents = apps.get_model("incidents", "Incident").objects.using(
        schema_editor.connection.alias
    )
    for incident in incidents.filter(public_id=None).iterator():
        incident.public_id = bulletins.incidents.models.new_public_id()
        incident.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="Kind",
            fields=[
                ("slug", models.SlugField(max_length=24, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=100)),
            ],
            options={"ordering": ["position", "name"]},
        ),
        migrations.RunPython(begin_kinds, migrations.RunPython.noop),
        migrations.AddField(
            "incident",
            "kind",
            models.ForeignKey(
                default="ied",
                on_delete=django.db.models.deletion.PROTECT,
                to="incidents.kind",
            ),
        ),
        migrations.AddField(
            "incident",
            "event_date_end",
            models.DateField(
                "last day",
                null=True,
                blank=True,
                help_text="Only for an event over several days.",
            ),
        ),
        migrations.AlterField(
            "incident",
            "notes",
            models.TextField(blank=True, help_text="Shown with the table: disputed figures."),
        ),
        migrations.AddField("incident", "public_id", models.CharField(max_length=12, null=True)),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            "incident",
            "public_id",
            models.CharField(
                "public id",
                default=bulletins.incidents.models.new_public_id,
                editable=False,
                max_length=12,
                unique=True,
            ),
        ),
        migrations.AddIndex(
            "incident", models.Index(fields=["event_date"], name="incident_by_day")
        ),
        migrations.AddIndex(
            "incident",
            models.Index(fields=["governorate", "event_date"], name="incident_by_governorate"),
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(event_date_end__isnull=True) | Q(event_date__lte=F("event_date_end")),
                name="incident_days_run_forward",
                violation_error_message="The last day of an event cannot be before its first.",
            ),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outlet", models.CharField(max_length=160)),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="link")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("deaths_low", models.PositiveIntegerField(blank=True, null=True)),
                ("deaths_high", models.PositiveIntegerField(blank=True, null=True)),
                ("injuries_low", models.PositiveIntegerField(blank=True, null=True)),
                ("injuries_high", models.PositiveIntegerField(blank=True, null=True)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(deaths_low__isnull=True)
                        | Q(deaths_high__isnull=True)
                        | Q(deaths_low__lte=F("deaths_high")),
                        name="report_deaths_low_to_high",
                        violation_error_message=(
                            "The lower number of deaths is above the higher one."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=Q(injuries_low__isnull=True)
                        | Q(injuries_high__isnull=True)
                        | Q(injuries_low__lte=F("injuries_high")),
                        name="report_injuries_low_to_high",
                        violation_error_message=(
                            "The lower number of injuries is above the higher one."
                        ),
                    ),
                ],
            },
        ),
    ]
