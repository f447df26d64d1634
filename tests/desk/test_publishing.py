"""From draft to readers: each step does what it says, and a refusal changes nothing."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from bulletins.desk.models import Preview, TestMail
from bulletins.desk.services import publishing
from bulletins.desk.tasks import draw_preview, mail_test
from bulletins.issues.models import Entry, Issue
from bulletins.preflight.models import Override, Report
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
from tests.desk.conftest import NOON
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory
from tests.subscribers.factories import HTML, TEXT, make_readers

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2017, 7, 26, 12, tzinfo=UTC)


@pytest.fixture
def ready(issue, sourced):
    """An issue in which nothing must be fixed."""
    issue.incidents.add(IncidentFactory(event_date=date(2017, 7, 22)))
    return issue


@pytest.fixture
def take(sign_in, cast, ready):
    def as_person(step, person=None, **fields):
        client = sign_in(person or cast.publisher)
        with time_machine.travel(WEDNESDAY, tick=False):
            page = client.post(f"/desk/issues/{ready.pk}/publish/{step}/", fields, follow=True)
        ready.refresh_from_db()
        return [str(message) for message in page.context.get("messages", [])]

    return as_person


def test_an_issue_goes_its_whole_way(take, ready, cast):
    take("submit", cast.editor)
    assert ready.status == Issue.Status.IN_REVIEW
    take("approve", cast.editor)
    assert (ready.status, ready.approved_by) == (Issue.Status.APPROVED, cast.editor)
    take("schedule", publish_at="2017-07-27T07:00", is_sent="1")
    assert ready.status == Issue.Status.SCHEDULED
    take("publish")
    assert ready.status == Issue.Status.PUBLISHED
    assert ready.editions.get().number == 1


def test_hours_are_meant_in_the_publications_time_zone(take, ready, cast):
    take("approve", cast.editor)
    take("schedule", publish_at="2017-07-27T07:00", is_sent="1")
    seven_in_washington = datetime(2017, 7, 27, 11, tzinfo=UTC)
    assert (ready.publish_at, ready.send_at) == (seven_in_washington, seven_in_washington)


def test_an_issue_can_be_published_without_being_mailed(take, ready, cast):
    take("approve", cast.editor)
    take("schedule", publish_at="2017-07-27T07:00")
    assert ready.send_at is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"publish_at": "2017-07-20T07:00"}, "That time is past. Publish now, or choose"),
        ({"publish_at": ""}, "Choose a day and an hour."),
        ({"publish_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_a_useless_hour_is_refused_with_words(take, ready, cast, fields, words):
    take("approve", cast.editor)
    [message] = take("schedule", **fields)
    assert message.startswith(words)
    assert ready.status == Issue.Status.APPROVED


def test_an_edit_after_approval_voids_it_and_the_page_says_so(take, ready, cast, client):
    take("approve", cast.editor)
    Entry.objects.update(body="<p>Changed since.</p>")
    page = client.get(f"/desk/issues/{ready.pk}/publish/").content.decode()
    assert "The approval is void: the text has changed since Editor" in page
    [message] = take("publish")
    assert "changed since it was approved" in message
    assert not ready.editions.exists()


def test_what_must_be_fixed_holds_the_issue_until_a_publisher_overrides(take, ready, cast):
    Entry.objects.update(body="<p>On July 22, TK died.</p>")
    [message] = take("approve", cast.editor)
    assert "must be fixed before this issue can go out" in message
    assert ready.status == Issue.Status.DRAFT
    take("override", reason="The family asked us to wait with the name.")
    assert Override.objects.get().overridden_by == cast.publisher
    take("approve", cast.editor)
    assert ready.status == Issue.Status.APPROVED


def test_two_publishers_pressing_publish_make_one_edition(take, ready, cast):
    take("approve", cast.editor)
    take("publish", cast.publisher)
    take("publish", cast.operator)
    assert ready.editions.count() == 1


def test_a_correction_needs_a_change_and_a_note(take, ready, cast):
    take("approve", cast.editor)
    take("publish")
    assert take("correct", note="A wrong date.") == ["Nothing has changed since edition 1."]
    Entry.objects.update(event_date=date(2017, 7, 23))
    assert take("correct", note=" ") == ["Say in a sentence what changed; readers will see it."]
    take("correct", note="An event was dated a day too early.")
    assert ready.editions.last().correction.note == "An event was dated a day too early."


def test_an_issue_is_withdrawn_and_made_public_again(take, ready, cast):
    take("approve", cast.editor)
    take("publish")
    take("withdraw")
    assert ready.status == Issue.Status.WITHDRAWN
    take("restore")
    assert ready.status == Issue.Status.PUBLISHED


def test_a_mailing_is_queued_paused_and_canceled(take, ready, cast):
    take("approve", cast.editor)
    take("publish")
    take("send", moment="2017-07-27T07:00")
    mailing = Mailing.objects.get(issue=ready)
    assert mailing.scheduled_at == datetime(2017, 7, 27, 11, tzinfo=UTC)
    assert take("pause") == ["Only a mailing that is running can be paused."]
    take("cancel")
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELED
    assert take("cancel") == ["This issue has no mailing. Nothing was changed."]


def test_a_correction_is_mailed_to_those_who_have_the_earlier_text(take, ready, cast, client):
    readers = make_readers(3)
    take("approve", cast.editor)
    take("publish")
    first = mailings.queue_mailing(issue=ready, send_at=WEDNESDAY, at=WEDNESDAY)
    frozen = {"html": HTML, "text": TEXT, "state": "finished", "started_at": WEDNESDAY}
    Mailing.objects.filter(pk=first.pk).update(recipients=3, **frozen)
    for reader, state in zip(readers, ["sent", "sent", "failed"], strict=True):
        first.deliveries.create(
            subscriber=reader,
            subscription=reader.subscriptions.get(),
            email=reader.email,
            state=state,
            next_at=WEDNESDAY,
        )
    assert take("tell") == ["Publish the correction first; then it can be mailed."]
    Entry.objects.update(event_date=date(2017, 7, 23))
    take("correct", note="An event was dated a day too early.")
    page = client.get(f"/desk/issues/{ready.pk}/publish/").content.decode()
    assert "2 readers have an earlier edition in the mail." in page
    assert take("tell") == ["The correction goes to everybody who has the earlier text."]
    correction = Mailing.objects.get(is_correction=True)
    assert correction.edition == ready.editions.last()
    take("cancel")
    assert list(Mailing.objects.standing()) == [first]


@pytest.mark.parametrize(
    ("step", "role"),
    [
        ("submit", "reporter"),
        ("approve", "reporter"),
        ("schedule", "editor"),
        ("publish", "editor"),
        ("correct", "editor"),
        ("withdraw", "editor"),
        ("override", "editor"),
        ("send", "editor"),
        ("tell", "editor"),
        ("cancel", "editor"),
        ("test", "reporter"),
        ("publish", "stranger"),
    ],
)
def test_a_step_beyond_ones_role_is_refused(sign_in, cast, ready, step, role):
    client = sign_in(getattr(cast, role))
    before = Issue.objects.values().get()
    answer = client.post(f"/desk/issues/{ready.pk}/publish/{step}/", {"note": "x", "reason": "x"})
    assert answer.status_code == 403
    assert Issue.objects.values().get() == before
    assert not Override.objects.exists()
    assert not TestMail.objects.exists()


def test_opening_the_page_changes_nothing(sign_in, cast, ready, django_assert_num_queries):
    client = sign_in(cast.publisher)
    assert client.get(f"/desk/issues/{ready.pk}/publish/publish/").status_code == 405
    page = client.get(f"/desk/issues/{ready.pk}/publish/")
    assert page.status_code == 200
    assert "Not read yet." in page.content.decode()


# --- Previews and test mails --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start"), [("web", "text/html"), ("email", "text/html"), ("pdf", "application/pdf")]
)
def test_a_preview_shows_the_draft_as_it_stands(sign_in, cast, ready, kind, start):
    client = sign_in(cast.reporter)
    client.post(f"/desk/issues/{ready.pk}/preview/{kind}/ask/")
    preview = Preview.objects.get()
    draw_preview(preview_id=preview.pk)
    answer = client.get(f"/desk/previews/{preview.pk}/")
    assert answer["Content-Type"].startswith(start)
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert body.startswith(b"%PDF") or b"The first words." in body


def test_a_mail_is_previewed_in_the_dark(sign_in, cast, ready):
    preview = publishing.ask_for_preview(issue=ready, kind="email", at=NOON)
    draw_preview(preview_id=preview.pk)
    client = sign_in(cast.reporter)
    light = client.get(f"/desk/previews/{preview.pk}/").content.decode()
    dark = client.get(f"/desk/previews/{preview.pk}/?dark=1").content.decode()
    assert "prefers-color-scheme" in light
    assert "prefers-color-scheme" not in dark.replace('content="light dark"', "")


def test_a_preview_older_than_the_text_says_so(ready):
    preview = publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    again = publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    assert again.sha256 == preview.sha256
    Entry.objects.update(body="<p>Newer.</p>")
    newer = publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    assert newer.pk == preview.pk
    assert newer.sha256 != preview.sha256


def test_a_drawing_overtaken_by_a_newer_text_is_not_shown_as_new(ready, monkeypatch):
    preview = publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    Preview.objects.update(status=Preview.Status.DRAWING)
    Entry.objects.update(body="<p>Newer.</p>")
    publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    assert Preview.objects.get(pk=preview.pk).status == Preview.Status.WAITING
    draw_preview(preview_id=preview.pk)
    with Preview.objects.get().file.open("rb") as file:
        assert b"Newer." in file.read()


def test_a_preview_is_for_colleagues_only(client, ready):
    preview = publishing.ask_for_preview(issue=ready, kind="web", at=NOON)
    draw_preview(preview_id=preview.pk)
    assert client.get(f"/desk/previews/{preview.pk}/").status_code == 302


def test_a_test_mail_goes_to_oneself_once(take, ready, cast, mailoutbox):
    take("test", cast.editor)
    test = TestMail.objects.get()
    for _ in range(2):
        mail_test(test_id=test.pk)
    [mail] = mailoutbox
    assert mail.to == ["editor@example.org"]
    assert mail.subject == "[Test] ISHM: July 21 – 27, 2017"
    assert "The first words." in mail.body
    assert "{{" not in mail.body + mail.alternatives[0][0]


def test_forty_findings_stay_calm(take, ready, cast, sign_in):
    """By weight and by check, with counts; what is many is folded, and decided in one step."""
    for number in range(12):
        body = f"<p>On July 22,  gauge {number} was read  by engineers of the dam.</p>"
        EntryFactory(takeaway=ready.takeaways.get(), body=body)
    EntryFactory(takeaway=ready.takeaways.get(), body="<p>On July 22, TK died.</p>")
    client = sign_in(cast.editor)

    def weights():
        client.post(f"/desk/issues/{ready.pk}/publish/read/")
        page = client.get(f"/desk/issues/{ready.pk}/publish/")
        return {
            weight.words: {
                group.title: (len(group.notes), group.is_open) for group in weight.groups
            }
            for weight in page.context["state"].weights
        }

    def prints(check):
        report = Report.objects.get(issue=ready)
        return [one.fingerprint for one in report.all_findings() if one.check == check]

    before = weights()
    assert list(before) == ["must fix", "should look", "note"]
    assert before["must fix"] == {"Blanks left in the text": (1, True)}
    assert before["should look"]["No source"] == (13, False)
    assert before["note"]["Double spaces"] == (24, False)
    assert take("fix", cast.editor, fingerprint=prints("double-space")) == [
        "24 of 24 suggestions are in the text, as new versions."
    ]
    assert "note" not in weights()
    reason = {"reason": "All from our own reporters."}
    assert take("dismiss", cast.editor, fingerprint=prints("source-missing"), **reason) == [
        "13 of 13 set aside, each for as long as its text stays the same."
    ]
    assert "No source" not in weights()["should look"]
    take("recall", cast.editor, dismissal=ready.dismissals.first().pk)
    assert weights()["should look"]["No source"] == (1, True)
