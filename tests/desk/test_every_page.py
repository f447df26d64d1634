"""Every page of the desk, read from its addresses: accessible, fitting, under the strict policy.

A page nobody has put into ``rows`` fails: whoever adds one says what it is to be shown with.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from bulletins.desk import tasks
from bulletins.desk.services import publishing
from bulletins.gazetteer.models import Place
from bulletins.importing.archive import ArchiveReport
from bulletins.importing.models import ArchiveImport, ImportedDocument
from bulletins.incidents.services import record_incident
from bulletins.issues.models import Issue
from bulletins.preflight import reports
from bulletins.preflight.models import Dismissal
from bulletins.revisions.services import save_version, throw_away
from bulletins.subscribers.models import DeliverabilityCheck, Suppression, address_hash
from bulletins.tracker.models import Storyline
from tests.desk.conftest import NOON
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.issues.factories import EntryFactory
from tests.subscribers.factories import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

LOOKS = [(1280, False), (360, True)]
# The editor has come, and nothing is being swapped.
READY = """() => {
    const isWriting = document.querySelector("[data-type=ckeditortype]") !== null
    const isThere = document.querySelector(".cke_editable") !== null
    return document.querySelector(".htmx-request") === null && isWriting === isThere
}"""
KINDS = ["entry", "takeaway", "issue", "daily", "item"]
# What some pages show only when asked for it.
QUESTIONS = {
    "search": ["?words=hit"],
    "places": ["?phrase=10 km north of Taji"],
    "mailing": ["?state=unknown"],
    "comments": ["?shelf=reported"],
}


@dataclass(frozen=True)
class Page:
    """An address of the desk: its name, and the pattern with its arguments."""

    name: str
    pattern: str

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)

    def filled(self, row: dict[str, object]) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(row[found[1]]), self.pattern)


def pages(resolver=None, prefix: str = "") -> list[Page]:
    """Everything below /desk/ that the URL configuration knows."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        address = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            found += pages(one, address)
        elif address.startswith("desk/"):
            found.append(Page(one.name, address))
    return found


def look(page, name):
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


@pytest.fixture
def week(cast, sourced):
    """An issue in the making: findings, a decision, remarks, an incident, something in the bin."""
    issue = sourced.takeaway.issue
    for number in range(6):
        body = f"<p>On July 22,  TK of {number} gauges were read  by by engineers.</p>"
        EntryFactory(takeaway=sourced.takeaway, body=body, location="Hit")
    gone = EntryFactory(takeaway=None, body="<p>No longer wanted.</p>")
    throw_away(subject=gone, seen_version=1, label="No longer wanted.", author=cast.editor, at=NOON)
    save_version(
        subject=sourced, changes={"location": "Hit"}, seen_version=1, author=cast.editor, at=NOON
    )
    issue.incidents.add(record_incident(facts={"location": "Taji"}, author=None, at=NOW))
    finding = reports.read_again(issue=issue, at=NOON).all_findings()[-1]
    Dismissal.objects.create(
        issue=issue, fingerprint=finding.fingerprint, check_id=finding.check, where=finding.where,
        message=finding.message, reason="As it was said.", dismissed_by=cast.editor,
        dismissed_at=NOON,
    )  # fmt: skip
    for kind in ["web", "email"]:
        preview = publishing.ask_for_preview(issue=issue, kind=kind, at=NOON)
        tasks.draw_preview(preview_id=preview.pk)
    return issue


