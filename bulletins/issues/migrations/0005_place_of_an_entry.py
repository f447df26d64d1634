from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issues", "0004_card_of_an_edition")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="location",
            field=models.CharField(
                blank=True,
                help_text="As written. Editors find the story by it; readers do not see it.",
                max_length=240,
                verbose_name="place",
            ),
        ),
    ]
