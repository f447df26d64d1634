"""Writing the guide: from a file, and by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.guide.models import Term, TermVariant
from bulletins.revisions import services as revisions
from bulletins.revisions.seen import own_changes

SAMPLE_TERMS = Path(__file__).parent / "data" / "terms.json"


@transaction.atomic
def load_terms(*, path: Path = SAMPLE_TERMS) -> int:
    """Bring the terms of a JSON file into the guide; returns how many were new.

    A term that is there already keeps what editors made of it, so loading twice changes nothing.
    The file holds a list of ``{"slug", "name", "kind", "description", "variants": [{"text",
    "kind", "language", "valid_from", "valid_to"}]}``; all but the variant's text and kind may be
    missing there.
    """
    known = set(Term.objects.values_list("slug", flat=True))
    records = [record for record in json.loads(path.read_text()) if record["slug"] not in known]
    for record in records:
        _add(record)
    return len(records)


@only_for("guide.add_term")
@transaction.atomic
def add_term(*, facts: Mapping[str, Any], author: User | None, at: datetime) -> Term:
    """A new term; its slug is given once, since issues link to it for good."""
    own = {name: value for name, value in facts.items() if name != "variants"}
    term = Term.objects.create(**own)
    for variant in facts.get("variants", ()):
        term.variants.create(**variant)
    revisions.keep(subject=term, author=author, at=at)
    return term


@only_for("guide.change_term")
def change_term(
    *, term: Term, changes: Mapping[str, Any], seen_version: int, author: User | None, at: datetime
) -> Term:
    """Write what somebody changed of a term since they saw it. Raises ``EditConflict``.

    It shows in the guide at once, in published editions never.
    """
    return revisions.save_version(
        subject=term,
        changes=own_changes(term, changes, seen_version=seen_version),
        seen_version=seen_version,
        author=author,
        at=at,
    )


def _add(record: Mapping[str, Any]) -> None:
    term = Term.objects.create(
        slug=record["slug"],
        name=record["name"],
        kind=record["kind"],
        description=record["description"],
    )
    variants = [TermVariant(term=term, **variant) for variant in record["variants"]]
    TermVariant.objects.bulk_create(variants)
