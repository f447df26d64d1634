"""Pictures of documents are rows, each brought in by itself; those named before are offered."""

from html import escape

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def offer(apps, schema_editor):
    document_model = apps.get_model("importing", "ImportedDocument")
    picture_model = apps.get_model("importing", "ImportedPicture")
    picture_model.objects.bulk_create(
        picture_model(
            document=document,
            place=place,
            words=f"<figure><figcaption>{escape(words, quote=False)}</figcaption></figure>",
            description=words[:500],
            address=address,
        )
        for document in document_model.objects.exclude(named_pictures=[])
        for place, words, address in document.named_pictures
    )


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0005_archives_handed_in_at_the_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("importeddocument", "pictures", "named_pictures"),
        migrations.CreateModel(
            name="ImportedPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(help_text="Where it stands in the document.", max_length=60),
                ),
                (
                    "body_place",
                    models.CharField(
                        blank=True,
                        help_text="Where the text begins that it stands in.",
                        max_length=60,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="What stands for it in the draft until it is there, as HTML.",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True, help_text="For readers who do not see it.", max_length=500
                    ),
                ),
                (
                    "caption",
                    models.TextField(
                        blank=True, help_text="As it stands below it.", max_length=2000
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        help_text="Who made it, where the caption does not say so.",
                        max_length=200,
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="Where it lies on the web.", max_length=1000
                    ),
                ),
                ("file", models.FileField(blank=True, editable=False, upload_to="imported")),
                (
                    "figure",
                    models.CharField(
                        blank=True, help_text="Where it is shown from here.", max_length=200
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "on the web, not asked for"),
                            ("waiting", "on its way"),
                            ("coming", "being brought in"),
                            ("here", "in the draft"),
                            ("failed", "could not be brought in"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=300)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="importing.importeddocument",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(offer, migrations.RunPython.noop),
    ]
