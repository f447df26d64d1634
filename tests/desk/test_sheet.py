"""The incidents typed like a sheet."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import expect

from bulletins.desk.grid import FigureField
from bulletins.incidents.figures import Figure
from bulletins.incidents.models import Incident
from bulletins.revisions.models import Binned, Revision
from bulletins.revisions.services import keep
from tests.desk.conftest import NOON, hears_nothing, send
from tests.fixtures.browser import assert_accessible
from tests.incidents.factories import IncidentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("", Figure(None, None)),
        ("?", Figure(None, None)),
        ("0", Figure(0, 0)),
        ("1,200", Figure(1200, 1200)),
        ("4-7", Figure(4, 7)),
        ("4 – 7", Figure(4, 7)),
        ("4 to 7", Figure(4, 7)),
        ("4+", Figure(4, None)),
        ("at least 4", Figure(4, None)),
        ("up to 7", Figure(None, 7)),
    ],
)
def test_a_figure_is_read_as_people_write_it(typed, figure):
    assert FigureField(required=False).clean(typed) == figure


@pytest.mark.parametrize("typed", ["many", "7-4", "-1", "4.5", "999999"])
def test_a_figure_that_cannot_be_read_is_never_guessed(typed):
    with pytest.raises(ValidationError):
        FigureField(required=False).clean(typed)


@pytest.fixture
def save(sign_in, cast, issue):
    def as_person(person=None, **cells):
        client = sign_in(person or cast.reporter)
        return send(client, f"/desk/issues/{issue.pk}/incidents/rows/", cells)

    return as_person


@pytest.mark.parametrize("day", ["07/24/2017", "2017-07-24", "7/24", "July 24", "Jul 24, 2017"])
def test_a_day_without_a_year_is_a_day_of_the_issue(save, issue, day):
    save(event_date=day, location="Hit", deaths="1", injuries="")
    assert issue.incidents.get().event_date == date(2017, 7, 24)


def test_a_row_is_saved_with_its_totals_and_its_history(save, issue, cast):
    answer = save(event_date="07/24", location="Hit", deaths="1-2", injuries="?").json()
    incident = Incident.objects.get()
    assert (answer["incident"], answer["version"]) == (incident.pk, 1)
    assert answer["totals"] == {"incidents": 1, "deaths": "1–2", "injuries": "unknown"}
    assert Revision.objects.of(incident).get().author == cast.reporter


def test_mistakes_are_told_cell_by_cell_and_nothing_is_saved(save):
    answer = save(event_date="someday", location="Hit", deaths="many")
    assert answer.status_code == 422
    assert set(answer.json()["problems"]) == {"event_date", "deaths"}
    assert not Incident.objects.exists()


def test_an_empty_row_is_no_incident(save):
    assert save(event_date=" ", location="", deaths="").status_code == 422
    assert not Incident.objects.exists()


@pytest.fixture
def row(issue):
    """A row as a sheet that was opened before anybody wrote in it sends it."""
    incident = IncidentFactory(location="Hit", deaths_low=0, deaths_high=0, notes="")
    issue.incidents.add(incident)
    keep(subject=incident, author=None, at=NOON)
    fields = {"event_date": "07/24", "location": "Hit", "deaths": "0", "injuries": "1"}
    return {"incident": incident.pk, "version": 1, **fields}


def test_two_people_in_different_cells_of_a_row_are_both_kept(save, issue, cast, row):
    first = save(cast.editor, **row | {"deaths": "2"}, sitting="hers").json()
    second = save(cast.reporter, **row | {"notes": "Disputed."}, sitting="his").json()
    assert (first["version"], second["version"]) == (2, 3)
    assert second["cells"]["deaths"] == "2"
    stored = issue.incidents.get()
    assert (str(stored.deaths), stored.notes) == ("2", "Disputed.")
    # The sheet of the one who came second has what it lacked, and writes on from there.
    again = row | {"deaths": "3", "notes": "Disputed.", "version": 3}
    assert save(cast.reporter, **again, sitting="his").json()["cells"]["deaths"] == "3"


def test_two_people_in_one_cell_are_told_what_the_other_wrote(save, cast, row):
    save(cast.editor, **row | {"deaths": "2"})
    answer = save(cast.reporter, **row | {"deaths": "5", "notes": "Disputed."})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["by"], told["disputed"]) == ("Editor", ["deaths"])
    assert told["cells"]["deaths"] == "2"
    chosen = row | {"deaths": "5", "notes": "Disputed.", "version": told["version"]}
    assert save(cast.reporter, **chosen).json()["cells"]["deaths"] == "5"


def test_a_row_whose_answer_was_lost_is_no_conflict_with_oneself(save, row):
    save(**row | {"deaths": "2"}, sitting="his")
    assert save(**row | {"deaths": "4"}, sitting="his").status_code == 200


def test_a_row_goes_to_the_bin(sign_in, cast, issue):
    incident = IncidentFactory()
    issue.incidents.add(incident)
    address = f"/desk/issues/{issue.pk}/incidents/rows/{incident.pk}/remove/"
    assert send(sign_in(cast.reporter), address, {"version": 1}).status_code == 403
    answer = send(sign_in(cast.editor), address, {"version": 1})
    assert answer.json()["totals"]["incidents"] == 0
    sign_in(cast.editor).post(f"/desk/bin/{Binned.objects.get().pk}/")
    assert issue.incidents.get() == incident


def test_a_table_from_a_sheet_is_pasted_and_totals_follow(open_page, cast, issue):
    page = open_page(f"/desk/issues/{issue.pk}/incidents/", as_user=cast.editor)
    page.get_by_label("Date").last.focus()
    table = "07/24\tHit\t1\t2\n07/25\tDibs\t0\t3\n"
    page.evaluate(
        """text => {
            const data = new DataTransfer()
            data.setData("text/plain", text)
            const options = {clipboardData: data, bubbles: true, cancelable: true}
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options))
        }""",
        table,
    )
    expect(page.locator("[data-total=injuries]")).to_have_text("5")
    expect(page.locator("[data-total=incidents]")).to_have_text("2")
    assert issue.incidents.count() == 2


def test_a_row_is_typed_with_tab_and_enter_and_its_mistake_shown(
    open_page, cast, issue, complaints
):
    page = open_page(f"/desk/issues/{issue.pk}/incidents/", as_user=cast.editor)
    page.get_by_label("Date").last.focus()
    for words in ["07/24", "Hit", "many", "3"]:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Deaths").first).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Deaths").first.fill("2")
    page.get_by_label("Deaths").first.press("Enter")
    expect(page.locator("[data-total=deaths]")).to_have_text("2")
    complaints[:] = [one for one in complaints if "422" not in one]


def test_what_a_colleague_types_appears_and_one_cell_of_two_people_is_chosen(
    open_page, cast, issue, row, complaints
):
    mine, theirs = (
        open_page(f"/desk/issues/{issue.pk}/incidents/", as_user=person)
        for person in (cast.reporter, cast.editor)
    )

    def write(page, name, words):
        page.get_by_label(name).first.fill(words)
        page.get_by_label(name).first.press("Enter")

    write(theirs, "Notes", "From the editor.")
    write(mine, "Injuries", "4")
    expect(mine.get_by_label("Notes").first).to_have_value("From the editor.")
    theirs.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(theirs.get_by_label("Injuries").first).to_have_value("4")
    expect(theirs.locator("[data-total=injuries]")).to_have_text("4")

    hears_nothing(mine)
    write(theirs, "Deaths", "2")
    expect(theirs.locator("[data-total=deaths]")).to_have_text("2")
    write(mine, "Deaths", "3")
    expect(mine.get_by_text("Editor wrote “2” in Deaths meanwhile.")).to_be_visible()
    assert_accessible(mine)
    mine.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("[data-total=deaths]")).to_have_text("3")
    assert issue.incidents.get().deaths_low == 3
    complaints[:] = [one for one in complaints if "409" not in one]
    mine.unroute_all()
    blank = theirs.locator("[data-row]").last
    blank.get_by_label("Location").fill("Dibs")
    blank.get_by_label("Location").press("Enter")
    expect(theirs.locator("[data-total=incidents]")).to_have_text("2")
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(mine.get_by_label("Location").nth(1)).to_have_value("Dibs")


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_before_the_script_ran_is_saved(open_page, cast, issue):
    page = open_page(as_user=cast.editor)
    held = []
    page.route("**/js/sheet.js", lambda route: held.append(route))
    page.goto(f"/desk/issues/{issue.pk}/incidents/", wait_until="commit")
    page.get_by_label("Date").first.fill("07/22")
    for words in ("Hit", "0", "2"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    held[0].continue_()
    expect(page.locator("[data-total=injuries]")).to_have_text("2")
