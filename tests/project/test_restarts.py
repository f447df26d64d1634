"""A deploy loses no request and no delivery: the processes of deploy/, restarted under load."""

from __future__ import annotations

import shlex
import sys

import pytest
import yaml

from bulletins.accounts.models import PolicyReport
from ishm.ports import reserve_port
from tests.faults.harness import a_send, is_settled
from tests.fixtures.servers import PATIENCE, accepts, process_environment, running, wait_until
from tests.fixtures.visitors import asking, readers
from tests.project.fronts import (
    DEPLOY,
    PUBLIC,
    HandedSocket,
    caddy,
    nginx,
    nginx_program,
)

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("run"),
]
REPORT = b"""{"csp-report": {
    "document-uri": "https://localhost/about/", "effective-directive": "img-src"}}"""


@pytest.mark.skipif(not nginx_program(), reason="nginx is not installed here")
@pytest.mark.once
def test_no_request_is_lost_when_the_web_server_is_reloaded_and_restarted(settings, tmp_path):
    environment = {**process_environment(settings), **PUBLIC}
    web = HandedSocket(tmp_path / "web.sock", environment=environment, log=tmp_path / "web.log")
    try:
        with nginx(tmp_path, tmp_path / "web.sock") as port:
            wait_until(lambda: asking(port, "GET", "/healthz", tls=True)() == 200)
            asks = [
                asking(port, "GET", "/healthz", tls=True),
                asking(port, "GET", "/about/", tls=True),
                asking(port, "GET", "/archive/", tls=True),
                asking(port, "POST", "/csp/report/", REPORT, tls=True),
            ]
            with readers(*asks) as crowd:
                web.reload()
                web.restart()
                wait_until(lambda: all(sum(reader.answers.values()) > 5 for reader in crowd))
            assert [set(reader.answers) for reader in crowd] == [{"200"}, {"200"}, {"200"}, {"204"}]
            assert PolicyReport.objects.get().page == "https://localhost/about/"
            assert asking(port, "GET", "/readyz", tls=True)() == 404
    finally:
        web.close()


@pytest.mark.once
def test_no_request_is_lost_when_two_web_containers_are_replaced_in_turn(settings, tmp_path):
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    environment = {**process_environment(settings), **PUBLIC, "SITE_URL": "http://localhost"}
    ports, marks = zip(*(reserve_port() for _ in range(2)), strict=True)

    def start(number: int):
        command = shlex.split(services[f"web-{number + 1}"]["command"])
        command = [sys.executable, *command[1:], "--port", str(ports[number])]
        return running(command, tmp_path / f"web-{number}.log", environment)

    webs = [start(0), start(1)]
    try:
        for number, web in enumerate(webs):
            web.__enter__()
            wait_until(lambda number=number: accepts(ports[number]), what="web")
        with caddy(tmp_path, list(ports)) as front:
            asks = [asking(front, "GET", path) for path in ("/healthz", "/about/", "/archive/")]
            with readers(*asks, asking(front, "POST", "/csp/report/", REPORT)) as crowd:
                for number in range(2):
                    webs[number].__exit__(None, None, None)
                    webs[number] = start(number)
                    webs[number].__enter__()
                    wait_until(lambda number=number: accepts(ports[number]))
            assert [set(reader.answers) for reader in crowd] == [{"200"}, {"200"}, {"200"}, {"204"}]
            assert asking(front, "GET", "/readyz")() == 404
    finally:
        for web in webs:
            web.__exit__(None, None, None)
        for mark in marks:
            mark.close()


def test_no_delivery_is_lost_or_doubted_when_the_worker_is_restarted(settings, broker):
    with a_send(settings, broker, recipients=600, sink=("--delay=0.05",)) as send:
        old = send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        old.stop()  # What the unit does: SIGTERM, and time to finish.
        send.workers.remove(old)
        left = send.mailing.counts()
        assert (left["sending"], left["unknown"]) == (0, 0)
        assert left["queued"] > 0
        send.start_worker()
        counts = send.tick_until(is_settled, seconds=120)
        assert counts["sent"] == send.mailing.recipients
        assert (send.duplicates(), send.missed()) == (0, 0)
