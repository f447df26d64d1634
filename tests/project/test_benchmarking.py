"""Benchmarks: both sides in one run, and a broken rule is an error."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins import benchmarking
from bulletins.benchmarking import Comparison
from ishm.management.commands import benchmark as command
from tests.fixtures.servers import ROOT

HELD = Comparison("ours", 2.0, "theirs", 4.0, at_most=0.5)
BROKEN = Comparison("slow", 3.0, "theirs", 2.0, "MB", at_most=1.2)


@pytest.fixture
def offered(monkeypatch):
    monkeypatch.setattr(
        command, "benchmarks", lambda: {"good": lambda: [HELD], "bad": lambda: iter([BROKEN])}
    )


def run(*arguments):
    out = StringIO()
    call_command("benchmark", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("offered")
def test_both_sides_the_ratio_and_its_limit_are_printed():
    assert run("good") == "good: ours: 2 s; theirs: 4 s; ratio 0.50 (≤ 0.5)\n"


@pytest.mark.usefixtures("offered")
def test_a_rule_that_is_not_held_ends_the_command_with_its_name():
    with pytest.raises(CommandError, match=r"^Not held: slow\.$"):
        run("bad")


@pytest.mark.usefixtures("offered")
def test_the_names_are_told_and_a_wrong_one_refused():
    assert run() == "bad\ngood\n"
    with pytest.raises(CommandError, match=r"No benchmark 'other'. There are: good, bad\."):
        run("other")


@pytest.mark.usefixtures("offered")
def test_json_is_one_document():
    (found,) = json.loads(run("good", "--json"))["good"]
    assert (found["ratio"], found["is_held"], found["at_most"]) == (0.5, True, 0.5)


def test_limits_hold_from_both_sides():
    assert Comparison("x", 8.0, "y", 10.0, at_least=0.8).is_held
    assert not Comparison("x", 7.9, "y", 10.0, at_least=0.8).is_held
    assert Comparison("x", 7.9, "y", 10.0).is_held
    assert Comparison("x", 8.0, "y", 10.0, at_most=1.1, at_least=0.9).limit == "0.9 – 1.1"


def test_works_are_run_by_turns_and_once_before(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(benchmarking.time, "perf_counter", lambda: next(clock))
    done = []
    medians = benchmarking.seconds(lambda: done.append("a"), lambda: done.append("b"), runs=2)
    assert "".join(done) == "ab" + "ab" + "ba"
    assert medians == [1, 1]


def test_every_room_that_offers_benchmarks_is_found():
    assert {"pdf", "publish"} <= set(command.benchmarks())


def test_every_benchmark_of_the_pages_exists():
    text = "".join(page.read_text() for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
    lines = re.findall(r"(?:make bench|manage\.py benchmark) ([a-z\- ]+)", text)
    assert {name for line in lines for name in line.split()} <= {*command.benchmarks(), "all"}
    headings = re.findall(r"^## ([\w-]+)$", (ROOT / "docs/benchmarks.md").read_text(), re.MULTILINE)
    assert set(headings) <= set(command.benchmarks())
