"""A whole archive at the desk: handed in, read by a worker, interrupted, gone on with, reported."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils import timezone

from bulletins.accounts.audit import acting
from bulletins.accounts.uploads import MOST_FROM_STRANGERS
from bulletins.importing import archive as archives
from bulletins.importing import uploads
from bulletins.importing.models import ArchiveImport, ImportedDocument
from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate
from ishm import celery, tasks
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.importing.an_archive import archive, post, week_post
from tests.publications.factories import WeeklyFactory
from tests.tracker.factories import DailyFactory

pytestmark = pytest.mark.django_db

DAILY = post(
    "IRAQ DAILY TRACKER 21/22 JUN: Bridges quiet; Sadr speaks",
    "<p>In Anbar, rain.</p>",
    link="https://old.example/2014/06/22/tracker/",
    date="2014-06-22 20:00:00",
)
TEXT = archive(
    week_post("ISHM 121: July 14 – 20, 2017", link="https://old.example/ishm121/"),
    week_post("ISHM 123: July 27 – 21, 2017"),
    week_post("ISHM 124: August 4 – 10, 2017", link="https://old.example/ishm124/"),
    DAILY,
    post("A workshop", "<p>Come and see.</p>"),
)


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


@pytest.fixture
def hand_in(editor):
    def hand_in(text=TEXT, **facts):
        file = SimpleUploadedFile("old-site.xml", text.encode())
        return editor.post("/desk/import/archives/", {"file": file} | facts)

    return hand_in


def read_on(row, **options):
    uploads.read_some(archive_id=row.pk, at=timezone.now(), **options)
    row.refresh_from_db()
    return row


def kept_files(row):
    return [path for path in Path(row.file.storage.location).rglob("*") if path.is_file()]


def test_an_archive_is_read_by_a_worker_and_leads_to_each_issue(hand_in, editor, cast):
    answer = hand_in()
    row = ArchiveImport.objects.get()
    assert answer["Location"] == f"/desk/import/archives/{row.pk}/"
    assert (row.state, row.imported_by, row.size) == ("running", cast.editor, len(TEXT.encode()))
    assert not Issue.objects.exists()

    tasks.read_archive(archive_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.posts, row.bytes_read) == ("done", 5, row.size)
    assert not row.file
    assert kept_files(row) == []
    page = editor.get(answer["Location"]).content.decode()
    for document in ImportedDocument.objects.all():
        assert f'href="/desk/import/{document.pk}/"' in page
    assert "ISHM 123: July 27 – 21, 2017: The period runs backwards" in page
    assert "Numbers: 122–123" in page
    assert "Jul 21, 2017 – Aug 3, 2017" in page
    assert "Year from the date or address of the post" in page


def test_whoever_may_not_publish_hands_in_nothing_to_be_published(cast):
    file = SimpleUploadedFile("old-site.xml", TEXT.encode())
    with acting(cast.editor), pytest.raises(PermissionDenied):
        uploads.hand_in(file=file, by=cast.editor, at=timezone.now(), is_published=True)
    assert not ArchiveImport.objects.exists()


def test_the_report_shows_what_has_one_kind_of_doubt(hand_in, editor):
    hand_in()
    row = read_on(ArchiveImport.objects.get())
    daily = ImportedDocument.objects.get(daily__isnull=False)
    page = editor.get(f"/desk/import/archives/{row.pk}/?doubt=year-from-elsewhere")
    assert list(page.context["page"].object_list) == [daily]


def test_what_nothing_is_doubted_in_is_accepted_at_once(hand_in, editor, cast):
    hand_in(archive(week_post(), DAILY))
    row = read_on(ArchiveImport.objects.get())
    editor.post(f"/desk/import/archives/{row.pk}/accept/")
    accepted = ImportedDocument.objects.filter(accepted_by=cast.editor)
    assert [str(document.issue) for document in accepted] == ["ISHM: July 21 – 27, 2017"]
    assert [document.daily is not None for document in ImportedDocument.objects.waiting()] == [True]


def test_the_report_takes_the_same_queries_for_any_length(
    hand_in, editor, django_assert_max_num_queries
):
    hand_in()
    row = read_on(ArchiveImport.objects.get())
    with django_assert_max_num_queries(12):
        editor.get(f"/desk/import/archives/{row.pk}/")


def test_a_worker_makes_room_and_the_next_goes_on_behind_the_last_post(hand_in):
    hand_in()
    row = ArchiveImport.objects.get()
    for number in (1, 2, 3, 4, 5):
        read_on(row, seconds=0)
        assert (row.posts, row.state) == (number, "running")
    read_on(row, seconds=0)
    assert row.state == "done"
    assert {name: row.facts[name] for name in ("new_issues", "known_issues", "new_dailies")} == {
        "new_issues": 2,
        "known_issues": 0,
        "new_dailies": 1,
    }


def test_a_person_interrupts_and_lets_it_go_on(hand_in, editor):
    hand_in()
    row = read_on(ArchiveImport.objects.get(), seconds=0)
    address = f"/desk/import/archives/{row.pk}/"
    editor.post(f"{address}stop/")
    assert read_on(row).posts == 1
    assert "What was read so far is safe" in editor.get(address).content.decode()

    editor.post(f"{address}resume/")
    assert read_on(row).state == "done"
    assert row.facts["new_issues"] == 2
    refusal = editor.post(f"{address}resume/", follow=True).content.decode()
    assert "Hand the archive in again" in refusal


def test_a_post_under_way_when_somebody_interrupts_is_taken_back(hand_in, monkeypatch):
    hand_in()
    row = ArchiveImport.objects.get()
    take = archives.Archive.take

    def take_and_stop(*args):
        take(*args)
        uploads.stop(archive=row)

    monkeypatch.setattr(archives.Archive, "take", take_and_stop)
    assert (read_on(row).posts, Issue.objects.count()) == (0, 0)


def test_a_run_whose_worker_died_is_found_by_the_tick_and_given_up_after_three(hand_in):
    hand_in()
    row = ArchiveImport.objects.get()
    long_ago = timezone.now() - uploads.SILENT_AFTER - timedelta(seconds=1)
    ArchiveImport.objects.update(seen_at=timezone.now(), attempts=1)
    assert read_on(row).posts == 0  # somebody has it

    ArchiveImport.objects.update(seen_at=long_ago, attempts=3)
    assert "ishm.tasks.read_archives" in celery.DOORS
    tasks.read_archives()
    row.refresh_from_db()
    assert row.state == "broken"
    assert "All before it is safe" in row.facts["broken"]
    uploads.resume(archive=row)
    assert read_on(row).state == "done"


def test_a_post_that_breaks_its_reader_is_named_and_the_rest_is_safe(hand_in, monkeypatch):
    hand_in()
    monkeypatch.setattr(archives, "read_daily", lambda document: 1 / 0)
    row = read_on(ArchiveImport.objects.get())
    assert (row.state, row.posts, Issue.objects.count()) == ("broken", 3, 2)
    assert row.facts["broken"] == (
        "The post behind number 3 cannot be read (ZeroDivisionError). All before it is safe."
    )


def test_a_cut_off_archive_says_what_it_gave(hand_in, editor):
    hand_in(TEXT[: TEXT.index("A workshop")])
    row = read_on(ArchiveImport.objects.get())
    assert (row.state, row.facts["new_issues"], DailyUpdate.objects.count()) == ("broken", 2, 1)
    page = editor.get(f"/desk/import/archives/{row.pk}/").content.decode()
    assert "The archive is broken or cut off" in page
    assert "Go on" not in page
    assert kept_files(row) == []


def test_the_file_of_a_run_nobody_goes_on_with_is_let_go_after_a_month(hand_in):
    hand_in()
    row = ArchiveImport.objects.get()
    uploads.stop(archive=row)
    uploads.ring_for_lost(at=timezone.now())
    assert len(kept_files(row)) == 1
    uploads.ring_for_lost(at=timezone.now() + uploads.KEPT_FOR)
    row.refresh_from_db()
    assert (row.can_go_on, kept_files(row)) == (False, [])


@pytest.mark.parametrize("text", ["Good morning.", "<html><body>Hello</body></html>"])
def test_what_is_no_archive_is_refused_at_once_and_not_kept(hand_in, text):
    assert "archive" in hand_in(text).content.decode()
    assert not ArchiveImport.objects.exists()


def test_a_large_upload_goes_from_disk_to_disk(cast, settings):
    """It never stands in memory: Django writes it to a file, and the store takes that very file."""
    handed_in = TemporaryUploadedFile("old.xml", "text/xml", len(TEXT.encode()), None)
    handed_in.write(TEXT.encode())
    handed_in.flush()
    inode = Path(handed_in.temporary_file_path()).stat().st_ino
    facts = {"by": cast.editor, "at": timezone.now(), "is_published": False}
    row = uploads.hand_in(file=handed_in, **facts)
    assert Path(row.file.path).stat().st_ino == inode
    with suppress(FileNotFoundError):
        handed_in.close()  # as Django does at the end of a request
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE < 3_000_000


def test_only_publishers_publish_an_archive_as_it_is_read(hand_in, editor, cast):
    hand_in(is_published="on")
    assert ArchiveImport.objects.get().is_published is False
    editor.force_login(cast.publisher)
    hand_in(is_published="on")
    row = read_on(ArchiveImport.objects.first())
    assert row.is_published
    assert {issue.status for issue in Issue.objects.all()} == {"published"}


def test_a_reporter_hands_in_and_steps_nothing(client, cast, hand_in):
    hand_in()
    client.force_login(cast.reporter)
    row = ArchiveImport.objects.get()
    for path in ("", f"{row.pk}/stop/"):
        assert client.post(f"/desk/import/archives/{path}").status_code == 403
    row.refresh_from_db()
    assert row.state == "running"


def test_the_page_follows_the_run_with_its_pace_and_looks_again_once_at_the_end(hand_in, editor):
    hand_in()
    row = ArchiveImport.objects.get()
    ArchiveImport.objects.update(posts=30, seconds=10, bytes_read=row.size // 4)
    address = f"/desk/import/archives/{row.pk}/progress/"
    answer = editor.get(address)
    assert "3 a second" in answer.content.decode()
    assert "about 30 s left" in answer.content.decode()
    assert "hx-get" in answer.content.decode()
    ArchiveImport.objects.update(state="done")
    answer = editor.get(address)
    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_report_in_a_browser(open_page, cast, hand_in, width):
    WeeklyFactory()
    DailyFactory()
    hand_in()
    row = read_on(ArchiveImport.objects.get())
    page = open_page(f"/desk/import/archives/{row.pk}/", as_user=cast.editor, width=width)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("person", ["stranger from the street", "editor"])
def test_a_large_upload_is_written_to_the_disk_for_colleagues_only(
    client, cast, person, monkeypatch
):
    """The check against forged requests reads the form before the page asks who sends it."""
    begun = []
    new_file = TemporaryFileUploadHandler.new_file
    monkeypatch.setattr(
        TemporaryFileUploadHandler,
        "new_file",
        lambda handler, *args, **facts: begun.append(1) or new_file(handler, *args, **facts),
    )
    if person == "editor":
        client.force_login(cast.editor)
    file = SimpleUploadedFile("old.xml", b"x" * 3 * MOST_FROM_STRANGERS)
    answer = client.post("/desk/import/archives/", {"file": file})
    assert answer.status_code == (200 if person == "editor" else 302)
    assert bool(begun) == (person == "editor")
