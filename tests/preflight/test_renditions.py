"""What is about to go out is drawn and asked what a screen reader would ask."""

from datetime import UTC, datetime

import pikepdf
import pytest

from bulletins.issues.models import Issue
from bulletins.preflight import renditions, reports, tasks
from bulletins.preflight.models import Report
from bulletins.revisions.services import save_version
from tests.issues.factories import EntryFactory

AT = datetime(2017, 7, 27, 9, tzinfo=UTC)
TEXT = "<p>On July 22, the gauge was repaired.</p>"


@pytest.fixture
def issue():
    issue = EntryFactory(body=TEXT).takeaway.issue
    Issue.objects.update(status=Issue.Status.IN_REVIEW)
    return issue


@pytest.fixture
def drawings(monkeypatch):
    """Counts the drawings, and lets a test say what they look like."""
    drawn = []
    draw = renditions.documents.draw_pdf

    def count(edition):
        drawn.append(edition.content)
        return draw(edition)

    monkeypatch.setattr(renditions.documents, "draw_pdf", count)
    return drawn


def without_language_and_title(pdf, path):
    """The same file after somebody took away what screen readers begin with."""
    path.write_bytes(pdf)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        del file.Root.Lang
        del file.Root.StructTreeRoot
        file.save(path)
    return path.read_bytes()


@pytest.mark.django_db
def test_our_pdf_has_nothing_to_complain_about_and_a_spoiled_one_has(issue, tmp_path):
    edition = renditions.freezing.draft_edition(Issue.objects.for_reading().get(), at=AT)
    pdf = renditions.documents.draw_pdf(edition)
    assert renditions.complaints_in(pdf) == []
    said = renditions.complaints_in(without_language_and_title(pdf, tmp_path / "spoiled.pdf"))
    assert any("/Lang" in complaint for complaint in said)


@pytest.mark.django_db
def test_a_file_that_is_no_pdf_is_an_error_in_words(issue):
    with pytest.raises(renditions.CheckerFailed, match=r"(?i)pdf"):
        renditions.complaints_in(b"no such thing")


@pytest.mark.django_db
def test_an_issue_is_drawn_once_for_each_state_of_its_text(issue, drawings):
    tasks.look_at_renditions()
    tasks.look_at_renditions()
    assert len(drawings) == 1
    entry = issue.takeaways.get().entries.get()
    changes = {"body": "<p>On July 23, the gauge broke.</p>"}
    save_version(subject=entry, changes=changes, seen_version=1, author=None, at=AT)
    tasks.look_at_renditions()
    assert len(drawings) == 2


@pytest.mark.django_db
def test_a_draft_somebody_is_still_writing_is_not_drawn(issue, drawings):
    Issue.objects.update(status=Issue.Status.DRAFT)
    tasks.look_at_renditions()
    assert drawings == []


@pytest.mark.django_db
def test_a_complaint_becomes_a_finding(issue, monkeypatch):
    said = ["On page 2 of the PDF: a figure without a text."]
    monkeypatch.setattr(renditions, "complaints_in", lambda pdf: said)
    tasks.look_at_renditions()
    found = [one for one in Report.objects.get().all_findings() if one.check == "accessibility"]
    assert [(one.severity, one.message) for one in found] == [("should look", said[0])]


@pytest.mark.django_db
def test_a_drawing_that_fails_is_said_and_the_other_findings_stay(issue, monkeypatch):
    def broken(edition):
        raise RuntimeError("a picture is gone")

    monkeypatch.setattr(renditions.documents, "draw_pdf", broken)
    tasks.look_at_renditions()
    checks = {one.check: one.message for one in Report.objects.get().all_findings()}
    assert checks["accessibility"] == "The PDF could not be checked: a picture is gone"
    assert "source-missing" in checks


@pytest.mark.django_db
def test_what_was_said_stays_until_the_next_drawing(issue, monkeypatch):
    monkeypatch.setattr(renditions, "complaints_in", lambda pdf: ["A fault."])
    tasks.look_at_renditions()
    report = reports.read_again(issue=issue, at=AT)
    assert [one.message for one in report.all_findings() if one.check == "accessibility"] == [
        "A fault."
    ]
