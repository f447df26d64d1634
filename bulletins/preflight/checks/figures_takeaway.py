"""A takeaway’s figures against those of its own entries."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import Counted, counted, is_same_count, words_of
from bulletins.preflight.draft import Section
from bulletins.preflight.figures import HARM, figures
from bulletins.preflight.findings import Severity

_TOLD = 10  # smaller figures are often counted by the reader: “Three Ministers Resign”
_LARGE = 1_000
_PART = 4  # times
_LONG = 4  # digits; shorter figures differ by one digit all the time


def find(section: Section, setting: Setting) -> Iterator[Hit]:
    """A figure of the summary that no entry has, where the entries count the same things."""
    below = [one for entry in section.entries for one in counted(entry)]
    for above in counted(section.summary):
        same = [one for one in below if one.noun == above.noun]
        if any(one.figure.agrees_with(above.figure) for one in same):
            continue
        if above.figure.harm and _may_be_sum(above, same, section):
            continue
        rival = _rival(above, below) or _smaller_toll(above, same, section)
        if rival is not None:
            yield _hit(section, above, rival)
    yield from _stray_in_headline(section)


def _stray_in_headline(section: Section) -> Iterator[Hit]:
    """A figure of the headline that nothing below it gives."""
    texts = (section.summary, *section.entries)
    below = [figure for passage in texts for figure in figures(passage.text)]
    for one in figures(section.headline.text):
        if one.low < _TOLD or not below or any(one.agrees_with(other) for other in below):
            continue
        yield at(
            section.headline,
            one.start,
            one.end,
            f"The headline says {one.text}; neither the summary nor an entry gives this figure.",
        )


def _rival(above: Counted, below: list[Counted]) -> Counted | None:
    """The figure of an entry that speaks most clearly of the same and says another number."""
    rivals = [
        one
        for one in below
        if is_same_count(above, one, shared=2)
        or (is_same_count(above, one, shared=0) and _is_slip(above, one))
    ]
    near = [one for one in rivals if _is_near(above, one)]
    return max(near, key=lambda one: len(words_of(one) & words_of(above)), default=None)


def _is_near(one: Counted, other: Counted) -> bool:
    """A toll is mistyped by a digit; one many times the other is the whole and a part of it.

    “Five men” and “12 members of the security forces” are two groups of the dead.
    """
    if not one.figure.harm or _is_anagram(one, other):
        return True
    if one.figure.noun and other.figure.noun and one.figure.noun != other.figure.noun:
        return False
    return max(one.figure.low, other.figure.low) < _PART * min(one.figure.high, other.figure.high)


def _is_anagram(one: Counted, other: Counted) -> bool:
    return sorted(one.figure.text) == sorted(other.figure.text)


def _is_slip(one: Counted, other: Counted) -> bool:
    """Long figures that differ by one digit, or by two that changed places."""
    first, second = (f"{each.figure.low:.0f}" for each in (one, other))
    return len(first) == len(second) >= _LONG and OSA.distance(first, second) == 1


def _may_be_sum(above: Counted, tolls: list[Counted], section: Section) -> bool:
    """The summary adds up its entries; “killed the driver” is one more without a figure."""
    least = sum(one.figure.low for one in tolls)
    most = sum(one.figure.high for one in tolls) + _uncounted(section)
    return bool(tolls) and least <= above.figure.high and above.figure.low <= most


def _smaller_toll(above: Counted, tolls: list[Counted], section: Section) -> Counted | None:
    """The largest toll of the entries, where all of them together do not reach the summary’s."""
    if not above.figure.harm or not tolls:
        return None
    most = sum(one.figure.high for one in tolls) + _uncounted(section)
    largest = max(tolls, key=lambda one: one.figure.high)
    # A toll of weeks is told by nobody’s single story.
    is_whole = above.figure.low >= max(_LARGE, _PART * largest.figure.high)
    return largest if above.figure.low > most and not is_whole else None


def _uncounted(section: Section) -> int:
    """How often the entries speak of dead or hurt people; each time may be one without a figure."""
    return sum(len(HARM.findall(entry.text)) for entry in section.entries)


def _hit(section: Section, above: Counted, rival: Counted) -> Hit:
    return at(
        section.summary,
        above.figure.start,
        above.figure.end,
        f"The summary says {above.figure.text} {above.noun}, the entries say "
        f"{rival.figure.text} ({rival.passage.where}).",
        advice=rival.figure.text,
    )


CHECK = Check(
    id="figures-takeaway",
    title="Figures of a summary that its entries contradict",
    severity=Severity.MUST,
    reason="A toll that differs between headline and story costs the bulletin its name.",
    find=find,
    scope=Scope.SECTION,
)
