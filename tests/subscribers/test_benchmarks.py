"""What a benchmark of sending may claim, and what it leaves behind."""

import json
import os
import sys

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection

from bulletins.subscribers.benchmarks import send, site, specimen
from bulletins.subscribers.benchmarks.send import FEW, Figure


def claiming(**figures):
    return [sys.executable, "-c", f"print({json.dumps(json.dumps(figures))})"]


@pytest.mark.once
def test_claim_the_mail_server_does_not_share_is_refused():
    command = claiming(seconds=1, cpu=1, sent=5)
    with pytest.raises(CommandError, match="claims 5 of 5 messages, the mail server counted 0"):
        send._measure(command, 5, [], os.environ, 0)


@pytest.mark.once
def test_sender_that_fails_ends_the_run_with_a_sentence():
    with pytest.raises(CommandError, match="Nothing was measured"):
        send._measure([sys.executable, "-c", "raise SystemExit(3)"], 5, [], os.environ, 0)


@pytest.mark.once
def test_sender_of_our_own_is_counted_and_the_mail_server_says_how_busy_it_was():
    figure = send._sender("ours_without_ledger", FEW, 4)
    assert figure.rate > 0
    assert 0 < figure.sink < 1


def test_order_rotates_from_round_to_round(monkeypatch):
    monkeypatch.setattr(send, "ROUNDS", 3)
    done = []
    ways = {name: lambda name=name: done.append(name) or Figure(1, 1, 1, 1) for name in "abc"}
    assert set(send._by_turns(ways)) == set("abc")
    assert "".join(done) == "abc" + "bca" + "cab"


def test_message_to_measure_by_has_lines_no_mail_server_takes_as_they_are():
    assert max(map(len, specimen.html().splitlines())) > 998
    assert max(map(len, specimen.text().splitlines())) < 100


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file in the folder")
def test_scratch_database_is_gone_also_when_the_run_fails(monkeypatch):
    settings = connection.settings_dict
    server = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}"
    monkeypatch.setenv("DATABASE_URL", f"{server}:{settings['PORT'] or 5432}/postgres")

    def fails():
        with site.database("/tmp/ishm-bench-Test") as url:
            psycopg.connect(url).close()
            raise RuntimeError("the run failed")

    with pytest.raises(RuntimeError, match="the run failed"):
        fails()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'ishm_bench_test'")
        assert cursor.fetchone() == (0,)
