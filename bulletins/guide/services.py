"""Loading a guide from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from bulletins.guide.models import Term, TermVariant

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


def _add(record: Mapping[str, Any]) -> None:
    term = Term.objects.create(
        slug=record["slug"],
        name=record["name"],
        kind=record["kind"],
        description=record["description"],
    )
    variants = [TermVariant(term=term, **variant) for variant in record["variants"]]
    TermVariant.objects.bulk_create(variants)
