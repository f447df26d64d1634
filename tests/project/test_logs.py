"""The log names no reader and gives no key away."""

from __future__ import annotations

import json
import logging
import sys
import time

import pytest

from ishm.celery import DOORS, TICK
from ishm.logs import SLOW, TASK_LOGGERS, JsonFormatter, LineFormatter, masked


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Refused by ann.reader+news@mail.example.org", "Refused by [address]"),
        ("Not Found: /u/Zm9vYmFyYmF6cXV4MTIzNA", "Not Found: /u/[key]"),
        ("Gone: /accounts/invitation/abcdefghij_klmnop-qrst/", "Gone: /accounts/invitation/[key]/"),
        (
            "No page '/daily/replies/stop/12:abcdefghij_klmnop-qrst/'",
            "No page '/daily/replies/stop/12:[key]/'",
        ),
        ('"GET /u/Zm9vYmFyYmF6cXV4MTIzNA?x=1"', '"GET /u/[key]?x=1"'),
        (
            "No way to postgres://ishm:se:cr3t@postgres/ishm",
            "No way to postgres://[password]@postgres/ishm",
        ),
        ("/srv/ishm/a_module_with_a_long_name.py", "/srv/ishm/a_module_with_a_long_name.py"),
        ("Not Found: /issues/122/issue.pdf", "Not Found: /issues/122/issue.pdf"),
        ("/archive/2017/ in 12 ms", "/archive/2017/ in 12 ms"),
    ],
)
def test_addresses_and_keys_are_taken_out(said, logged):
    assert masked(said) == logged


@pytest.mark.parametrize("piece", ["a", "a.", ":", "://:", "a@", "/a", "a-b."])
def test_a_strangers_long_address_takes_no_long_time(piece):
    started = time.process_time()
    masked("Not Found: /://" + piece * (60_000 // len(piece)))
    # Four milliseconds; looking at each letter from each letter took half a minute.
    assert time.process_time() - started < 2


def entry(message: str, **fields) -> logging.LogRecord:
    record = logging.LogRecord("bulletins", logging.ERROR, "", 0, message, (), None)
    record.__dict__.update(fields)
    return record


def test_a_traceback_is_masked_too():
    try:
        raise ValueError("ann@example.org")
    except ValueError:
        record = entry("It failed", exc_info=sys.exc_info())
    for formatter in (LineFormatter(), JsonFormatter()):
        text = formatter.format(record)
        assert "ValueError: [address]" in text
        assert "ann@" not in text


def test_a_message_makes_one_line_and_moves_no_terminal():
    line = LineFormatter("%(levelname)s %(message)s").format(
        entry("x\n2026 ERROR forged\x1b[2J\u2028y")
    )
    assert line == r"ERROR x\n2026 ERROR forged\x1b[2J\u2028y"


def test_each_entry_is_one_json_object():
    line = JsonFormatter().format(entry("Two\nlines for ann@example.org"))
    assert "\n" not in line
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == (
        "error",
        "bulletins",
        "Two\nlines for [address]",
    )


@pytest.mark.parametrize("logger", TASK_LOGGERS)
def test_the_minutes_routine_is_quiet_unless_it_is_slow_or_fails(logger, caplog):
    def said(name, level=logging.INFO, **facts):
        caplog.clear()
        data = {"name": name, **facts}
        logging.getLogger(logger).log(level, "Task %(name)s", data, extra={"data": data})
        return caplog.messages

    with caplog.at_level(logging.INFO, logger):
        assert said("bulletins.issues.tasks.render_edition") == [
            "Task bulletins.issues.tasks.render_edition"
        ]
        for routine in (TICK, *DOORS):
            assert said(routine) == said(routine, runtime=0.1) == []
            assert said(routine, runtime=SLOW) == [f"Task {routine}"]
            assert said(routine, logging.ERROR, runtime=0.1) == [f"Task {routine}"]
