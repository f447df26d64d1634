"""What people decide about findings, and what holds an issue."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins.issues.models import Issue
from bulletins.preflight import services, tasks
from bulletins.preflight.models import Dismissal, Override, Report, Tuning
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

pytestmark = pytest.mark.django_db
AT = datetime(2017, 7, 27, 9, tzinfo=UTC)


@pytest.fixture
def issue():
    """A clean issue with one doubled word and one blank."""
    issue = IssueFactory(number=122)
    takeaway = TakeawayFactory(issue=issue, headline="Gauges", summary="<p>Gauges were read.</p>")
    for text in ("the the old bridge", "the old bridge and blank gates"):
        body = f"<p>On July 22, the river gauges at {text} were read.</p>"
        SourceFactory(entry=EntryFactory(takeaway=takeaway, body=body))
    return issue


def find(issue, check):
    report = services.current_report(issue=issue, at=AT)
    return [one for one in services.open_findings(report) if one.check == check]


def write(issue, old, new):
    for entry in issue.takeaways.get().entries.all():
        entry.body = entry.body.replace(old, new)
        entry.version += 1
        entry.save()


def test_a_dismissed_finding_is_gone_and_back_when_its_text_changes(issue, cast):
    (finding,) = find(issue, "doubled-word")
    services.dismiss(
        issue=issue, fingerprints=[finding.fingerprint], reason="A name.", by=cast.editor, at=AT
    )
    assert find(issue, "doubled-word") == []
    write(issue, "were read", "were repaired")
    assert len(find(issue, "doubled-word")) == 1


def test_a_dismissal_outlives_a_change_elsewhere(issue, cast):
    (finding,) = find(issue, "doubled-word")
    services.dismiss(
        issue=issue, fingerprints=[finding.fingerprint], reason="A name.", by=cast.editor, at=AT
    )
    write(issue, "blank gates", "two gates")
    assert find(issue, "doubled-word") == []


def test_a_dismissal_needs_a_reason_and_a_finding(issue, cast):
    (finding,) = find(issue, "doubled-word")
    for print_, reason in [(finding.fingerprint, "  "), ("gone", "A name.")]:
        with pytest.raises(services.CannotDecide):
            services.dismiss(
                issue=issue, fingerprints=[print_], reason=reason, by=cast.editor, at=AT
            )
    assert not Dismissal.objects.exists()


def test_what_must_be_fixed_cannot_be_dismissed(issue, cast):
    (finding,) = find(issue, "placeholder")
    with pytest.raises(services.CannotDecide, match="only a publisher"):
        services.dismiss(
            issue=issue, fingerprints=[finding.fingerprint], reason="Fine.", by=cast.editor, at=AT
        )


def test_what_must_be_fixed_holds_the_issue_until_it_is_fixed(issue):
    with pytest.raises(services.Held, match="One thing must be fixed"):
        services.refuse_unready(issue=issue, at=AT)
    write(issue, "blank gates", "its gates")
    services.refuse_unready(issue=issue, at=AT)


def test_a_publisher_overrides_with_a_reason_that_is_kept(issue, cast):
    services.override(issue=issue, reason="A quotation.", by=cast.publisher, at=AT)
    services.refuse_unready(issue=issue, at=AT)
    kept = Override.objects.get()
    assert (kept.reason, kept.overridden_by, kept.overridden_at) == (
        "A quotation.", cast.publisher, AT,
    )  # fmt: skip
    assert [finding["check"] for finding in kept.findings] == ["placeholder"]


def test_an_override_does_not_cover_what_comes_later(issue, cast):
    services.override(issue=issue, reason="A quotation.", by=cast.publisher, at=AT)
    write(issue, "were read", "were read on TK")
    with pytest.raises(services.Held):
        services.refuse_unready(issue=issue, at=AT)


@pytest.mark.parametrize("who", ["stranger", "reporter", "editor"])
def test_nobody_below_a_publisher_overrides(issue, cast, who):
    with pytest.raises(services.CannotDecide, match="Only a publisher"):
        services.override(issue=issue, reason="Please.", by=getattr(cast, who), at=AT)
    assert not Override.objects.exists()


def test_one_key_puts_the_correction_in_as_a_new_version(issue, cast):
    (finding,) = find(issue, "doubled-word")
    prints = [finding.fingerprint]
    assert services.accept_fixes(issue=issue, fingerprints=prints, by=cast.editor, at=AT) == 1
    entry = issue.takeaways.get().entries.first()
    assert entry.body == "<p>On July 22, the river gauges at the old bridge were read.</p>"
    assert entry.version == 2
    assert find(issue, "doubled-word") == []


def test_a_finding_without_a_ready_correction_is_left_to_a_person(issue, cast):
    (finding,) = find(issue, "placeholder")
    with pytest.raises(services.CannotDecide, match="no ready-made correction"):
        services.accept_fixes(
            issue=issue, fingerprints=[finding.fingerprint], by=cast.editor, at=AT
        )


def test_all_corrections_of_one_kind_go_in_together_as_one_version(issue, cast):
    write(issue, "On July 22,", "On on July 22, by by day,")
    prints = [finding.fingerprint for finding in find(issue, "doubled-word")]
    assert len(prints) == 5
    assert services.accept_fixes(issue=issue, fingerprints=prints, by=cast.editor, at=AT) == 5
    bodies = "".join(entry.body for entry in issue.takeaways.get().entries.all())
    assert bodies.count("<p>On July 22, by day, the river gauges at the old bridge") == 2
    assert [entry.version for entry in issue.takeaways.get().entries.all()] == [3, 3]
    assert find(issue, "doubled-word") == []


def test_tuning_belongs_to_the_publication(issue):
    Tuning.objects.create(publication=issue.publication, check_id="doubled-word", is_on=False)
    assert find(issue, "doubled-word") == []


def test_the_tick_reads_open_issues_that_changed_and_no_others(issue):
    published = IssueFactory(number=121, status=Issue.Status.PUBLISHED)
    tasks.read_changed()
    first = Report.objects.get(issue=issue)
    assert not Report.objects.filter(issue=published).exists()
    tasks.read_changed()
    assert Report.objects.get(issue=issue).checked_at == first.checked_at
    write(issue, "were read", "were repaired")
    tasks.read_changed()
    again = Report.objects.get(issue=issue)
    assert again.checked_at > first.checked_at
    assert again.reused > 0


def test_the_command_prints_findings_for_people_and_scripts(issue):
    out = StringIO()
    call_command("check_issue", "122", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert list(rows[0]) == ["check", "severity", "where", "excerpt", "message", "suggestion"]
    assert (rows[0]["check"], rows[0]["severity"]) == ("placeholder", "must fix")
    out = StringIO()
    call_command("check_issue", "122", stdout=out)
    assert "MUST FIX  Entry 2 (July 22) of “Gauges”" in out.getvalue()


def test_publishing_from_the_command_line_is_held_and_overridden(issue):
    with pytest.raises(CommandError, match="must be fixed"):
        call_command("publish_issue", "122")
    issue.refresh_from_db()
    assert issue.status == "draft"
    call_command("publish_issue", "122", "--override", "A quotation.", stdout=StringIO())
    issue.refresh_from_db()
    assert issue.status == "published"


@pytest.mark.parametrize("name", ["999", "soon"])
def test_the_command_refuses_what_it_does_not_know(name):
    with pytest.raises(CommandError):
        call_command("check_issue", name)


@pytest.mark.parametrize("entries", [1, 3])
def test_reading_costs_the_same_queries_for_any_number_of_entries(
    entries, django_assert_num_queries
):
    issue = IssueFactory(number=5)
    takeaway = TakeawayFactory(issue=issue)
    EntryFactory.create_batch(entries, takeaway=takeaway)
    tasks.reports.read_again(issue=issue, at=AT)
    with django_assert_num_queries(25):
        tasks.reports.read_again(issue=issue, at=AT)
