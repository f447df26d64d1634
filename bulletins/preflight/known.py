"""The names preflight knows, read from the Reference Guide and the house list."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.guide.models import Term, TermVariant
from bulletins.preflight.lexicon import Lexicon, Name, house_words


def lexicon_now() -> Lexicon:
    """Every known name. Two queries."""
    terms = Term.objects.with_variants()
    names = tuple(name for term in terms for name in _names(term))
    return Lexicon(names=names, words=house_words())


def _names(term: Term) -> Iterator[Name]:
    yield Name(text=term.name, house=term.name)
    for variant in term.variants.all():
        if variant.kind == TermVariant.Kind.NATIVE:
            continue
        is_spelling = variant.kind == TermVariant.Kind.SPELLING
        is_role = variant.kind == TermVariant.Kind.ROLE
        yield Name(
            text=variant.text,
            house=term.name if is_spelling or is_role else variant.text,
            is_role=is_role,
            is_spelling=is_spelling,
            valid_from=variant.valid_from,
            valid_to=variant.valid_to,
        )
