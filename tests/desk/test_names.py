"""Names of places and terms are offered while somebody types, and put in by one key."""

import pytest
from playwright.sync_api import expect

from bulletins.desk.names import offer
from bulletins.gazetteer.models import Place
from bulletins.gazetteer.services import remember_spelling
from bulletins.guide.models import TermVariant
from bulletins.issues.models import Entry
from tests.desk.conftest import NOON
from tests.desk.test_browser import text_of, write
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until
from tests.guide.factories import TermFactory, TermVariantFactory


def place(name, **facts):
    return Place.objects.create(name=name, latitude=36.3, longitude=43.1, source="a test", **facts)


@pytest.fixture
def names(db):
    Place.objects.all().delete()
    place("Mosul", arabic="الموصل", governorate="Ninewa", population=1_400_000)
    place("Mosul Dam", kind="site", governorate="Ninewa")
    place("Hawija", arabic="الحويجة", governorate="Kirkuk", population=100_000)
    forces = TermFactory(name="Popular Mobilization Forces", description="Brigades under one roof.")
    TermVariantFactory(term=forces, text="PMF", kind=TermVariant.Kind.ABBREVIATION)
    TermVariantFactory(term=forces, text="Prime Minister", kind=TermVariant.Kind.ROLE)


def offered(typed):
    return [name.text for name in offer(typed).names]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("In Mos", ["Mosul", "Mosul Dam"]),
        ("Mosul", ["Mosul Dam"]),
        ("near al-Haw", ["Hawija"]),
        ("الموص", ["Mosul"]),
        ("حويج", ["Hawija"]),
        ("the Popular Mob", ["Popular Mobilization Forces"]),
        ("PMF", ["Popular Mobilization Forces"]),
        ("Popular Mobilization Forces", []),
        ("Prime Min", []),
        ("Mo", []),
        ("", []),
        ("Nothing of the kind", []),
    ],
)
def test_the_end_of_what_is_typed_is_the_beginning_of_a_name(names, typed, found):
    assert offered(typed) == found


def test_where_a_place_is_asked_for_only_places_are_offered(names):
    TermFactory(name="Mosul")
    assert [name.kind for name in offer("Mosu", only_places=True).names] == [
        "Town, Ninewa", "dam, field, airport or other site, Ninewa",
    ]  # fmt: skip
    assert offer("PMF", only_places=True).names == []


def test_an_offer_says_how_much_of_the_text_it_replaces(names):
    assert offer("the Popular Mob").length == len("Popular Mob")


def test_a_name_says_what_it_is_the_name_of(names):
    assert offer("Hawi").names[0].kind == "Town, Kirkuk"
    assert offer("PMF").names[0].about == "Brigades under one roof."


def test_a_spelling_learned_today_is_offered_today(names, cast):
    assert offered("Howei") == []
    hawija = Place.objects.get(name="Hawija")
    remember_spelling(place=hawija, text="Howeija", author=cast.editor, at=NOON)
    assert offered("Howei") == ["Hawija"]


def test_ten_offers_cost_as_many_queries_as_one(names, django_assert_num_queries):
    offer("Mos")
    with django_assert_num_queries(3):
        offer("Hawi")


def test_a_stranger_is_offered_nothing(sign_in, cast, names):
    assert sign_in(cast.reporter).get("/desk/names/?typed=Hawi").json()["length"] == 4
    assert sign_in(cast.stranger).get("/desk/names/?typed=Hawi").status_code == 403


def test_a_name_is_put_in_by_a_key_and_writing_goes_on(open_page, cast, entry, names):
    page = open_page(f"/desk/entries/{entry.pk}/", as_user=cast.reporter)
    text_of(page).wait_for()
    names_offered = page.get_by_role("listbox", name="Names")

    write(page, " In Mos")
    expect(names_offered.get_by_role("option")).to_have_count(2)
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_text("The first words. In Mosul Dam")

    page.keyboard.type(" and in حويج")
    expect(names_offered).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type(", as well. Hawi")
    expect(names_offered).to_be_visible()
    page.keyboard.press("Escape")
    expect(names_offered).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("Over.")
    body = "<p>The first words. In Mosul Dam and in Hawija, as well. Hawi</p>\n\n<p>Over.</p>"
    wait_until(lambda: Entry.objects.get(pk=entry.pk).body == body)

    page.get_by_label("Place").fill("")
    page.get_by_label("Place").type("10 km south of haw")
    expect(names_offered).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Place")).to_have_value("10 km south of Hawija")
    expect(page.locator("#where-read")).to_contain_text("Hawija, Kirkuk; to within")
    wait_until(lambda: Entry.objects.get(pk=entry.pk).location == "10 km south of Hawija")
