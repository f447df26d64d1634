"""Many past documents at once: packed or chosen together, read by a worker, compared in a row."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.importing.models import ArchiveImport, ImportedDocument
from bulletins.issues.models import Issue
from ishm import tasks
from tests.importing.test_readers import WORD, docx

pytestmark = pytest.mark.django_db

WEEK = """ISHM {number}: {period}

Key Takeaways:

  • Roads Mined Again – Crews cleared a road in Anbar. more…

Roads Mined Again

On {day}, crews cleared the road to Rutba.
"""
FIRST = WEEK.format(number=121, period="July 14 – 20, 2017", day="July 15")
SECOND = WEEK.format(number=123, period="July 28 – August 3, 2017", day="July 29")


def package(files):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return into.getvalue()


FILES = {
    "2017/ishm-123.txt": SECOND,
    "2017/ishm-121.txt": FIRST,
    "2017/again.txt": FIRST,
    "2017/lunch.txt": "Dear all, lunch is at noon in the garden.",
    "2017/broken.pdf": b"%PDF-1.7 cut off",
    "2017/week_files/frame.html": "<p>An advertisement</p>",
    "2017/logo.png": b"no picture of any document",
    "__MACOSX/2017/._ishm-121.txt": b"\0",
}


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


def read(editor, files):
    """Hand in and let the worker read; the run, and the address it is shown at."""
    answer = editor.post("/desk/import/", {"file": files})
    assert answer.status_code == 302
    row = ArchiveImport.objects.get()
    tasks.read_archive(archive_id=row.pk)
    row.refresh_from_db()
    return row, answer["Location"]


def test_a_package_is_read_document_by_document_and_says_what_is_none(editor):
    row, address = read(editor, SimpleUploadedFile("2017.zip", package(FILES)))
    assert (row.state, row.posts, row.bytes_read) == ("done", 5, row.size)
    assert sorted(Issue.objects.values_list("number", flat=True)) == [121, 123]
    refused = [line.partition(":")[0] for line in row.facts["refused"]]
    assert refused == ["broken.pdf", "lunch.txt"]
    assert (row.facts["new_issues"], row.facts["known_issues"]) == (2, 1)
    page = editor.get(address).content.decode()
    assert "lunch.txt" in page
    assert "Accept the" in page or "open doubt" in page.lower()


def test_files_chosen_together_are_one_run_also_with_one_name(editor):
    files = [SimpleUploadedFile("ishm.txt", text.encode()) for text in (FIRST, SECOND)]
    row, _ = read(editor, files)
    assert row.name == "2 documents, ishm.txt first"
    assert Issue.objects.count() == 2


def test_a_document_alone_is_compared_at_once(editor):
    word = SimpleUploadedFile("ishm-7.docx", docx(*WORD))
    answer = editor.post("/desk/import/", {"file": word})
    assert not ArchiveImport.objects.exists()
    assert answer["Location"] == f"/desk/import/{ImportedDocument.objects.get().pk}/"


def test_facts_of_one_document_are_not_taken_for_many(editor):
    files = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]
    page = editor.post("/desk/import/", {"file": files, "number": 7}).content.decode()
    assert "Hand it in alone." in page
    assert not ArchiveImport.objects.exists()


def test_a_batch_is_gone_through_in_a_row(editor):
    read(editor, SimpleUploadedFile("2017.zip", package(FILES)))
    first, second = ImportedDocument.objects.order_by("pk")
    page = editor.get(f"/desk/import/{first.pk}/").content.decode()
    assert "To the letter" in page
    assert f'<a href="/desk/import/{second.pk}/">Next to compare: ' in page
    answer = editor.post(f"/desk/import/{first.pk}/accept/")
    assert answer["Location"] == f"/desk/import/{second.pk}/"
    answer = editor.post(f"/desk/import/{second.pk}/accept/")
    assert answer["Location"] == f"/desk/issues/{second.issue_id}/"


def test_a_past_bulletin_is_not_offered_to_be_mailed(client, cast):
    client.force_login(cast.publisher)
    read(client, SimpleUploadedFile("2017.zip", package(FILES)))
    document = ImportedDocument.objects.order_by("pk").first()
    page = client.get(f"/desk/issues/{document.issue_id}/publish/").content.decode()
    assert f'href="/desk/import/{document.pk}/#publish-as-it-was"' in page
    assert "Goes to" not in page
