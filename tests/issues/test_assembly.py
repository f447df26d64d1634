"""Assembling an issue: what comes in, what stays, what is reported."""

from datetime import date

import pytest

from bulletins.issues.assembly import CannotAssemble, assemble_issue
from bulletins.issues.models import Issue
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory
from tests.publications.factories import WeeklyFactory

pytestmark = pytest.mark.django_db

START, END = date(2017, 7, 21), date(2017, 7, 27)


def assemble(number=None, start=START, end=END):
    return assemble_issue(publication=WeeklyFactory(), start=start, end=end, number=number)


def checks(assembly):
    return [found.check for found in assembly.oversights]


def test_filed_entries_and_incidents_of_the_period_become_the_draft():
    section = TakeawayFactory(issue=None)
    EntryFactory(takeaway=section, event_date=END)
    incident = IncidentFactory(event_date=START)
    assembly = assemble(number=122)
    assert (assembly.is_new, assembly.takeaways_added, assembly.incidents_added) == (True, 1, 1)
    assert list(assembly.issue.takeaways.all()) == [section]
    assert list(assembly.issue.incidents.all()) == [incident]
    assert assembly.issue.number == 122
    assert assembly.oversights == []


def test_assembling_again_changes_nothing():
    EntryFactory(takeaway=TakeawayFactory(issue=None))
    IncidentFactory()
    first, again = assemble(number=122), assemble(number=122)
    assert again.issue == first.issue
    assert (again.is_new, again.takeaways_added, again.incidents_added) == (False, 0, 0)


def test_a_refresh_keeps_order_headings_and_text():
    issue = IssueFactory()
    second = TakeawayFactory(issue=issue, position=1, own_heading="Our heading")
    first = TakeawayFactory(issue=issue, position=0, summary="<p>Our text.</p>")
    late = TakeawayFactory(issue=None, position=0)
    EntryFactory(takeaway=late)
    assemble()
    assert list(issue.takeaways.all()) == [first, second, late]
    assert [takeaway.own_heading for takeaway in issue.takeaways.all()] == ["", "Our heading", ""]
    assert issue.takeaways.first().summary == "<p>Our text.</p>"


def test_a_story_over_several_days_counts_when_one_of_its_days_is_in_the_period():
    section = TakeawayFactory(issue=None)
    EntryFactory(takeaway=section, event_date=date(2017, 7, 18), event_date_end=START)
    assert assemble().takeaways_added == 1


def test_what_lies_outside_the_period_is_reported():
    issue = IssueFactory()
    EntryFactory(takeaway=TakeawayFactory(issue=issue), event_date=date(2017, 7, 28))
    issue.incidents.add(IncidentFactory(event_date=date(2017, 7, 20)))
    assert checks(assemble()) == ["entry-outside-period", "incident-outside-period"]


def test_what_is_in_no_issue_is_reported():
    EntryFactory(takeaway=None)
    assert checks(assemble()) == ["entry-in-no-issue"]


def test_an_incident_in_two_issues_is_reported_and_never_added_to_a_second_one():
    shared = IncidentFactory(event_date=END)
    neighbor = IssueFactory(period_start=END, period_end=date(2017, 8, 3))
    neighbor.incidents.add(shared)
    assembly = assemble()
    assert (assembly.incidents_added, checks(assembly)) == (0, [])
    assembly.issue.incidents.add(shared)
    assert checks(assemble()) == ["incident-in-two-issues"]


def test_a_number_belongs_to_one_issue():
    IssueFactory(number=122, period_start=date(2017, 7, 14), period_end=date(2017, 7, 20))
    with pytest.raises(CannotAssemble, match="already taken by ISHM: July 14 – 20, 2017"):
        assemble(number=122)
    assert Issue.objects.count() == 1


def test_a_period_cannot_run_backwards():
    with pytest.raises(CannotAssemble, match="runs backwards"):
        assemble(start=END, end=START)


def test_a_published_issue_is_not_assembled_again():
    IssueFactory(status=Issue.Status.PUBLISHED)
    with pytest.raises(CannotAssemble, match="publish a correction"):
        assemble()
