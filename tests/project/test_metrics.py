"""Figures for Prometheus: who may read them, and what they tell."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from bulletins.issues import services as issues
from bulletins.issues.models import Rendition
from bulletins.publications.models import Heartbeat
from ishm import metrics
from ishm.celery import app
from tests.issues.factories import EntryFactory

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-some-length"


@pytest.fixture
def figures(client, settings):
    """The figures by name and labels, as Prometheus reads them."""
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict[tuple, float]:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    return read


def test_without_a_token_or_a_network_nobody_reads_them(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer wrong", TOKEN[:-1]])
def test_a_wrong_token_reads_nothing(client, settings, said):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": said}).status_code == 404


@pytest.mark.parametrize(
    ("is_behind_proxy", "from_address", "forwarded", "may"),
    [
        (False, "10.1.2.3", "", True),
        (False, "192.0.2.1", "10.1.2.3", False),
        (True, "", "192.0.2.1, 10.1.2.3", True),
        (True, "", "10.1.2.3, 192.0.2.1", False),
        (True, "", "", False),
    ],
)
def test_a_network_may_read_them(settings, is_behind_proxy, from_address, forwarded, may):
    settings.METRICS_NETWORKS = [ip_network("10.0.0.0/8")]
    settings.BEHIND_PROXY = is_behind_proxy
    request = RequestFactory().get("/metrics", headers={"X-Forwarded-For": forwarded})
    request.META["REMOTE_ADDR"] = from_address
    assert metrics.may_read(request) is may


def test_how_the_work_stands(figures, broker, settings, cast):
    settings.CELERY_BROKER_URL = broker
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = app.conf.broker_transport_options
    Heartbeat.note(at=timezone.now() - timedelta(minutes=3))
    issue = EntryFactory().takeaway.issue
    issues.approve_issue(issue=issue, by=cast.editor)
    issues.publish_issue(issue=issue, at=timezone.now())
    Rendition.objects.filter(kind="pdf").update(status="failed")
    app.send_task("bulletins.publications.tasks.note_heartbeat", queue="pdf")
    found = figures()
    assert found["ishm_up", "database"] == found["ishm_up", "broker"] == 1
    assert 180 <= found["ishm_beat_age_seconds",] < 240
    assert found["ishm_renditions", "failed"] == 1
    assert found["ishm_queue_length", "pdf"] == 1
    assert found["ishm_queue_length", "mail"] == 0


def test_a_broker_that_is_away_is_told_and_the_rest_as_well(figures, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    found = figures()
    assert (found["ishm_up", "broker"], found["ishm_up", "database"]) == (0, 1)
    assert ("ishm_account_mails_waiting",) in found


def test_answers_are_counted_by_view_and_status_not_by_address(client, figures):
    before = figures()
    for path in ("/issues/900001/", "/issues/900002/", "/healthz"):
        client.get(path)
    after = figures()
    grown = {
        key[1:]: after[key] - before.get(key, 0)
        for key in after
        if key[0] == "ishm_requests_total" and after[key] != before.get(key, 0)
    }
    assert grown["GET", "200", "healthz"] == 1
    assert [count for (_, status, _), count in grown.items() if status == "404"] == [2]
