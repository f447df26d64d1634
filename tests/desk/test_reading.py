"""Findings beside the text: shown, read again, put in, set aside."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bulletins.issues.models import Entry
from bulletins.preflight import reports, tasks
from bulletins.preflight.models import Dismissal
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until
from tests.issues.factories import EntryFactory

TEXT = "<p>On July 22, the the gauge at the <strong>old</strong> bridge was red by blank men.</p>"


@pytest.fixture
def wrong(sourced):
    """An entry with a doubled word and a blank, already read."""
    Entry.objects.filter(pk=sourced.pk).update(body=TEXT)
    sourced.refresh_from_db()
    reports.read_again(issue=sourced.takeaway.issue, at=timezone.now())
    return sourced


@pytest.fixture
def rung(monkeypatch):
    """Which issues were asked to be read; a real worker is tested elsewhere."""
    asked = []
    monkeypatch.setattr(
        tasks.read_issue, "apply_async", lambda *, kwargs, **options: asked.append(kwargs)
    )
    return asked


def address(entry, what="reading"):
    return f"/desk/entry/{entry.pk}/{what}/"


def test_the_findings_of_this_text_are_shown_and_no_others(sign_in, cast, wrong):
    other = EntryFactory(takeaway=wrong.takeaway, body="<p>On July 22, it it rained.</p>")
    reports.read_again(issue=wrong.takeaway.issue, at=timezone.now())
    page = sign_in(cast.editor).get(address(wrong)).text
    assert "“the” stands twice." in page
    assert "“it” stands twice." not in page
    assert "“it” stands twice." in sign_in(cast.editor).get(address(other)).text


def test_looking_reads_nothing_and_saving_has_it_read(
    sign_in, cast, wrong, rung, django_capture_on_commit_callbacks
):
    client = sign_in(cast.reporter)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(wrong))
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(wrong))
    assert rung == [{"issue_id": wrong.takeaway.issue_id}]


def test_an_outdated_reading_says_so_and_looks_again(sign_in, cast, wrong):
    Entry.objects.filter(pk=wrong.pk).update(version=2)
    page = sign_in(cast.editor).get(address(wrong)).text
    assert "Reading …" in page
    assert 'hx-trigger="load delay:2s"' in page


def test_an_entry_in_the_inbox_is_not_read_yet(sign_in, cast):
    entry = EntryFactory(takeaway=None)
    assert "as soon as it is filed" in sign_in(cast.editor).get(address(entry)).text


def test_an_editor_sets_a_finding_aside_with_a_reason(sign_in, cast, wrong):
    report = wrong.takeaway.issue.preflight
    (finding,) = [one for one in report.all_findings() if one.check == "doubled-word"]
    fields = {"fingerprint": finding.fingerprint, "reason": "A proper name."}
    page = sign_in(cast.editor).post(
        address(wrong, "set-aside"), fields, headers={"HX-Request": "true"}
    )
    assert "“the” stands twice." not in page.text
    assert Dismissal.objects.get().dismissed_by == cast.editor


@pytest.mark.parametrize(("reason", "check"), [("", "doubled-word"), ("Fine.", "placeholder")])
def test_a_refusal_is_said_and_changes_nothing(sign_in, cast, wrong, reason, check):
    report = wrong.takeaway.issue.preflight
    finding = next(one for one in report.all_findings() if one.check == check)
    fields = {"fingerprint": finding.fingerprint, "reason": reason}
    page = sign_in(cast.editor).post(
        address(wrong, "set-aside"), fields, headers={"HX-Request": "true"}
    )
    assert 'role="alert"' in page.text
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "reporter"])
def test_setting_aside_is_for_editors(sign_in, cast, wrong, who):
    answer = sign_in(getattr(cast, who)).post(address(wrong, "set-aside"), {"reason": "Fine."})
    assert answer.status_code == 403
    assert not Dismissal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_key_puts_a_correction_into_the_open_text(open_page, cast, wrong, rung):
    page = open_page(f"/desk/entries/{wrong.pk}/", as_user=cast.editor)
    page.locator(".cke_editable").click()
    expect(page.get_by_role("button", name="Put in “the”")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Alt+Enter")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved \d"))
    wrong.refresh_from_db()
    assert wrong.body == TEXT.replace("the the", "the")
    wait_until(lambda: rung == [{"issue_id": wrong.takeaway.issue_id}], what="the new reading")
