"""Archives are handed in at the desk and read by a worker; documents name the run they came in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0004_pictures_comments_and_archives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="archiveimport",
            name="attempts",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Times a worker began without finishing a single post."
            ),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="bytes_read",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="file",
            field=models.FileField(blank=True, editable=False, upload_to="archives"),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="imported_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="is_published",
            field=models.BooleanField(default=False, help_text="Published as it was read."),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="posts",
            field=models.PositiveIntegerField(default=0, help_text="Posts that are done with."),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="seconds",
            field=models.FloatField(default=0, help_text="Time it has been worked on."),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="seen_at",
            field=models.DateTimeField(
                blank=True, help_text="When its worker last spoke.", null=True
            ),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="size",
            field=models.PositiveBigIntegerField(default=0, help_text="Bytes of the file."),
        ),
        migrations.AddField(
            model_name="archiveimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "being read"),
                    ("interrupted", "interrupted"),
                    ("broken", "broken off"),
                    ("done", "read to the end"),
                ],
                default="done",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="importeddocument",
            name="archive",
            field=models.ForeignKey(
                blank=True,
                help_text="The run that brought it in.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="documents",
                to="importing.archiveimport",
            ),
        ),
    ]
