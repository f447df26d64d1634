"""What browsers report of broken policies: bounded, without keys, readable by operators only."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.accounts import policy_reports
from bulletins.accounts.models import PolicyReport

pytestmark = pytest.mark.django_db
PAGE = "http://testserver/issues/122/"


def old_shape(**changes) -> bytes:
    told = {
        "document-uri": f"{PAGE}?q=private",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?reader=ann@example.org",
        "source-file": PAGE,
        "line-number": 12,
    }
    return json.dumps({"csp-report": {**told, **changes}}).encode()


def new_shape() -> bytes:
    body = {
        "documentURL": PAGE,
        "effectiveDirective": "script-src-elem",
        "blockedURL": "https://evil.example/x.js",
        "sourceFile": PAGE,
        "lineNumber": 12,
    }
    return json.dumps([{"type": "csp-violation", "url": PAGE, "body": body}]).encode()


def send(client, body: bytes, kind: str = "application/csp-report"):
    return client.post("/csp/report/", body, content_type=kind)


@pytest.mark.parametrize("body", [old_shape(), new_shape()], ids=["report-uri", "Reporting API"])
def test_a_report_tells_where_to_look_and_nothing_of_the_reader(client, body):
    assert send(client, body).status_code == 204
    report = PolicyReport.objects.get()
    assert (report.directive, report.blocked, report.page, report.source, report.line) == (
        "script-src-elem",
        "https://evil.example/x.js",
        PAGE,
        PAGE,
        12,
    )


def test_the_same_mistake_is_counted_not_repeated(client):
    for number in (1, 2, 3):
        send(client, old_shape(**{"document-uri": f"http://testserver/issues/{number}/"}))
    report = PolicyReport.objects.get()
    assert (report.times, report.page) == (3, "http://testserver/issues/3/")


def test_keys_in_links_are_masked(client):
    send(client, old_shape(**{"document-uri": "http://testserver/u/Zm9vYmFyYmF6cXV4MTIzNA/"}))
    assert PolicyReport.objects.get().page == "http://testserver/u/[key]/"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1, null, {}]",
        b'{"csp-report": "x"}',
        b'{"csp-report": {"document-uri": "http://[", "effective-directive": "x"}}',
        old_shape(**{"document-uri": "https://elsewhere.example/"}),
        old_shape(**{"blocked-uri": "moz-extension://0123"}),
        old_shape(**{"source-file": "chrome-extension://0123/a.js"}),
        old_shape(**{"script-sample": "x" * 20_000}),
    ],
)
def test_what_is_no_report_of_ours_gets_the_same_answer_and_leaves_nothing(client, body):
    assert send(client, body).status_code == 204
    assert not PolicyReport.objects.exists()


def violations(count: int):
    return (
        policy_reports.Violation("script-src", f"https://{number}.example/", PAGE, "", 0)
        for number in range(count)
    )


def test_one_network_and_all_together_have_a_limit():
    now = timezone.now()
    assert policy_reports.take(violations(50), network="a", at=now) == 20
    taken = sum(
        policy_reports.take(violations(50), network=f"n{number}", at=now) for number in range(40)
    )
    assert taken + 20 == policy_reports.PER_HOUR_IN_ALL


def test_only_the_newest_kinds_are_kept():
    start = timezone.now()
    for number, violation in enumerate(violations(policy_reports.MOST_KINDS + 30)):
        at = start + timedelta(minutes=number)
        policy_reports.take(iter([violation]), network=str(number), at=at)
    assert PolicyReport.objects.count() == policy_reports.MOST_KINDS
    assert PolicyReport.objects.first().blocked == "https://229.example/"


def test_operators_read_them_in_the_back_office_and_nobody_writes_them(client, cast):
    send(client, old_shape())
    report = PolicyReport.objects.get()
    address = f"/admin/accounts/policyreport/{report.pk}/change/"
    client.force_login(cast.operator)
    assert "evil.example" in client.get("/admin/accounts/policyreport/").text
    assert client.post(address, {"directive": "other"}).status_code == 403
    client.force_login(cast.publisher)
    assert client.get("/admin/accounts/policyreport/").status_code in {302, 403}


def test_every_page_says_where_reports_go(client):
    assert "report-uri /csp/report/" in client.get("/about/")["Content-Security-Policy"]


def test_a_browser_reports_what_it_held_back(open_page, transactional_db, complaints):
    from tests.fixtures.servers import wait_until

    page = open_page("/about/")
    page.evaluate(
        "document.body.appendChild(Object.assign(document.createElement('script'),"
        "{src: 'https://evil.example/x.js'}))"
    )
    wait_until(lambda: PolicyReport.objects.exists(), what="a report")
    assert PolicyReport.objects.get().blocked == "https://evil.example/x.js"
    complaints.clear()
