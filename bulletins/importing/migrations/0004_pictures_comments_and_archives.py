"""What a draft cannot hold is kept beside it, and what a run over an archive came to is kept too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("importing", "0003_compared_and_accepted")]

    operations = [
        migrations.AddField(
            "importeddocument",
            "pictures",
            models.JSONField(
                blank=True,
                default=list,
                help_text="[place, words, address] of each; none is fetched.",
            ),
        ),
        migrations.AddField(
            "importeddocument",
            "comments",
            models.JSONField(
                blank=True,
                default=list,
                help_text="[when, name, standing, text] of readers' replies that have no page here.",
            ),
        ),
        migrations.CreateModel(
            name="ArchiveImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="What the file was called.", max_length=300),
                ),
                ("imported_at", models.DateTimeField()),
                (
                    "facts",
                    models.JSONField(help_text="Counts, what was refused and why, doubts by kind."),
                ),
            ],
            options={"ordering": ["-imported_at", "-pk"]},
        ),
    ]
