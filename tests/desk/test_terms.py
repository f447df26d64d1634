"""The Reference Guide at the desk."""

from __future__ import annotations

from datetime import date

import pytest

from bulletins.guide.models import Term
from bulletins.revisions.models import Revision
from tests.guide.factories import TermFactory, TermVariantFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/guide/"


@pytest.fixture
def pmu():
    term = TermFactory(name="Popular Mobilization Units", slug="pmu", kind="institution")
    TermVariantFactory(term=term, text="PMU", kind="abbreviation")
    TermVariantFactory(
        term=term, text="الحشد الشعبي", kind="native", language="ar", valid_from=date(2014, 6, 15)
    )
    return term


def typed(term, *, names=None, **changes):
    """What the form of this term sends."""
    rows = list(
        term.variants.values("text", "kind", "language", "valid_from", "valid_to")
        if names is None
        else names
    )
    count = term.variants.count() if term.pk else 0
    fields = {
        "seen_version": term.version,
        "name": term.name,
        "kind": term.kind,
        "description": term.description,
        "names-TOTAL_FORMS": len(rows),
        "names-INITIAL_FORMS": min(count, len(rows)),
    }
    for number, row in enumerate(rows):
        fields |= {f"names-{number}-{name}": value or "" for name, value in row.items()}
    return fields | changes


def address(term):
    return f"{LIST}{term.pk}/"


def names(term):
    return list(term.variants.values_list("text", flat=True))


def test_a_term_is_found_by_any_of_its_names(sign_in, cast, pmu):
    TermFactory(name="Other")
    client = sign_in(cast.editor)
    for words in ("mobilization", "PMU", "الحشد"):
        assert [term.name for term in client.get(LIST, {"words": words}).context["page"]] == [
            "Popular Mobilization Units"
        ]


def test_what_an_editor_changes_is_a_version_of_the_term(sign_in, cast, pmu):
    sign_in(cast.editor).post(address(pmu), typed(pmu, description="An umbrella of groups."))

    pmu.refresh_from_db()
    assert pmu.description == "An umbrella of groups."
    assert names(pmu) == ["PMU", "الحشد الشعبي"]
    assert Revision.objects.of(pmu).last().author == cast.editor


def test_a_name_is_added_and_another_removed(sign_in, cast, pmu):
    rows = [
        {"text": "PMU", "kind": "abbreviation"},
        {"text": "الحشد الشعبي", "kind": "native", "language": "ar", "DELETE": "on"},
        {"text": "PMF", "kind": "abbreviation", "valid_to": "2016-11-26"},
    ]
    sign_in(cast.editor).post(address(pmu), typed(pmu, names=rows))

    assert names(pmu) == ["PMU", "PMF"]
    assert pmu.variants.get(text="PMF").valid_to == date(2016, 11, 26)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"text": "الحشد", "kind": "native"}, "Say in which language"),
        (
            {"text": "X", "kind": "role", "valid_from": "2017-02-01", "valid_to": "2017-01-01"},
            "before",
        ),
        ({"text": "", "kind": "role", "valid_from": "2017-02-01"}, "required"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(sign_in, cast, pmu, row, words):
    answer = sign_in(cast.editor).post(
        address(pmu), typed(pmu, names=[{}, {}, row], name="Changed")
    )

    assert answer.status_code == 422
    pmu.refresh_from_db()
    assert pmu.name == "Popular Mobilization Units"


def test_the_same_name_twice_is_pointed_out(sign_in, cast, pmu):
    rows = [{"text": "PMU", "kind": "abbreviation"}] * 2
    answer = sign_in(cast.editor).post(address(pmu), typed(pmu, names=rows))

    assert "“PMU” stands there twice." in answer.content.decode()


def test_two_people_in_one_term_see_both_texts(sign_in, cast, pmu):
    client = sign_in(cast.editor)
    client.post(address(pmu), typed(pmu, description="Hers."))
    answer = client.post(address(pmu), typed(pmu, description="His."))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Hers" in page
    assert "His." in page
    pmu.refresh_from_db()
    assert pmu.description == "Hers."


def test_a_new_term_gets_an_address_of_its_name_once(sign_in, cast, pmu):
    client = sign_in(cast.editor)
    blank = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    fields = {"name": "Badr Organization", "kind": "party", "description": "A party.", **blank}
    client.post(f"{LIST}new/", fields)
    assert Term.objects.get(name="Badr Organization").slug == "badr-organization"

    again = client.post(f"{LIST}new/", fields)
    assert "“badr-organization” is taken" in again.content.decode()
    arabic = client.post(f"{LIST}new/", {**fields, "name": "بدر"})
    assert "Type one in Latin letters" in arabic.content.decode()


def test_the_address_of_a_term_never_changes(sign_in, cast, pmu):
    sign_in(cast.editor).post(address(pmu), typed(pmu, slug="other", name="Hashd"))

    pmu.refresh_from_db()
    assert (pmu.slug, pmu.name) == ("pmu", "Hashd")


def test_an_earlier_version_is_written_again_with_its_names(sign_in, cast, pmu):
    client = sign_in(cast.editor)
    client.post(address(pmu), typed(pmu, names=[], description="Emptied."))
    assert names(pmu) == []
    client.post(f"/desk/term/{pmu.pk}/history/1/restore/")

    assert names(pmu) == ["PMU", "الحشد الشعبي"]
    assert pmu.variants.last().valid_from == date(2014, 6, 15)


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_few_and_for_many(
    count, sign_in, cast, django_assert_num_queries
):
    Term.objects.bulk_create(TermFactory.build_batch(count))
    client = sign_in(cast.editor)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_the_back_office_keeps_versions_and_overwrites_nobody(sign_in, cast, pmu):
    client = sign_in(cast.operator)
    door = f"/admin/guide/term/{pmu.pk}/change/"
    rows = {"variants-TOTAL_FORMS": 0, "variants-INITIAL_FORMS": 0}
    fields = {"name": pmu.name, "kind": pmu.kind, "seen_version": 1, **rows}
    client.post(door, {**fields, "description": "Hers."})
    client.post(door, {**fields, "description": "His."})

    pmu.refresh_from_db()
    assert (pmu.description, pmu.version) == ("Hers.", 2)
    assert Revision.objects.of(pmu).get().author == cast.operator
