"""The pictures of docs/editing.md, taken of the real desk in the sample week.

``.venv/bin/python -m pytest tests/desk/pictures.py`` writes them to docs/images. With PICTURES_DIR
set, they go there instead, in both widths, light and dark, to be looked at.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.desk.models import Preview
from bulletins.desk.services import presence, publishing, talk
from bulletins.desk.tasks import draw_preview
from bulletins.guide.services import load_terms
from bulletins.importing import sample
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.preflight import services as preflight
from bulletins.revisions.services import save_version
from tests.fixtures.people import make_person
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import make_readers

WEDNESDAY = datetime(2017, 7, 26, 13, 40, tzinfo=UTC)
FOLDER = Path(os.environ.get("PICTURES_DIR", "docs/images"))
LOOKS = (
    [(1280, False), (1280, True), (360, False), (360, True)]
    if "PICTURES_DIR" in os.environ
    else [(1280, False)]
)

pytestmark = pytest.mark.timeout(600)


class Camera:
    """Opens a page of the desk in every look, has it made ready, and takes its picture."""

    def __init__(self, open_page, person: User) -> None:
        self._open = open_page
        self._person = person

    def take(self, name: str, address: str, *, ready=lambda page: None, whole: bool = False):
        for width, dark in LOOKS:
            page = self._open(as_user=self._person, width=width, height=860, dark=dark)
            page.clock.set_fixed_time(timezone.now())
            page.goto(address)
            page.reload()  # The second time the letters are there from the start.
            page.wait_for_load_state("networkidle")
            ready(page)
            page.wait_for_timeout(400)
            look = "" if len(LOOKS) == 1 else f"-{width}{'-dark' if dark else ''}"
            page.screenshot(path=FOLDER / f"desk-{name}{look}.png", full_page=whole)
            page.context.close()


@pytest.fixture
def people(db):
    names = {"sara": "Sara Karim", "omar": "Omar Haddad", "layla": "Layla Aziz"}
    roles = {"sara": "publisher", "omar": "reporter", "layla": "editor"}
    made = {key: make_person(key, role=roles[key]) for key in names}
    for key, person in made.items():
        person.name = names[key]
        person.save()
    return made


@pytest.fixture
def week(people):
    """The sample week on its Wednesday: two entries unfiled, a remark, somebody at work."""
    make_readers(1204, publication=WeeklyFactory())
    with time_machine.travel(WEDNESDAY):
        load_terms()
        issue, _ = sample.load_week(at=timezone.now())
        entries = list(Entry.objects.filter(takeaway__issue=issue))
        authors = [people["sara"], people["omar"], people["layla"]]
        for turn, entry in enumerate(entries):
            Entry.objects.filter(pk=entry.pk).update(author=authors[turn % 3])
        Entry.objects.filter(pk=entries[0].pk).update(location="eastern Mosul")
        Entry.objects.filter(pk__in=[entries[-1].pk, entries[-2].pk]).update(takeaway=None)
        talk.make_remark(
            subject=entries[0],
            text="@Omar, is this figure from the ministry or from the governor?",
            quote="",
            author=people["layla"],
            at=timezone.now(),
        )
        talk.assign(subject=entries[1], person=people["omar"], by=people["sara"], at=timezone.now())
        presence.be_here(person=people["omar"], subject=entries[1], at=timezone.now())
        yield issue


@pytest.fixture
def camera(open_page, people, week):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with time_machine.travel(WEDNESDAY):
        yield Camera(open_page, people["sara"])


def first_entry(week: Issue) -> Entry:
    return Entry.objects.filter(takeaway__issue=week).first()


def test_board(camera, week):
    camera.take("board", "/desk/", whole=False)


def test_whole_board(camera, week):
    if len(LOOKS) > 1:
        camera.take("board-whole", "/desk/", whole=True)


def test_editor(camera, week):
    preflight.current_report(issue=week, at=timezone.now())
    camera.take("editor", f"/desk/entries/{first_entry(week).pk}/", whole=len(LOOKS) > 1)


def test_takeaway(camera, week):
    takeaway = Takeaway.objects.filter(issue=week).first()
    camera.take("takeaway", f"/desk/takeaways/{takeaway.pk}/", whole=len(LOOKS) > 1)


def test_conflict(camera, week, people, complaints):
    entry = first_entry(week)

    def collide(page):
        entry.refresh_from_db()
        save_version(
            subject=entry,
            changes={"body": entry.body.replace("</p>", " The governor confirmed it.</p>", 1)},
            seen_version=entry.version,
            author=people["omar"],
            at=timezone.now(),
        )
        page.locator(".cke_editable").click()
        page.keyboard.press("Control+Home")
        page.keyboard.type("On Friday, ")
        page.get_by_role("button", name="Compare").click()
        page.locator(".cke_editable").wait_for()

    camera.take("conflict", f"/desk/entries/{entry.pk}/", ready=collide, whole=len(LOOKS) > 1)
    complaints.clear()  # The refused save is meant.


def test_history(camera, week, people):
    entry = first_entry(week)
    for words in ["The governor confirmed it.", "Repairs take three days."]:
        entry.refresh_from_db()
        save_version(
            subject=entry,
            changes={"body": entry.body.replace("</p>", f" {words}</p>", 1)},
            seen_version=entry.version,
            author=people["omar"],
            at=timezone.now(),
        )
    camera.take("history", f"/desk/entry/{entry.pk}/history/", whole=len(LOOKS) > 1)


def test_incidents(camera, week):
    camera.take("incidents", f"/desk/issues/{week.pk}/incidents/")


@pytest.mark.parametrize("kind", Preview.Kind.values)
def test_preview(camera, week, kind, complaints):
    preview = publishing.ask_for_preview(issue=week, kind=kind, at=timezone.now())
    draw_preview(preview_id=preview.pk)
    name = "preview" if kind == "email" else f"preview-{kind}"
    if kind != "email" and len(LOOKS) == 1:
        return
    camera.take(name, f"/desk/issues/{week.pk}/preview/{kind}/")
    complaints.clear()  # The stopped clock of the pictures is a script, which no preview may run.


def test_publish(camera, week, people):
    preflight.current_report(issue=week, at=timezone.now())
    camera.take("publish", f"/desk/issues/{week.pk}/publish/", whole=len(LOOKS) > 1)


@pytest.mark.parametrize("name", ["bin", "issues/start", "dailies"])
def test_others(camera, week, name):
    if len(LOOKS) > 1:
        camera.take(name.replace("/", "-"), f"/desk/{name}/")
