"""The command ``import_issue``: what it prints, saves and refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins.importing import services
from bulletins.importing.models import ImportedDocument
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from tests.importing import a_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(tmp_path):
    return a_file(tmp_path, "week.txt", a_week.as_text())


def a_file(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(*args, **options):
    out = StringIO()
    call_command("import_issue", *[str(arg) for arg in args], stdout=out, **options)
    return out.getvalue()


def refusal(*args, **options):
    with pytest.raises(CommandError) as refused:
        run(*args, **options)
    return str(refused.value)


def test_a_dry_run_prints_the_issue_and_saves_nothing(week):
    (issue,) = json.loads(run(week, "--dry-run", "--json"))

    assert set(issue) == {
        "number", "title", "period_start", "period_end", "status", "edition", "note",
        "takeaways", "incidents", "warnings",
    }  # fmt: skip
    assert [len(t["entries"]) for t in issue["takeaways"]] == [8, 4, 12, 8, 8, 5]
    assert issue["incidents"][0] == {
        "event_date": "2017-07-27",
        "location": "20 km south of Fallujah",
        "deaths_low": 0,
        "deaths_high": 0,
        "injuries_low": 1,
        "injuries_high": 1,
        "latitude": 33.1692,
        "longitude": 43.786,
        "precision_km": 5.0,
        "governorate": "Anbar",
    }
    assert (issue["number"], issue["status"], issue["warnings"]) == (None, "draft", [])
    assert not Issue.objects.exists()
    assert not ImportedDocument.objects.exists()


def test_what_was_saved_is_what_show_issue_says(week):
    (rehearsed,) = json.loads(run(week, "--number", "122", "--dry-run", "--json"))
    (imported,) = json.loads(run(week, "--number", "122", "--json"))
    assert rehearsed["incidents"] == imported["incidents"]
    out = StringIO()
    call_command("show_issue", "122", "--json", stdout=out)
    shown = json.loads(out.getvalue())

    assert shown == imported
    assert (Entry.objects.count(), Incident.objects.count()) == (45, 17)


def test_importing_twice_changes_nothing(week):
    run(week)
    Takeaway.objects.update(headline="An editor was here")
    assert "Here already; nothing changed." in run(week)

    assert (Issue.objects.count(), Entry.objects.count(), Incident.objects.count()) == (1, 45, 17)
    assert Takeaway.objects.filter(headline="An editor was here").count() == 6


def test_the_same_words_in_another_file_change_nothing(week, tmp_path):
    run(week)
    run(a_file(tmp_path, "again.txt", a_week.as_text() + "\n\n"))
    assert Issue.objects.count() == 1


def test_two_issues_with_one_number_are_refused(week, tmp_path):
    run(week, "--number", "122")
    other = a_file(tmp_path, "other.txt", a_week.as_text("ISHM: July 14 – 20, 2017"))

    message = refusal(other, "--number", "122")
    assert message == (
        "other.txt: No. 122 is here already (“ISHM: July 21 – 27, 2017”). "
        "Nothing was changed; give this one its own number (--number)."
    )
    assert Issue.objects.count() == 1


def test_another_text_for_the_same_days_is_refused(week, tmp_path):
    run(week)
    text = a_week.as_text().replace("Mosul", "Kirkuk")
    assert "says something else. Nothing was changed;" in refusal(a_file(tmp_path, "b.txt", text))
    assert Issue.objects.count() == 1


def test_a_period_that_runs_backwards_is_refused(tmp_path):
    path = a_file(tmp_path, "back.txt", a_week.as_text("ISHM: July 27 – 21, 2017"))
    assert "The period runs backwards: 2017-07-27 is after 2017-07-21." in refusal(path)
    assert not Issue.objects.exists()


def test_a_missing_year_is_asked_for(tmp_path):
    path = a_file(tmp_path, "no-year.txt", a_week.as_text("ISHM: July 21 – 27"))
    assert "Give it along with the file (--year YYYY)." in refusal(path)
    assert not Issue.objects.exists()

    run(path, "--year", "2017")
    assert Issue.objects.get().title == "ISHM: July 21 – 27, 2017"


def test_the_number_in_a_file_name_is_taken_with_a_doubt(tmp_path):
    path = a_file(tmp_path, "weekly-issue-122.txt", a_week.as_text())
    (issue,) = json.loads(run(path, "--dry-run", "--json"))
    assert issue["number"] == 122
    assert [warning["check"] for warning in issue["warnings"]] == ["number-from-name"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG picture"),
        (b"{\\rtf1 ISHM: July 21", "an RTF document; save it as .docx first"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "a compressed file; unpack it first"),
        (bytes(range(256)) * 8, "The file is binary, not text."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old Word document"),
        (b"Good morning.", "does not look like an issue"),
    ],
)
def test_a_file_that_is_no_bulletin_is_refused_by_name(tmp_path, content, why):
    path = tmp_path / "wrong.txt"
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith("wrong.txt: ")
    assert why in message


def test_one_bad_file_does_not_keep_out_the_others(week, tmp_path):
    assert refusal(a_file(tmp_path, "bad.txt", ""), week) == "bad.txt: The file is empty."
    assert Issue.objects.count() == 1


def test_a_missing_file_is_refused(tmp_path):
    assert "No such file" in refusal(tmp_path / "nowhere.txt")


def test_a_number_goes_with_one_file(week):
    with pytest.raises(CommandError) as refused:
        run(week, week, "--number", "5")
    assert refused.value.returncode == 2


def test_publish_makes_it_public_at_once(week):
    (issue,) = json.loads(run(week, "--publish", "--json"))
    assert (issue["status"], issue["edition"]) == ("published", 1)
    assert Issue.objects.get().is_published


def test_of_two_imports_at_once_the_second_leaves_nothing(week, tmp_path, monkeypatch):
    run(week, "--number", "122")
    monkeypatch.setattr(services, "_same_issue", lambda *_: None)  # looked before the first saved
    other = a_file(tmp_path, "other.txt", a_week.as_text("ISHM: July 14 – 20, 2017"))

    assert "was being imported by somebody else" in refusal(other, "--number", "122")
    assert (Issue.objects.count(), Entry.objects.count(), Incident.objects.count()) == (1, 45, 17)


def test_people_are_told_what_was_read_and_done(tmp_path):
    text = (
        "ISHM 7: July 21 – 27, 2017\n\nKey Takeaways:\n\n• Rain – It rained. more…\n\n"
        "Rain\n\nOn July 21, it rained.\n\nEarlier this week, it did not.\n"
    )
    assert run(a_file(tmp_path, "rain.txt", text), "--publish") == (
        "rain.txt: ISHM 7: July 21 – 27, 2017 (no. 7)\n"
        "  1 takeaway, 2 entries, 0 incidents\n"
        "  ! line 11: The opening names no single day. “Earlier this week, it did not.” "
        "[entry-date-loose]\n"
        "  Saved as a draft.\n"
        "  Published; nothing is sent.\n"
    )
