"""A past document at the desk: handed in, compared, put right, accepted or thrown away."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from bulletins.importing import readers, services
from bulletins.importing.interpreter.weekly import read_issue
from bulletins.importing.models import ImportedDocument
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue
from bulletins.publications.models import Publication
from bulletins.revisions.models import Revision
from bulletins.subscribers.models import Mailing
from bulletins.tracker.models import DailyUpdate
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.publications.factories import WeeklyFactory

pytestmark = pytest.mark.django_db

TEXT = """\
ISHM: August 11 – 17, 2017

Key Takeaways:

  • Roads Mined Again – Crews cleared the same road twice. more…

Roads Mined Again

On August 12, crews cleared the road to Hawija for the second time.

Over the past week, four clinics opened.

IED Incidents and Resulting Casualties

08/17/1715 km south of Mosul02
08/16/17Camp 512

A stray line.
"""
NOON = "2017-08-18T12:00:00+00:00"


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


@pytest.fixture
def document(db):
    from django.utils.dateparse import parse_datetime

    reading = read_issue(readers.read_bytes(TEXT.encode(), "week.txt"))
    publication = Publication.objects.weekly()
    services.save_issue(reading=reading, publication=publication, at=parse_datetime(NOON))
    return ImportedDocument.objects.get()


def address(document, tail=""):
    return f"/desk/import/{document.pk}/{tail}"


def test_a_file_becomes_a_draft_to_compare(editor, cast):
    file = SimpleUploadedFile("week.txt", TEXT.encode())
    answer = editor.post("/desk/import/", {"file": file})
    document = ImportedDocument.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(document))
    assert Issue.objects.get().status == "draft"
    assert {kept.author for kept in Revision.objects.all()} == {cast.editor}


def test_pasted_text_and_dailies_are_taken_too(editor):
    editor.post("/desk/import/", {"text": TEXT})
    editor.post(
        "/desk/import/",
        {"text": "IRAQ TRACKER 9 JUL: Rain\n\nIt rained in Basra.", "year": "2014"},
    )
    assert Issue.objects.count() == 1
    assert DailyUpdate.objects.get().date_start == date(2014, 7, 9)
    assert len(ImportedDocument.objects.waiting()) == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Give a file, or paste the text"),
        ({"text": "Good morning."}, "does not look like an issue"),
        ({"text": TEXT.replace(", 2017", "")}, "Give it along with the file"),
        ({"text": TEXT, "year": "1066"}, "greater than or equal to 2003"),
        ({"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n")}, "a PNG picture"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(editor, fields, why):
    answer = editor.post("/desk/import/", fields)
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert not ImportedDocument.objects.exists()


def test_a_reporter_imports_nothing(client, cast, document):
    client.force_login(cast.reporter)
    assert client.get(address(document)).status_code == 403
    for path in ("/desk/import/", address(document, "accept/"), address(document, "discard/")):
        assert client.post(path, {"text": TEXT}).status_code == 403
    document.refresh_from_db()
    assert document.accepted_at is None


def test_the_comparison_shows_source_reading_and_doubts(editor, document):
    page = editor.get(address(document)).content.decode()
    assert "Over the past week, four clinics opened." in page
    assert "The opening names no single day." in page
    assert "can be read in more than one way; left unknown." in page
    assert "Not understood: it stays here only" in page


@pytest.mark.parametrize("copies", [1, 3])
def test_the_comparison_takes_the_same_queries_for_any_length(
    editor, document, copies, django_assert_num_queries
):
    document.paragraphs = document.paragraphs * copies
    document.save()
    editor.get(address(document))
    with django_assert_num_queries(10):
        editor.get(address(document))


def test_a_date_is_put_right_in_place_under_the_guard(editor, document):
    entry = Entry.objects.get(event_date=None)
    path = address(document, f"entry/{entry.pk}/")
    fields = {"version": entry.version, "event_date": "2017-08-14", "event_date_end": ""}
    editor.post(path, fields)
    entry.refresh_from_db()
    assert (entry.event_date, entry.version) == (date(2017, 8, 14), 2)
    assert Revision.objects.filter(object_id=entry.pk, version=2).exists()

    answer = editor.post(path, fields | {"event_date": "2017-08-15"}, follow=True)
    assert "Somebody else changed this" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.event_date == date(2017, 8, 14)


def test_figures_are_put_right_in_place(editor, document):
    incident = Incident.objects.get(location="Camp 512")
    fields = {
        "version": incident.version,
        "event_date": "2017-08-16",
        "location": "Camp 5",
        "deaths_low": "1",
        "deaths_high": "1",
        "injuries_low": "2",
        "injuries_high": "",
    }
    editor.post(address(document, f"incident/{incident.pk}/"), fields)
    incident.refresh_from_db()
    assert (incident.location, incident.deaths_low, incident.injuries_high) == ("Camp 5", 1, None)


def test_figures_that_cannot_be_are_refused(editor, document):
    incident = Incident.objects.get(location="Camp 512")
    fields = {"version": 1, "location": "Camp 5", "deaths_low": "5", "deaths_high": "2"}
    answer = editor.post(address(document, f"incident/{incident.pk}/"), fields, follow=True)
    assert "The lower number of deaths is above the higher one." in answer.content.decode()
    incident.refresh_from_db()
    assert incident.location == "Camp 512"


def test_period_and_number_are_put_right_in_place_under_the_guard(editor, cast, document):
    facts = {"period_start": "2017-08-10", "period_end": "2017-08-17", "number": "125"}
    there = address(document, f"issue/{document.issue.pk}/")
    editor.post(there, facts | {"version": document.issue.version})
    issue = Issue.objects.get()
    assert (issue.period_start, issue.period_end, issue.number) == (
        date(2017, 8, 10), date(2017, 8, 17), 125,
    )  # fmt: skip

    editor.force_login(cast.publisher)
    editor.post(there, facts | {"number": "126", "version": 1})
    assert Issue.objects.get().number == 125


def test_a_period_that_runs_backward_is_refused_in_place(editor, document):
    there = address(document, f"issue/{document.issue.pk}/")
    facts = {"period_start": "2017-08-17", "period_end": "2017-08-11", "version": "1"}
    answer = editor.post(there, facts, follow=True)

    assert "Not saved: The period must end on or after the day it starts." in (
        answer.content.decode()
    )
    assert Issue.objects.get().period_start == date(2017, 8, 11)


def test_a_text_without_a_period_takes_the_days_that_are_given(editor):
    text = TEXT.replace("ISHM: August 11 – 17, 2017\n", "")
    days = {"period_start": "2017-08-11", "period_end": "2017-08-17", "year": "2017"}
    editor.post("/desk/import/", {"text": text} | days)

    assert Issue.objects.get().title == "ISHM: August 11 – 17, 2017"
    half = editor.post("/desk/import/", {"text": text, "period_start": "2017-08-11"})
    assert "Give both days of the period" in half.content.decode()


def test_comments_that_have_no_place_in_the_draft_are_shown(editor, document):
    document.comments = [["2017-08-19T10:00:00+00:00", "A reader", "approved", "<b>Which?</b>"]]
    document.save()
    page = editor.get(address(document)).content.decode()

    assert "&lt;b&gt;Which?&lt;/b&gt;" in page


def test_only_what_the_document_became_can_be_put_right_here(editor, document):
    other = Entry.objects.create(body="<p>Elsewhere.</p>")
    assert editor.post(address(document, f"entry/{other.pk}/"), {}).status_code == 404


def test_doubts_are_settled_and_opened_again(editor, document):
    assert document.open_doubts == 3
    for expected in (2, 3):
        editor.post(address(document, "doubts/1/"))
        document.refresh_from_db()
        assert document.open_doubts == expected


def test_accepting_leads_to_the_board(editor, cast, document):
    answer = editor.post(address(document, "accept/"))
    document.refresh_from_db()
    assert document.accepted_by == cast.editor
    assert answer["Location"] == f"/desk/issues/{document.issue_id}/"
    assert not ImportedDocument.objects.waiting().exists()


def test_a_discarded_draft_leaves_nothing_behind(editor, document):
    editor.post(address(document, "discard/"))
    for model in (ImportedDocument, Issue, Entry, Incident):
        assert not model.objects.exists(), model


def test_an_accepted_issue_cannot_be_discarded(editor, document):
    editor.post(address(document, "accept/"))
    answer = editor.post(address(document, "discard/"), follow=True)
    assert "no longer a fresh draft" in answer.content.decode()
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_the_journey_in_a_browser(open_page, cast, width):
    WeeklyFactory()
    page = open_page("/desk/import/", as_user=cast.editor, width=width)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Or paste the text").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ISHM: August 11 – 17, 2017")
    assert_accessible(page)
    assert_fits(page)
    page.locator(".compare-doubt button").first.click()
    expect(page.get_by_text("2 open doubts")).to_be_visible()
    page.get_by_role("button", name="Accept the reading").click()
    expect(page.get_by_text("is accepted")).to_be_visible()


def test_a_publisher_publishes_it_as_it_was_and_old_links_arrive(client, cast, document):
    client.force_login(cast.publisher)
    page = client.get(address(document)).content.decode()
    assert 'value="2017-08-17T12:00"' in page
    facts = {"published_at": "2017-08-17T15:30", "address": "https://old.example/ishm125/?x=1"}
    client.post(address(document, "publish/"), facts)
    issue, document = Issue.objects.get(), ImportedDocument.objects.get()

    assert (issue.status, document.accepted_by) == ("published", cast.publisher)
    assert str(issue.editions.get().published_at) == "2017-08-17 15:30:00+00:00"
    assert client.get("/ishm125/")["Location"] == f"/issues/{issue.slug}/"
    assert not Mailing.objects.exists()
    assert "Publish at this date" not in client.get(address(document)).content.decode()


@pytest.mark.parametrize(
    ("moment", "why"), [("", "This field is required"), ("2090-01-01T12:00", "in the past")]
)
def test_a_past_bulletin_is_published_in_the_past(client, cast, document, moment, why):
    client.force_login(cast.publisher)
    answer = client.post(address(document, "publish/"), {"published_at": moment}, follow=True)
    assert why in answer.content.decode()
    assert Issue.objects.get().status == "draft"


def test_an_editor_does_not_publish_it(editor, document):
    answer = editor.post(address(document, "publish/"), {"published_at": "2017-08-17T15:30"})
    assert answer.status_code == 403
    assert "Publish at this date" not in editor.get(address(document)).content.decode()
