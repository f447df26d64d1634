"""A document that is to be published waits for its pictures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("importing", "0007_pictures_are_rows_only")]

    operations = [
        migrations.AddField(
            "importeddocument",
            "publish_at",
            models.DateTimeField(
                blank=True,
                help_text="Its old date; set while publication waits for its pictures.",
                null=True,
            ),
        ),
    ]
