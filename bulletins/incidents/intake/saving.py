"""Preview a table, then save what the preview proposed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.incidents.intake.comparing import Preview, Proposal, compare
from bulletins.incidents.intake.sheets import MOST_ROWS, read_lines
from bulletins.incidents.models import FIRST_KIND, Incident, Kind
from bulletins.incidents.services import change_incident
from bulletins.revisions import values
from bulletins.revisions.models import Revision

ORIGIN = "table"
AT_A_TIME = 500


@dataclass(frozen=True)
class Saved:
    """What became of a table."""

    added: int
    changed: int
    left_out: int


def preview(content: bytes, *, today: date, most: int = MOST_ROWS) -> Preview:
    """What would be done with the table; saves nothing. Raises ``CannotRead``."""
    kinds = {"": FIRST_KIND}
    for kind in Kind.objects.all():
        kinds |= {kind.name.casefold(): kind.slug, kind.slug: kind.slug}
    return compare(read_lines(content, most=most), today=today, kinds=kinds)


@only_for("incidents.add_incident")
@transaction.atomic
def save(
    table: Preview,
    *,
    author: User | None,
    at: datetime,
    with_duplicates: bool = False,
    progress: Callable[[int], object] = lambda done: None,
) -> Saved:
    """Add what is new and change what differs, all or nothing.

    Likely duplicates stay out unless they are asked for; rows that are there already, always.
    """
    wanted = {Proposal.NEW, Proposal.DUPLICATE} if with_duplicates else {Proposal.NEW}
    new = [each for each in table.proposals if each.status in wanted]
    changed = [each for each in table.proposals if each.status == Proposal.CHANGE]
    for start in range(0, len(new), AT_A_TIME):
        part = new[start : start + AT_A_TIME]
        _add(part, author=author, at=at)
        progress(len(part))
    for proposal in changed:
        _change(proposal, author=author, at=at)
        progress(1)
    left_out = len(table.proposals) - len(new) - len(changed)
    return Saved(added=len(new), changed=len(changed), left_out=left_out)


def _add(proposals: Sequence[Proposal], *, author: User | None, at: datetime) -> None:
    """Incidents with their first versions, in three statements for a whole slice."""
    incidents = Incident.objects.bulk_create(Incident(**each.facts) for each in proposals)
    type_of = ContentType.objects.get_for_model(Incident)
    Revision.objects.bulk_create(
        Revision(
            content_type=type_of,
            object_id=incident.pk,
            version=incident.version,
            fields=_as_kept(incident),
            author=author,
            saved_at=at,
            origin=ORIGIN,
        )
        for incident in incidents
    )


def _as_kept(incident: Incident) -> dict[str, object]:
    """As ``values.as_json``, without asking for reports that a new incident cannot have."""
    fields = {
        field.attname: values.plain(field.value_from_object(incident))
        for field in incident._meta.concrete_fields
    }
    return fields | {"reports": []}


def _change(proposal: Proposal, *, author: User | None, at: datetime) -> None:
    if proposal.stored is None:
        return
    change_incident(
        incident=proposal.stored,
        changes=proposal.changes,
        seen_version=proposal.stored.version,
        author=author,
        at=at,
        origin=ORIGIN,
    )
