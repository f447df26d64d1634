"""Every check has its time, none stops the others, and nothing is read twice."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletins.preflight import draft, engine
from bulletins.preflight.checks import CHECKS
from bulletins.preflight.checks.base import Check, Hit, Scope, at
from bulletins.preflight.engine import Tuned
from bulletins.preflight.findings import Severity
from tests.preflight.writing import content, entry, issue_of, lexicon, section

WHOLE = "On July 24, a market reopened in Ramadi."


def run(issue, **options):
    return engine.run(draft.read(issue), lexicon(), **options)


def broken(unit, setting):
    raise ValueError("no such thing")
    yield


def endless(unit, setting):
    while True:
        hash(unit)
    yield


def pointing(unit, setting):
    yield at(unit, 0, 2, "Here.")


def check(name, find, scope=Scope.PASSAGE):
    return Check(
        id=name,
        title="A test",
        severity=Severity.SHOULD,
        reason="For a test.",
        find=find,
        scope=scope,
    )


def test_a_failing_check_is_a_finding_and_the_others_go_on():
    outcome = run(issue_of(WHOLE), checks=(check("broken", broken), check("pointing", pointing)))
    assert {(one.check, one.excerpt) for one in outcome.findings} >= {
        ("check-failed", ""),
        ("pointing", "On"),
    }
    (failure,) = [one for one in outcome.findings if one.check == "check-failed"]
    assert "“broken” failed (ValueError: no such thing)" in failure.message


class Swallows:
    """What is raised while an object goes is dropped, the alarm of a check too."""

    def __del__(self):
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass


def endless_after_a_swallowed_alarm(unit, setting):
    Swallows()
    yield from endless(unit, setting)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_alarm_rings_again_when_python_dropped_it():
    outcome = run(
        issue_of(WHOLE),
        checks=(check("endless", endless_after_a_swallowed_alarm),),
        time_limit=0.2,
    )
    assert "“endless” was stopped after 0.2 seconds" in outcome.findings[0].message


def test_a_check_that_takes_too_long_is_stopped():
    start = time.process_time()
    outcome = run(
        issue_of(WHOLE),
        checks=(check("endless", endless), check("pointing", pointing)),
        time_limit=0.2,
    )
    assert time.process_time() - start < 2
    (stopped,) = [one for one in outcome.findings if one.check == "check-failed"]
    assert "“endless” was stopped after 0.2 seconds" in stopped.message


def test_text_made_to_be_slow_is_read_in_time():
    """Long runs of the characters every pattern looks for."""
    nasty = " ".join(["a" * 5000, "- " * 2000, "(" * 2000, "A" * 5000, "1," * 2000, '"' * 999])
    nasty += "<a href=" * 500 + " [" * 500 + " killed" * 1000 + " 3" * 3000
    start = time.monotonic()
    outcome = run(issue_of(nasty.replace("<", "&lt;")))
    assert time.monotonic() - start < 20
    assert [one for one in outcome.findings if "failed" in one.message] == []


def test_only_what_changed_is_read_again():
    stories = [entry(f"On July 24, a market reopened in ward {number}.") for number in range(30)]
    before = run(content(section("Markets", "Markets reopened.", *stories)))
    stories[3] = entry("On July 24, the bridge at Fallujah was repaired.")
    after = run(content(section("Markets", "Markets reopened.", *stories)), known=before.parts)
    assert after.computed < before.computed / 10
    assert (
        after.findings == run(content(section("Markets", "Markets reopened.", *stories))).findings
    )


def test_nothing_is_read_again_when_nothing_changed():
    before = run(issue_of(WHOLE))
    again = run(issue_of(WHOLE), known=before.parts)
    assert (again.computed, again.findings) == (0, before.findings)


def test_a_check_can_be_switched_off_weighed_and_told_words():
    text = "On July 24, the FRZ opened an office in Ramadi. The FRZ welcomed 20 guests."
    plain = run(issue_of(text))
    assert "acronym-undefined" in {one.check for one in plain.findings}
    off = run(issue_of(text), tuning={"acronym-undefined": Tuned(is_on=False)})
    told = run(issue_of(text), tuning={"acronym-undefined": Tuned(words=frozenset({"FRZ"}))})
    for outcome in (off, told):
        assert "acronym-undefined" not in {one.check for one in outcome.findings}
    graver = run(issue_of(text), tuning={"acronym-undefined": Tuned(severity="must fix")})
    weighed = {one.check: one.severity for one in graver.findings}
    assert weighed["acronym-undefined"] == "must fix"


def test_a_limit_can_be_tuned():
    text = "On July 24, " + "a word and " * 30 + "an end."
    assert "paragraph-long" not in {one.check for one in run(issue_of(text)).findings}
    tuned = run(issue_of(text), tuning={"paragraph-long": Tuned(limit=50)})
    assert "paragraph-long" in {one.check for one in tuned.findings}


def test_an_issue_without_text_is_one_finding_not_an_error():
    (finding,) = [one for one in run(content()).findings if one.severity == "must fix"]
    assert finding.check == "structure-nothing"


def test_an_issue_all_in_arabic_is_read_without_complaint_about_words():
    text = '<p><span dir="rtl" lang="ar">في مدينة الموصل عاد السكان إلى بيوتهم.</span></p>'
    outcome = run(content(section("الموصل", text, entry(text))))
    assert {one.check for one in outcome.findings} == set()


def test_two_hundred_pages_are_read():
    stories = [
        entry(f"On July 24, {number + 2} markets reopened in ward {number} of Ramadi. " * 6)
        for number in range(1200)
    ]
    issue = content(*[section(f"Part {n}", "Markets.", *stories[n::10]) for n in range(10)])
    assert draft.read(issue).words > 60_000
    outcome = run(issue, time_limit=1.0)
    stopped = [one for one in outcome.findings if one.check == "check-failed"]
    assert "mail-size" in {one.check for one in outcome.findings}
    assert all("was stopped after 1 seconds" in one.message for one in stopped)


def test_every_check_has_its_own_id_and_a_reason():
    ids = [one.id for one in CHECKS]
    assert len(ids) == len(set(ids))
    assert all(one.reason.endswith((".", "?")) for one in CHECKS)


def test_hits_without_a_passage_name_the_issue():
    outcome = run(issue_of(WHOLE), checks=(check("x", lambda *_: iter([Hit("So.")]), Scope.ISSUE),))
    assert (outcome.findings[0].place, outcome.findings[0].where) == ("issue", "The issue")


_PIECES = """
July 32 21 On Between – - ’ “ ” " ( ) [ ] . , ; : % $ km ISIS (PMU) al-Maliki killed 7 and seven
injured https://x.org <b> </p> &amp; … more… blank ??? الموصل سلێمانی 💧 Prime Minister to of a an
U.S. 1,000 1.5 million
"""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_PIECES.split()) | st.text(max_size=8), max_size=40))
def test_no_text_makes_a_check_fail(pieces):
    text = " ".join(pieces)
    issue = content(section(text, text, entry(text), entry(text, day=None)))
    assert [one.message for one in run(issue).findings if one.check == "check-failed"] == []
