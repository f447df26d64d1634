"""The sample guide."""

import json

import pytest

from bulletins.guide.models import Term, TermVariant
from bulletins.guide.services import SAMPLE_TERMS, load_terms

pytestmark = pytest.mark.django_db


def test_the_sample_guide_loads_whole_and_valid():
    records = json.loads(SAMPLE_TERMS.read_text())
    assert load_terms() == len(records) == Term.objects.count() == 71
    for variant in TermVariant.objects.all():
        variant.full_clean()
    for term in Term.objects.all():
        term.full_clean()


def test_loading_twice_changes_nothing():
    load_terms()
    Term.objects.filter(slug="mosul").update(description="Ours.")
    assert load_terms() == 0
    assert Term.objects.get(slug="mosul").description == "Ours."


def test_no_name_belongs_to_two_terms():
    load_terms()
    names = [name for name in TermVariant.objects.all() if name.is_name]
    taken = {}
    for text, slug in [
        *Term.objects.values_list("name", "slug"),
        *((name.text, name.term.slug) for name in names),
    ]:
        assert taken.setdefault(text, slug) == slug