@pytest.fixture
def rows(cast, client, week, sourced, mailing, comments) -> dict[str, list[dict[str, object]]]:
    """By the name of an address: the rows its page is looked at with."""
    daily = comments.comment.update
    item = daily.items.first()
    term = TermFactory(name="Popular Mobilization Units")
    TermVariantFactory(term=term, text="الحشد الشعبي", kind="native", language="ar")
    place = Place.objects.filter(aliases__isnull=False).first()
    Suppression.objects.create(
        email_sha256=address_hash("gone@example.org"),
        reason="hard bounce",
        source="550 5.1.1 no such user here",
        created_at=NOW,
    )
    client.force_login(cast.publisher)
    text = "ISHM: August 11 – 17, 2017\n\nRoads\n\nOn August 12, crews cleared a road.\n\nStray."
    client.post("/desk/import/", {"file": SimpleUploadedFile("week.txt", text.encode())})
    storyline = Storyline.objects.create(name="Water in Hit", slug="water-in-hit")
    storyline.entries.add(sourced)
    archive = ArchiveImport.objects.create(
        name="blog.xml", imported_at=NOW, facts=ArchiveReport().facts()
    )
    DeliverabilityCheck.objects.create(
        publication=week.publication,
        requested_by=cast.publisher,
        requested_at=NOW,
        mail_to="publisher@example.org",
    )
    subjects = dict(zip(KINDS, [sourced, sourced.takeaway, week, daily, item], strict=True))
    by_kind = [{"kind": kind, "pk": subject.pk} for kind, subject in subjects.items()]
    issues = [{"issue_id": week.pk}, {"issue_id": mailing.issue_id}]
    drawn = [{"issue_id": week.pk, "kind": kind} for kind in ["web", "email", "pdf", "proof"]]
    dailies = [{"pk": daily.pk, "kind": kind} for kind in ["web", "email", "pdf"]]
    return {
        "issue": issues,
        "publish": issues,
        "issue-facts": issues[:1],
        "incidents": issues[:1],
        "import-incidents": issues[:1],
        "preview": drawn,
        "preview-daily": dailies,
        "history": by_kind,
        "storylines-of": [by_kind[0]],
        "entry": [by_kind[0]],
        "takeaway": [by_kind[1]],
        "daily": [{"pk": daily.pk}],
        "publish-daily": [{"pk": daily.pk}],
        "storyline": [{"pk": storyline.pk}],
        "import-review": [{"pk": ImportedDocument.objects.get().pk}],
        "archive": [{"pk": archive.pk}],
        "mailing": [{"pk": mailing.pk}],
        "reader": [{"pk": mailing.deliveries.first().subscriber_id}],
        "place": [{"pk": place.pk}],
        "place-history": [{"pk": place.pk}],
        "term": [{"pk": term.pk}],
        "term-history": [{"pk": term.pk}],
        "pin": [{"pk": week.incidents.get().pk}],
        "incident-details": [{"pk": week.incidents.get().pk}],
    }


# Parts of pages, files, and what leads on to a page.
NO_PAGES = {
    "side", "progress", "preview-state", "preview-file", "support", "reading", "daily-state",
    "daily-file", "daily-progress", "mailing-progress", "reader-data", "deliverability-result",
    "item", "archive-progress", "import-pictures", "rows-now",
}  # fmt: skip


@pytest.fixture
def addresses(client, rows) -> dict[str, str]:
    """Every address that shows a page, by its name and row."""
    found = {"sessions": "/accounts/sessions/"}
    for page in pages():
        if page.name in NO_PAGES:
            continue
        if page.arguments and page.name not in rows:
            probe = page.filled({"kind": "entry", "name": "x"} | dict.fromkeys(page.arguments, 1))
            answer = client.get(probe)
            assert answer.status_code == 405, f"{page.name}: say in rows what it is shown with"
            continue
        for number, row in enumerate(rows.get(page.name, [{}])):
            for question in ["", *QUESTIONS.get(page.name, [])]:
                address = page.filled(row) + question
                answer = client.get(address)
                assert answer.status_code in {200, 302, 405}, address
                if answer.status_code == 200 and "<!doctype html>" in answer.text:
                    found[f"{page.name}-{number}{'-asked' if question else ''}"] = address
    return found


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_every_page_is_accessible_and_fits(open_page, cast, addresses, width, dark):
    assert len(addresses) > 50
    page = open_page(as_user=cast.publisher, width=width, dark=dark)
    broken = []  # policies, as the browser reports them
    page.on("request", lambda request: broken.append(request.url) if "/csp/" in request.url else 0)
    for name, address in addresses.items():
        page.goto(address)
        page.wait_for_function(READY)
        look(page, f"{name}-{width}{'-dark' if dark else ''}")
        assert_accessible(page)
        assert_fits(page)
    Issue.objects.exclude(status=Issue.Status.PUBLISHED).delete()
    page.goto("/desk/")
    assert_accessible(page)
    assert_fits(page)
    assert broken == []
