"""The list of named pictures goes; apart from the copying, which PostgreSQL must commit before."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("importing", "0006_pictures_are_brought_in")]

    operations = [migrations.RemoveField("importeddocument", "named_pictures")]
