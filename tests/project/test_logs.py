"""The log names no reader and gives no key away."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from ishm.logs import JsonFormatter, LineFormatter, masked


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Refused by ann.reader+news@mail.example.org", "Refused by [address]"),
        ("Not Found: /u/Zm9vYmFyYmF6cXV4MTIzNA", "Not Found: /u/[key]"),
        ("Gone: /accounts/invitation/abcdefghij_klmnop-qrst/", "Gone: /accounts/invitation/[key]/"),
        ("Not Found: /issues/122/issue.pdf", "Not Found: /issues/122/issue.pdf"),
        ("/archive/2017/ in 12 ms", "/archive/2017/ in 12 ms"),
    ],
)
def test_addresses_and_keys_are_taken_out(said, logged):
    assert masked(said) == logged


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


def test_each_entry_is_one_json_object():
    line = JsonFormatter().format(entry("Two\nlines for ann@example.org"))
    assert "\n" not in line
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == (
        "error",
        "bulletins",
        "Two\nlines for [address]",
    )
