"""Saving a text while it is written: what is valid is saved, the rest is said."""

from datetime import date

import pytest

from bulletins.issues.models import Entry
from bulletins.revisions.models import Revision
from tests.desk.conftest import entry_fields, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(sign_in, cast, entry):
    def as_person(person=None, **changes):
        client = as_person.client = sign_in(person or cast.reporter)
        return send(client, f"/desk/entries/{entry.pk}/", entry_fields(entry, **changes))

    return as_person


def test_a_save_answers_with_the_new_version(save, entry):
    assert save(body="<p>More words.</p>").json() == {"version": 2, "news": None, "problems": {}}
    entry.refresh_from_db()
    assert entry.body == "<p>More words.</p>"


def test_text_is_cleaned_on_its_way_in(save, entry):
    save(body='<p onclick="x()">A<script>x()</script> <b style="color:red">b</b></p>')
    entry.refresh_from_db()
    assert "script" not in entry.body
    assert "style" not in entry.body
    assert "onclick" not in entry.body


def test_a_half_typed_link_does_not_hold_up_the_text(save, entry):
    answer = save(
        **{
            "body": "<p>Saved all the same.</p>",
            "sources-TOTAL_FORMS": 1,
            "sources-0-url": "https://",
            "sources-0-outlet": "A daily",
        }
    )
    assert answer.json()["problems"] == {"sources-0-url": "Enter a valid URL."}
    entry.refresh_from_db()
    assert entry.body == "<p>Saved all the same.</p>"
    assert not entry.sources.exists()


def test_a_range_that_runs_backwards_waits_and_the_text_is_saved(save, entry):
    answer = save(body="<p>Kept.</p>", event_date="2017-07-24", event_date_end="2017-07-20")
    assert answer.json()["problems"] == {"event_date_end": "The last day comes after the first."}
    entry.refresh_from_db()
    assert (entry.body, entry.event_date_end) == ("<p>Kept.</p>", None)


def test_a_huge_paste_is_refused_whole_and_the_date_is_saved(save, entry):
    answer = save(body=f"<p>{'long ' * 200_000}</p>", event_date="2017-07-25")
    assert "is the most one piece can hold" in answer.json()["problems"]["body"]
    entry.refresh_from_db()
    assert (entry.body, entry.event_date) == ("<p>The first words.</p>", date(2017, 7, 25))


def test_a_list_nested_three_thousand_deep_is_made_shallow(save, entry):
    save(body="<ul><li>" * 3000 + "deep" + "</li></ul>" * 3000)
    entry.refresh_from_db()
    assert "deep" in entry.body
    assert entry.body.count("<ul>") <= 40


def test_sources_are_saved_in_their_order_and_empty_rows_are_not(save, entry):
    save(
        **{
            "sources-TOTAL_FORMS": 3,
            "sources-0-outlet": "A daily",
            "sources-0-url": "https://example.org/1",
            "sources-0-language": "ar",
            "sources-2-title": "A report",
        }
    )
    rows = entry.sources.values_list("outlet", "title", "url", "language")
    assert list(rows) == [
        ("A daily", "", "https://example.org/1", "ar"),
        ("", "A report", "", ""),
    ]


def test_a_second_person_gets_a_conflict_and_overwrites_nothing(save, cast, entry):
    save(cast.editor, body="<p>The editor’s words.</p>")
    answer = save(cast.reporter, body="<p>The reporter’s words.</p>")
    assert answer.status_code == 409
    assert answer.json()["message"].startswith("Editor saved a change to this text first.")
    entry.refresh_from_db()
    assert entry.body == "<p>The editor’s words.</p>"


def test_two_people_in_different_parts_of_a_text_both_save_and_nobody_is_overwritten(
    save, cast, entry
):
    """The page that came second may go on showing the old date, and never writes it back."""
    save(cast.editor, event_date="2017-07-25", sitting="hers")
    for words in ["Mine.", "Mine, too.", "The first words.", "Mine, at last."]:
        answer = save(body=f"<p>{words}</p>", location="Hit", sitting="mine")
        assert (answer.status_code, answer.json()["version"]) == (200, entry.version)
        stored = Entry.objects.get()
        assert (stored.event_date, stored.body) == (date(2017, 7, 25), f"<p>{words}</p>")
        assert answer.json()["news"]["words"] == "Editor has changed: date."
    assert save(event_date="2017-07-26", sitting="mine").status_code == 409


