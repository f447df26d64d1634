"""What preflight found, laid out so that forty findings stay calm: by weight, then by check."""

from __future__ import annotations

from dataclasses import dataclass

from bulletins.preflight.engine import title_of
from bulletins.preflight.findings import Finding, Severity

_WITH_A_PAGE = {"entry", "takeaway"}  # the kinds of places that have one
_FEW = 4  # findings of one check that are shown without being asked for


@dataclass(frozen=True)
class Note:
    """A finding, and where at the desk it is put right."""

    finding: Finding
    kind: str
    pk: int | None

    @classmethod
    def about(cls, finding: Finding) -> Note:
        """“entry:12” and “takeaway:3:summary” have a page of their own."""
        kind, _, rest = finding.place.partition(":")
        key = rest.partition(":")[0]
        if kind in _WITH_A_PAGE and key.isdecimal():
            return cls(finding, kind, int(key))
        return cls(finding, "", None)

    @property
    def address(self) -> str:
        """The name of that page."""
        return f"desk:{self.kind}"


@dataclass(frozen=True)
class Group:
    """What one check found."""

    check: str
    severity: str
    notes: list[Note]

    @property
    def title(self) -> str:
        """What people call it."""
        return title_of(self.check)

    @property
    def is_grave(self) -> bool:
        """It holds the issue, and cannot be set aside."""
        return self.severity == Severity.MUST

    @property
    def is_open(self) -> bool:
        """Shown at once: what holds the issue, and what is soon looked through."""
        return self.is_grave or len(self.notes) <= _FEW

    @property
    def ready(self) -> list[Note]:
        """Those with a correction that can be put in by one key."""
        return [note for note in self.notes if note.finding.replacement is not None]


@dataclass(frozen=True)
class Weight:
    """The groups that matter as much as each other."""

    words: str
    groups: list[Group]

    @property
    def count(self) -> int:
        """How many findings these are."""
        return sum(len(group.notes) for group in self.groups)


def by_weight(findings: list[Finding]) -> list[Weight]:
    """The gravest first; within a weight the checks as they come in reading order."""
    groups: dict[tuple[str, str], Group] = {}
    for finding in findings:
        key = (finding.severity, finding.check)
        group = groups.setdefault(key, Group(finding.check, finding.severity, []))
        group.notes.append(Note.about(finding))
    weights = [
        Weight(str(severity), [group for group in groups.values() if group.severity == severity])
        for severity in Severity
    ]
    return [weight for weight in weights if weight.groups]
