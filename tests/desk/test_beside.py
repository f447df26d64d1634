"""Remarks, mentions, tasks, presence, pictures, earlier versions and the bin."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bulletins.desk import tasks
from bulletins.desk.models import Assignment, Figure, Mention, Presence, Remark
from bulletins.desk.services.presence import be_here, forget_presence
from bulletins.desk.services.talk import make_remark, named_in
from bulletins.desk.tallies import numbers_in, unsupported_numbers
from bulletins.issues.models import Entry
from bulletins.revisions.models import Binned
from bulletins.revisions.services import save_version
from tests.desk.conftest import NOON, send

pytestmark = pytest.mark.django_db


# --- Remarks ---------------------------------------------------------------------------------


def test_a_remark_is_pinned_to_its_passage(sign_in, cast, entry):
    fields = {"text": "Is that so?", "quote": "first words"}
    sign_in(cast.editor).post(f"/desk/entry/{entry.pk}/remarks/", fields)
    remark = Remark.objects.get()
    assert (remark.subject, remark.quote, remark.author) == (entry, "first words", cast.editor)


def test_an_empty_remark_is_none(sign_in, cast, entry):
    sign_in(cast.editor).post(f"/desk/entry/{entry.pk}/remarks/", {"text": "  "})
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Reporter please look", ["reporter"]),
        ("@reporter and @editor.", ["editor", "reporter"]),
        ("nobody at example.org", []),
        ("@stranger", []),
    ],
)
def test_people_are_named_with_an_at_sign(cast, text, names):
    people = [cast.reporter, cast.editor, cast.publisher]
    found = [person.name.lower() for person in named_in(text, people)]
    assert sorted(found) == names


def test_the_named_get_one_mail_however_often_the_task_runs(
    cast, entry, mailoutbox, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    remark = make_remark(
        subject=entry, text="@reporter, sure?", quote="", author=cast.editor, at=NOON
    )
    for _ in range(2):
        tasks.mail_mentions(remark_id=remark.pk)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["reporter@example.org"], "Editor mentioned you at the desk")
    assert f"/desk/entries/{entry.pk}/#remark-{remark.pk}" in mail.body


def test_naming_oneself_sends_nothing(cast, entry):
    make_remark(subject=entry, text="@editor", quote="", author=cast.editor, at=NOON)
    assert not Mention.objects.exists()


def test_a_remark_is_resolved_and_opened_again(sign_in, cast, entry):
    remark = make_remark(subject=entry, text="Hm.", quote="", author=cast.editor, at=NOON)
    client = sign_in(cast.reporter)
    client.post(f"/desk/remarks/{remark.pk}/")
    remark.refresh_from_db()
    assert remark.resolved_by == cast.reporter
    client.post(f"/desk/remarks/{remark.pk}/")
    assert Remark.objects.unresolved().get() == remark


def test_a_text_is_given_to_somebody_and_to_nobody(sign_in, cast, entry):
    client = sign_in(cast.editor)
    client.post(f"/desk/entry/{entry.pk}/assign/", {"person": cast.reporter.pk})
    assert Assignment.objects.about(entry).get().person == cast.reporter
    client.post(f"/desk/entry/{entry.pk}/assign/", {"person": ""})
    assert not Assignment.objects.exists()


def test_a_text_is_not_given_to_somebody_without_a_role(sign_in, cast, entry):
    sign_in(cast.editor).post(f"/desk/entry/{entry.pk}/assign/", {"person": cast.stranger.pk})
    assert not Assignment.objects.exists()


# --- Presence --------------------------------------------------------------------------------


def test_two_people_at_one_text_see_each_other_for_a_minute(cast, entry):
    assert be_here(person=cast.editor, subject=entry, at=NOON) == []
    soon, later = NOON + timedelta(seconds=59), NOON + timedelta(seconds=61)
    assert be_here(person=cast.reporter, subject=entry, at=soon) == [cast.editor]
    assert be_here(person=cast.reporter, subject=entry, at=later) == []


def test_an_open_page_hears_what_it_lacks_as_its_form_can_take_it_in(sign_in, cast, sourced):
    changes = {
        "body": "<p>x</p>",
        "event_date_end": date(2017, 7, 25),
        "sources": [{"outlet": "An agency", "title": "", "url": "", "language": "ar"}],
    }
    save_version(subject=sourced, changes=changes, seen_version=1, author=cast.editor, at=NOON)
    shown = [f"entry:{sourced.pk}:1", f"entry:{sourced.pk}:2", "entry:999999:1", "nonsense"]
    here = f"/desk/entry/{sourced.pk}/here/"
    answer = send(sign_in(cast.reporter), here, {"shown": shown, "sitting": "one page"}).json()
    assert answer["people"] == []
    news, *nothing = answer["news"]
    assert nothing == [None, None, None]
    assert (news["version"], news["words"]) == (2, "Editor has changed: last day, text, sources.")
    inputs = {name: dict(part) for name, part in news["parts"].items()}
    assert (
        inputs.pop("sources").items()
        >= {
            "sources-TOTAL_FORMS": "1",
            "sources-0-outlet": "An agency",
            "sources-0-language": "ar",
        }.items()
    )
    assert inputs == {
        "body": {"body": "<p>x</p>"},
        "event_date": {"event_date": sourced.event_date.isoformat()},
        "event_date_end": {"event_date_end": "2017-07-25"},
    }


def test_presence_is_forgotten_after_a_day(cast, entry):
    be_here(person=cast.editor, subject=entry, at=NOON)
    forget_presence(at=NOON + timedelta(days=1, seconds=1))
    assert not Presence.objects.exists()


# --- Pictures --------------------------------------------------------------------------------


def picture(kind="JPEG", size=(60, 40), **options):
    stream = BytesIO()
    Image.new("RGB", size, "olive").save(stream, kind, **options)
    return stream.getvalue()


def upload(client, content, name="bridge.jpg"):
    return send(client, "/desk/figures/", {"upload": SimpleUploadedFile(name, content)})


def test_a_picture_is_stored_anew_under_a_random_name_without_its_metadata(sign_in, cast):
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    answer = upload(sign_in(cast.reporter), picture(exif=exif))
    figure = Figure.objects.get()
    assert answer.json() == {
        "uploaded": 1,
        "fileName": "bridge.jpg",
        "url": f"/media/{figure.file.name}",
        "width": 60,
        "height": 40,
    }
    assert "bridge" not in figure.file.name
    assert b"A camera" not in figure.file.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("picture.tiff", picture("TIFF")),
        ("cut.jpg", picture(size=(400, 400))[:600]),
        ("empty.png", b""),
    ],
)
def test_what_is_no_picture_is_refused_with_words(sign_in, cast, name, content):
    answer = upload(sign_in(cast.reporter), content, name)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
    assert not Figure.objects.exists()


def test_a_bomb_is_refused_before_it_is_opened(sign_in, cast):
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    answer = upload(sign_in(cast.reporter), bomb.getvalue(), "bomb.png")
    assert answer.status_code == 422
    assert "pixels" in answer.json()["message"] or "too large" in answer.json()["message"]


def test_a_file_of_more_than_ten_megabytes_is_refused(sign_in, cast):
    answer = upload(sign_in(cast.reporter), picture() + b"\0" * 10 * 1024 * 1024)
    assert "larger than 10 MB" in answer.json()["message"]


def test_a_picture_is_served_so_that_nothing_in_it_can_run(sign_in, cast, client):
    address = upload(sign_in(cast.reporter), picture()).json()["url"]
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize("name", ["nothing.jpg", "..%2f..%2fishm.sqlite3"])
def test_other_files_are_not_served(client, db, name):
    assert client.get(f"/media/figures/{name}").status_code == 404


# --- Numbers ---------------------------------------------------------------------------------


def test_numbers_are_found_in_digits_and_in_words():
    assert numbers_in("Twelve died, 1,200 fled; one returned.") == {
        "12": "Twelve",
        "1200": "1,200",
    }


def test_a_number_only_the_summary_knows_is_pointed_out():
    found = unsupported_numbers("<p>Twelve died, 30 fled.</p>", ["<p>12 people died.</p>"])
    assert found == ["30"]


# --- Earlier versions and the bin --------------------------------------------------------------


def test_two_versions_are_compared_and_one_is_restored(sign_in, cast, entry):
    save_version(
        subject=entry,
        changes={"body": "<p>Later.</p>"},
        seen_version=1,
        author=cast.editor,
        at=NOON,
    )
    client = sign_in(cast.reporter)
    page = client.get(f"/desk/entry/{entry.pk}/history/?old=1&new=2")
    [change] = page.context["comparison"].changes
    assert [piece.kind for piece in change.pieces] == ["gone", "new", "same"]
    client.post(f"/desk/entry/{entry.pk}/history/1/restore/")
    entry.refresh_from_db()
    assert (entry.body, entry.version) == ("<p>The first words.</p>", 3)


def test_autosaves_of_one_sitting_are_told_as_one(sign_in, cast, entry):
    for number in range(1, 4):
        save_version(
            subject=entry,
            changes={"body": f"<p>{number}</p>"},
            seen_version=number,
            author=cast.editor,
            at=NOON + timedelta(minutes=number),
        )
    page = sign_in(cast.editor).get(f"/desk/entry/{entry.pk}/history/")
    told = [
        (sitting.last.author, [one.version for one in sitting.versions], sitting.old)
        for sitting in page.context["sittings"]
    ]
    assert told == [(cast.editor, [4, 3, 2], 1), (cast.reporter, [1], 1)]
    assert 'href="?old=1&amp;new=4"' in page.content.decode()


def test_a_form_that_was_tampered_with_throws_nothing_away(sign_in, cast, entry):
    answer = sign_in(cast.reporter).post(f"/desk/entry/{entry.pk}/bin/", {"version": "one"})
    assert answer.status_code == 302
    assert Entry.objects.get() == entry


def test_an_entry_goes_to_the_bin_and_comes_back(sign_in, cast, entry):
    client = sign_in(cast.reporter)
    client.post(f"/desk/entry/{entry.pk}/bin/", {"version": 1})
    assert not Entry.objects.exists()
    assert "The first words." in client.get("/desk/bin/").content.decode()
    client.post(f"/desk/bin/{Binned.objects.get().pk}/")
    assert Entry.objects.get() == entry


def test_the_bin_refuses_what_somebody_else_just_wrote_in(sign_in, cast, entry):
    with time_machine.travel(NOON):
        save_version(
            subject=entry, changes={"body": "<p>x</p>"}, seen_version=1, author=cast.editor, at=NOON
        )
    sign_in(cast.reporter).post(f"/desk/entry/{entry.pk}/bin/", {"version": 1})
    assert Entry.objects.exists()
