"""Runs the checks: each within its time, none able to stop the others, nothing read twice."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from bulletins.preflight.checks import CHECKS
from bulletins.preflight.checks.base import Check, Hit, Scope, Setting
from bulletins.preflight.draft import Draft, Passage
from bulletins.preflight.findings import Finding, Severity, fingerprint
from bulletins.preflight.lexicon import Lexicon

TIME_LIMIT = 3.0  # seconds for one check over the whole issue
LONGEST_EXCERPT = 80  # characters
_RING_AGAIN = 0.1  # seconds

FAILED = "Checks that could not be run"

Parts = dict[str, list[dict[str, Any]]]

_TITLES = {check.id: check.title for check in CHECKS}


@dataclass(frozen=True)
class Tuned:
    """How a publication wants a check: off, graver, with more allowed words or another limit."""

    is_on: bool = True
    severity: str = ""
    words: frozenset[str] = frozenset()
    limit: int | None = None


@dataclass
class Outcome:
    """The findings of a run, what to remember for the next one, and what it cost."""

    findings: list[Finding] = field(default_factory=list)
    parts: Parts = field(default_factory=dict)
    computed: int = 0
    reused: int = 0


class OutOfTime(Exception):
    """A check took longer than it may."""


def run(
    draft: Draft,
    lexicon: Lexicon,
    *,
    tuning: Mapping[str, Tuned] | None = None,
    known: Mapping[str, list[dict[str, Any]]] | None = None,
    checks: tuple[Check, ...] = CHECKS,
    time_limit: float = TIME_LIMIT,
) -> Outcome:
    """Every finding, the gravest first and in reading order.

    ``known`` holds the parts of an earlier outcome: a check whose text, tuning and names are the
    same is not run again.
    """
    outcome = Outcome()
    digests = _Digests()
    for check in checks:
        tuned = (tuning or {}).get(check.id, Tuned())
        if tuned.is_on:
            job = _Job(check, tuned, draft, lexicon, known or {}, digests)
            _run_one(job, outcome, time_limit)
    order = {passage.place: number for number, passage in enumerate(draft.passages)}
    outcome.findings.sort(key=lambda one: _rank(one, order))
    return outcome


def title_of(check_id: str) -> str:
    """What stands above the findings of a check."""
    return _TITLES.get(check_id, FAILED)


def _rank(finding: Finding, order: Mapping[str, int]) -> tuple[int, int, int]:
    return (Severity(finding.severity).rank, order.get(finding.place, -1), finding.start)


@dataclass(frozen=True)
class _Job:
    """One check, with all it needs to run."""

    check: Check
    tuned: Tuned
    draft: Draft
    lexicon: Lexicon
    known: Mapping[str, list[dict[str, Any]]]
    digests: _Digests

    @property
    def setting(self) -> Setting:
        """What the check is told beside the text."""
        limit = self.check.limit if self.tuned.limit is None else self.tuned.limit
        return Setting(self.lexicon, words=self.check.words | self.tuned.words, limit=limit)


class _Digests(dict[int, str]):
    """The hash of each piece, taken once although many checks read it."""

    def of(self, unit: Any) -> str:
        """By identity: the pieces live as long as the draft."""
        if id(unit) not in self:
            self[id(unit)] = sha256(repr(unit).encode()).hexdigest()
        return self[id(unit)]


def _run_one(job: _Job, outcome: Outcome, time_limit: float) -> None:
    """One check over all it reads; whatever goes wrong becomes a finding."""
    check = job.check
    try:
        with _at_most(time_limit):
            _read_pieces(job, outcome)
    except OutOfTime:
        outcome.findings.append(_trouble(check, f"was stopped after {time_limit:g} seconds"))
    except Exception as error:  # A broken check must neither hide the others nor hold the issue.
        outcome.findings.append(_trouble(check, f"failed ({type(error).__name__}: {error})"))


def _read_pieces(job: _Job, outcome: Outcome) -> None:
    check, setting = job.check, job.setting
    salt = _salt(check, setting, job.tuned, job.draft)
    severity = job.tuned.severity or check.severity
    for unit in check.units(job.draft):
        key = _key(check, salt, job.digests.of(unit))
        if key in job.known:
            stored = job.known[key]
            outcome.reused += 1
        else:
            stored = [_finding(check, severity, hit).stored() for hit in check.find(unit, setting)]
            outcome.computed += 1
        outcome.parts[key] = stored
        outcome.findings += [Finding(**one) for one in stored]


@lru_cache(maxsize=1)
def _rules() -> str:
    """Changes with this code: what an older version found is not kept as if it were today's."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _salt(check: Check, setting: Setting, tuned: Tuned, draft: Draft) -> str:
    """What besides the text decides about the findings of a check."""
    names = setting.lexicon.sha256 if check.knows_names else ""
    period = f"{draft.period_start}{draft.period_end}"
    return repr((_rules(), names, period, sorted(setting.words), setting.limit, tuned.severity))


def _key(check: Check, salt: str, digest: str) -> str:
    return f"{check.id}:{sha256(f'{salt}{digest}'.encode()).hexdigest()[:32]}"


def _finding(check: Check, severity: str, hit: Hit) -> Finding:
    passage = hit.passage
    place = passage.place if passage else hit.place
    text = passage.text if passage else ""
    return Finding(
        check=check.id,
        severity=str(severity),
        place=place,
        where=passage.where if passage else hit.where,
        excerpt=_excerpt(passage, hit),
        message=hit.message,
        suggestion=hit.advice or hit.replacement or "",
        start=hit.start,
        end=hit.end,
        replacement=hit.replacement,
        fingerprint=fingerprint(check.id, place, f"{hit.start} {hit.message}", text),
    )


def _excerpt(passage: Passage | None, hit: Hit) -> str:
    if passage is None:
        return ""
    words = passage.text[hit.start : hit.end] if hit.end > hit.start else passage.text
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1] + "…"


def _trouble(check: Check, what: str) -> Finding:
    message = (
        f"The check “{check.id}” {what}. The other checks went on; what this one looks for has to "
        "be looked for by eye."
    )
    hit = Hit(message=message)
    return _finding(
        Check(id="check-failed", title=FAILED, severity=Severity.SHOULD, reason="",
              find=check.find, scope=Scope.ISSUE),
        Severity.SHOULD,
        hit,
    )  # fmt: skip


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stop what runs inside after so many seconds of its own work, wherever it is.

    The work of others on a busy machine does not count.

    Signals reach only the main thread: that is where workers and commands run. In a thread of the
    web process there is no such stop, which is why every pattern here is linear.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _ring)
    # Rung again, because Python drops what is raised while it collects garbage.
    signal.setitimer(signal.ITIMER_PROF, seconds, _RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _ring(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
