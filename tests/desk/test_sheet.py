"""The incidents typed like a sheet."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import expect

from bulletins.desk.grid import FigureField
from bulletins.incidents.figures import Figure
from bulletins.incidents.models import Incident
from bulletins.revisions.models import Binned, Revision
from tests.desk.conftest import send
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


def test_two_people_in_one_row_are_told(save, issue, cast):
    incident = IncidentFactory(location="Hit")
    issue.incidents.add(incident)
    row = {"incident": incident.pk, "version": 1, "event_date": "07/24", "injuries": "1"}
    save(cast.editor, **row, location="Hit", deaths="2")
    answer = save(cast.reporter, **row, location="Hit", deaths="5")
    assert answer.status_code == 409
    assert "Stored now: Hit, deaths 2, injuries 1." in answer.json()["message"]


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
