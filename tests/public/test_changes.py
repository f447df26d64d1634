"""What a corrected edition says differently."""

from datetime import timedelta

import pytest

from bulletins.issues.models import Entry
from bulletins.public import changes
from bulletins.revisions.compare import Piece
from tests.public.shelves import NOON, correct, incident_of, publish, write_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    return publish(write_issue(number=122)).issue


def changed(issue):
    old, new = (edition.content for edition in issue.editions.all())
    return [
        (change.anchor, "".join(f"{piece.kind}:{piece.text}|" for piece in change.pieces))
        for change in changes.between(old, new)
    ]


def test_a_changed_entry_is_shown_word_by_word(issue):
    entry = Entry.objects.get()
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    correct(issue, "It was a ferry.")
    assert changed(issue) == [
        (
            f"entry-{entry.pk}",
            (
                "same:A |gone:bridge|new:ferry|same: was repaired.\n\n"
                "River Gazette, https://gazette.example.org/gauge|"
            ),
        )
    ]


def test_a_changed_figure_is_shown_at_the_table(issue):
    incident = incident_of(issue)
    incident.deaths_low, incident.deaths_high = 2, 3
    incident.save()
    correct(issue, "Two or three died.")
    ((anchor, words),) = changed(issue)
    assert anchor == "incidents"
    assert "new:2 to 3" in words


def test_what_was_taken_out_is_told(issue):
    Entry.objects.update(takeaway=None)
    correct(issue, "It never happened.")
    old, new = (edition.content for edition in issue.editions.all())
    (change,) = changes.between(old, new)
    assert change.is_gone
    assert [piece.kind for piece in change.pieces] == ["gone"]


def test_the_page_shows_the_change_at_the_top_and_at_the_place(client, issue):
    entry = Entry.objects.get()
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    correct(issue, "It was a ferry.")
    page = client.get("/issues/122/").content.decode()
    assert "<del>bridge</del><ins>ferry</ins>" in page
    _, _, place = page.partition(f'<div class="story" id="entry-{entry.pk}">\n')
    assert place.startswith(
        '<details class="corrected-here"><summary>Corrected July 28, 2017: what changed here'
        "</summary>\n<p>A <del>bridge</del><ins>ferry</ins> was repaired."
    )


def test_a_changed_figure_is_told_above_the_table_too(client, issue):
    incident = incident_of(issue)
    incident.deaths_low, incident.deaths_high = 2, 3
    incident.save()
    correct(issue, "Two or three died.")
    page = client.get("/issues/122/").content.decode()
    _, _, place = page.partition('<div class="section" id="incidents">\n')
    assert place.startswith('<details class="corrected-here">')
    assert "<ins>2 to 3</ins>" in place.partition("</details>")[0]


def test_of_two_corrections_at_one_place_the_newer_stands_first(client, issue):
    for day, vessel in enumerate(["ferry", "raft"], start=1):
        Entry.objects.update(body=f"<p>A {vessel} was repaired.</p>")
        correct(issue, f"It was a {vessel}.", at=NOON + timedelta(days=day))
    page = client.get("/issues/122/").content.decode()
    _, _, place = page.partition('<div class="story" id="entry-')
    newer = "Corrected July 29, 2017: what changed here"
    assert 0 < place.index(newer) < place.index("Corrected July 28, 2017: what changed here")


def test_a_remark_and_a_text_are_escaped():
    change = changes.Change("entry-1", "Entry", [Piece("new", "<i>")])
    marked = changes.marked('<div id="entry-1">x</div>', [change], "<b>")
    assert "<summary>&lt;b&gt;: what changed here</summary>" in marked
    assert "<p><ins>&lt;i&gt;</ins></p>" in marked
