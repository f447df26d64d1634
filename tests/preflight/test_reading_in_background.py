"""A real worker reads an issue after somebody wrote in it."""

import pytest

from bulletins.preflight import tasks
from bulletins.preflight.models import Report
from tests.fixtures.servers import wait_until
from tests.issues.factories import EntryFactory


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_the_issue_and_keeps_what_it_found(worker):
    body = "<p>On July 22, the the gauge was repaired.</p>"
    issue = EntryFactory(body=body).takeaway.issue
    tasks.read_issue.delay(issue_id=issue.pk)
    wait_until(Report.objects.filter(issue=issue).exists, what="the report")
    checks = {finding["check"] for finding in Report.objects.get(issue=issue).findings}
    assert "doubled-word" in checks
    assert "check-failed" not in checks
