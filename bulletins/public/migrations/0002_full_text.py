"""The full-text index over published items, as the database at hand knows it.

SQLite drops triggers when Django remakes a table: a later migration that alters
``PublishedItem`` must run these two steps again.
"""

from django.db import migrations

POSTGRESQL = [
    """
    ALTER TABLE public_publisheditem ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', heading_words), 'A')
        || setweight(to_tsvector('simple', text_words), 'B')
    ) STORED
    """,
    "CREATE INDEX item_vector ON public_publisheditem USING GIN (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE public_publisheditem DROP COLUMN vector"]

SQLITE = [
    """
    CREATE VIRTUAL TABLE public_itemwords USING fts5(
        heading_words, text_words, tokenize = 'unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER public_itemwords_added AFTER INSERT ON public_publisheditem BEGIN
        INSERT INTO public_itemwords(rowid, heading_words, text_words)
        VALUES (new.id, new.heading_words, new.text_words);
    END
    """,
    """
    CREATE TRIGGER public_itemwords_changed
    AFTER UPDATE OF heading_words, text_words ON public_publisheditem BEGIN
        UPDATE public_itemwords SET heading_words = new.heading_words, text_words = new.text_words
        WHERE rowid = new.id;
    END
    """,
    """
    CREATE TRIGGER public_itemwords_removed AFTER DELETE ON public_publisheditem BEGIN
        DELETE FROM public_itemwords WHERE rowid = old.id;
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER public_itemwords_added",
    "DROP TRIGGER public_itemwords_changed",
    "DROP TRIGGER public_itemwords_removed",
    "DROP TABLE public_itemwords",
]


def build(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL_BACK if is_postgresql else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("public", "0001_first")]

    operations = [migrations.RunPython(build, remove)]