def test_line_breaks_between_paragraphs_are_no_change_of_the_text(save, cast, entry):
    """An editor sets them anew in a text that came from elsewhere."""
    Entry.objects.update(body="<p>One.</p><ul><li>Two</li></ul>")
    Revision.objects.all().delete()
    save(body="<p>One.</p>\n\n<ul>\n\t<li>Two</li>\n</ul>", location="Hit", sitting="mine")
    assert Entry.objects.get().body == "<p>One.</p><ul><li>Two</li></ul>"
    assert save(cast.editor, body="<p>Theirs.</p>", sitting="hers").status_code == 200


def test_being_filed_meanwhile_is_neither_news_nor_an_obstacle(save, cast, entry):
    save(body="<p>More.</p>", sitting="mine")
    client = save.client
    client.force_login(cast.editor)
    move = {"entry": entry.pk, "takeaway": "", "before": "", "version": 2}
    assert send(client, "/desk/entries/move/", move).json() == {"version": 3}
    client.force_login(cast.reporter)
    shown = {"shown": f"entry:{entry.pk}:1", "sitting": "mine"}
    assert send(client, f"/desk/entry/{entry.pk}/here/", shown).json()["news"] == [None]
    assert save(body="<p>More still.</p>", sitting="mine").json()["version"] == 4
    back = {"entry": entry.pk, "takeaway": entry.takeaway_id, "before": "", "version": 4}
    assert send(client, "/desk/entries/move/", back).json() == {"version": 5}
    client.post(f"/desk/entry/{entry.pk}/bin/", {"version": 4})
    assert not Entry.objects.exists()


def test_what_only_one_changed_is_no_part_of_a_conflict(save, cast, entry, client):
    save(cast.editor, body="<p>Theirs.</p>", event_date="2017-07-25")
    link = {"sources-0-outlet": "An agency", "sources-TOTAL_FORMS": 1}
    fields = entry_fields(entry, body="<p>Mine.</p>", location="Hit", **link)
    client.force_login(cast.reporter)
    page = client.post(f"/desk/entries/{entry.pk}/both/", fields)
    shown = page.context["form"]
    assert [one.label for one in page.context["conflict"].differences] == ["Place", "Sources"]
    assert shown.initial["event_date"] == date(2017, 7, 25)
    assert shown.initial["location"] == "Hit"
    assert shown.sources.initial[0]["outlet"] == "An agency"


def test_both_texts_are_shown_with_the_differences_marked(save, cast, entry, client):
    save(cast.editor, body="<p>The second words.</p>")
    fields = entry_fields(entry, body="<p>The first words, and more.</p>")
    before = Revision.objects.count()
    page = client.post(f"/desk/entries/{entry.pk}/both/", fields)
    html = page.content.decode()
    assert '<del><span class="visually-hidden">removed: </span>first</del>' in html
    assert '<ins><span class="visually-hidden">added: </span>second</ins>' in html
    assert '<ins><span class="visually-hidden">added: </span>, and more</ins>' in html
    assert page.context["conflict"].merged.html == "<p>The second words, and more.</p>"
    assert Revision.objects.count() == before


def test_what_is_not_kept_enters_the_history(save, cast, entry, client):
    save(cast.editor, body="<p>Theirs.</p>")
    fields = entry_fields(entry, version=2, body="<p>Theirs.</p>", aside="<p>Mine.</p>")
    client.force_login(cast.reporter)
    client.post(f"/desk/entries/{entry.pk}/", fields)
    entry.refresh_from_db()
    assert entry.body == "<p>Theirs.</p>"
    kept = [(one.fields["body"], one.origin) for one in Revision.objects.of(entry)]
    assert kept[-2:] == [("<p>Mine.</p>", "set aside"), ("<p>Theirs.</p>", "desk")]


def test_saving_without_a_script_leads_back_to_the_page(sign_in, cast, entry):
    fields = entry_fields(entry, body="<p>By hand.</p>")
    answer = sign_in(cast.reporter).post(f"/desk/entries/{entry.pk}/", fields)
    assert answer["Location"] == f"/desk/entries/{entry.pk}/"
    assert Entry.objects.get().body == "<p>By hand.</p>"


def test_an_absurd_version_number_is_a_conflict_not_an_error(save, entry):
    assert save(version="9" * 40, body="<p>x</p>").status_code == 409


def test_an_empty_line_at_the_end_is_not_stored_and_one_in_between_is(save):
    save(body="<p>One.</p>\n\n<p>&nbsp;</p>\n\n<p>Two.</p>\n\n<p>&nbsp;</p>\n<p><br></p>")
    assert Entry.objects.get().body == "<p>One.</p>\n\n<p>&nbsp;</p>\n\n<p>Two.</p>"
