"""Whole archives: what is found, what is left alone, and what happens when it breaks off."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins.importing import archive as archives
from bulletins.importing.models import ArchiveImport, ImportedDocument, OldAddress
from bulletins.issues.models import Edition, Entry, Issue
from bulletins.tracker.models import Comment, DailyUpdate
from tests.importing.an_archive import HEAD, archive, comment, post, week_post

pytestmark = pytest.mark.django_db

DAILY = (
    "<p>BLUF: A quiet day with a loud end.</p><p>In Anbar, the crossing changed hands.</p>"
    "<blockquote>We were told to leave.</blockquote><p>Fuel grew dear in Mosul.</p>"
    '<p>writing on iraq</p><p>A reporter at <a href="https://news.example/a">The Paper</a> '
    "explains the tribes.</p>"
)


@pytest.fixture
def run(tmp_path):
    def run(text, *args):
        path = tmp_path / "old-site.xml"
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_archive", str(path), "--json", *args, stdout=out)
        return json.loads(out.getvalue())

    return run


def refusal(run, text, *args):
    with pytest.raises(CommandError) as refused:
        run(text, *args)
    return str(refused.value)


def a_daily(title="IRAQ DAILY TRACKER 21/22 JUN: Bridges quiet; Sadr speaks", **facts):
    link = "https://old.example/2014/06/22/iraq-tracker-one-title-ago/"
    return post(title, DAILY, **{"link": link, "date": "2014-06-22 20:00:00"} | facts)


def test_weeklies_and_dailies_are_found_and_the_rest_left_alone(run):
    found = run(
        archive(
            week_post(link="https://old.example/ishm122/"),
            a_daily(),
            post("A workshop in Erbil", "<p>Come and see.</p>"),
            post("", "<p>A page without a title, and no bulletin either.</p>"),
            week_post("ISHM: July 28 – August 3, 2017", status="draft"),
        )
    )
    (file,) = found["files"]
    assert {name: file[name] for name in ("new_issues", "new_dailies", "other_posts")} == {
        "new_issues": 1,
        "new_dailies": 1,
        "other_posts": 3,
    }
    assert file["refused"] == []
    issue = Issue.objects.get()
    assert (issue.title, issue.number, issue.status) == ("ISHM: July 21 – 27, 2017", 122, "draft")
    assert [t.entries.count() for t in issue.takeaways.all()] == [8, 4, 12, 8, 8, 5]
    assert issue.incidents.count() == 17


def test_a_daily_keeps_its_slug_its_parts_and_its_year(run):
    run(archive(a_daily()))
    daily = DailyUpdate.objects.get()
    assert (str(daily.date_start), str(daily.date_end)) == ("2014-06-21", "2014-06-22")
    assert daily.title == "IRAQ DAILY TRACKER 21/22 JUN: Bridges quiet; Sadr speaks"
    assert daily.slug == "iraq-tracker-one-title-ago"
    assert daily.opening == "<p>A quiet day with a loud end.</p>"
    assert [(item.label, item.body) for item in daily.items.all()] == [
        (
            "Anbar",
            (
                "<p>In Anbar, the crossing changed hands.</p>"
                "<blockquote><p>We were told to leave.</p></blockquote>"
            ),
        ),
        ("", "<p>Fuel grew dear in Mosul.</p>"),
    ]
    reading = daily.readings.get()
    assert (reading.outlet, reading.title) == ("news.example", "The Paper")
    assert reading.remark == "A reporter at The Paper explains the tribes."


def test_comments_come_along_once_with_their_standing_and_thread(run):
    comments = (
        comment(1, 'First, <a href="https://x.example">see</a> R&amp;D <script>x()</script>')
        + comment(2, "To the first.", parent=1)
        + comment(3, "To the second.", parent=2)
        + comment(4, "Buy this", approved="spam")
        + comment(5, "Waiting", approved="0")
        + comment(6, "A machine", kind="pingback")
    )
    for _ in range(2):
        run(archive(a_daily(comments=comments)))
    first = "First, see R&D"
    kept = [(c.text, c.status, c.parent and c.parent.text) for c in Comment.objects.all()]
    assert kept == [
        (first, "approved", None),
        ("To the first.", "approved", first),
        ("To the second.", "approved", first),
        ("Buy this", "spam", None),
        ("Waiting", "pending", None),
    ]


def test_an_archive_imported_twice_changes_nothing(run):
    text = archive(week_post(), a_daily())
    run(text)
    (file,) = run(text)["files"]
    assert (file["new_issues"], file["known_issues"]) == (0, 1)
    assert (file["new_dailies"], file["known_dailies"]) == (0, 1)
    assert (Issue.objects.count(), DailyUpdate.objects.count(), Entry.objects.count()) == (1, 1, 45)


def test_what_was_imported_as_drafts_can_be_published_later(run):
    text = archive(week_post(), a_daily())
    run(text)
    run(text, "--publish")
    assert Issue.objects.get().is_published
    assert DailyUpdate.objects.get().is_published


def test_a_dry_run_saves_nothing(run):
    (file,) = run(archive(week_post(), a_daily()), "--dry-run")["files"]
    assert (file["new_issues"], file["new_dailies"]) == (1, 1)
    assert not ImportedDocument.objects.exists()


def test_a_cut_off_archive_gives_what_it_has_and_goes_on_later(run):
    whole = archive(week_post(), a_daily())
    cut = whole[: whole.index("IRAQ DAILY TRACKER") + 5]
    message = refusal(run, cut)
    assert "old-site.xml: The archive is broken or cut off" in message
    assert (Issue.objects.count(), DailyUpdate.objects.count()) == (1, 0)

    (file,) = run(whole)["files"]
    assert (file["known_issues"], file["new_dailies"]) == (1, 1)


def test_an_interrupted_import_goes_on_where_it_stopped(run, monkeypatch):
    text = archive(week_post(), a_daily())
    read_daily = archives.read_daily

    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(archives, "read_daily", stop)
    assert "goes on where it stopped" in refusal(run, text)
    monkeypatch.setattr(archives, "read_daily", read_daily)

    (file,) = run(text)["files"]
    assert (file["new_issues"], file["known_issues"], file["new_dailies"]) == (0, 1, 1)


def test_a_weekly_whose_title_is_empty_is_found_by_its_text(run):
    link = "https://old.example/2017/ishm-july-21-27-2017/"
    (file,) = run(archive(week_post("", link=link)))["files"]
    assert file["new_issues"] == 1
    assert Issue.objects.get().title == "ISHM: July 21 – 27, 2017"


def test_comments_on_a_weekly_stay_with_its_document_once_and_without_addresses(run):
    text = archive(
        week_post(comments=comment(2, "Thanks.") + comment(1, "Which dam?", approved="0"))
    )
    (file,) = run(text)["files"]
    (again,) = run(text)["files"]

    assert (file["kept_comments"], again["kept_comments"]) == (2, 0)
    assert ImportedDocument.objects.get().comments == [
        ["2014-06-23T01:00:00+00:00", "Reader", "pending", "Which dam?"],
        ["2014-06-23T02:00:00+00:00", "Reader", "approved", "Thanks."],
    ]


def test_a_run_leaves_its_report_and_a_rehearsal_leaves_none(run):
    run(archive(week_post()), "--dry-run")
    assert not ArchiveImport.objects.exists()
    run(archive(week_post("ISHM: July 27 – 21, 2017"), a_daily()))
    kept = ArchiveImport.objects.get()

    assert (kept.facts["new_issues"], kept.facts["new_dailies"]) == (0, 1)
    assert kept.facts["refused"][0].startswith(
        "ISHM: July 27 – 21, 2017: The period runs backwards"
    )


def test_pictures_are_named_with_where_they_lie_and_none_is_fetched(run):
    picture = '<p><img src="https://old.example/files/dam.jpg" alt="The dam"></p>'
    run(archive(week_post(changed=lambda html: html.replace("<h3>", f"{picture}<h3>", 3))))
    document = ImportedDocument.objects.get()

    picture = document.pictures.first()
    assert (picture.description, picture.address, picture.state) == (
        "The dam",
        "https://old.example/files/dam.jpg",
        "offered",
    )
    assert any("It lies at https://old.example/files/dam.jpg." in d[2] for d in document.doubts)


def test_one_refused_post_does_not_keep_out_the_others(run):
    (file,) = run(archive(week_post("ISHM: July 27 – 21, 2017"), a_daily()))["files"]
    assert file["new_dailies"] == 1
    (refused,) = file["refused"]
    assert refused.startswith("ISHM: July 27 – 21, 2017: The period runs backwards")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "b">]>' + HEAD.partition("\n")[2], "not safe to read"),
        (
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel/></rss>',
            "not safe to read",
        ),
        ("<html><body>Hello</body></html>", "is not a WordPress export"),
        ("", "broken or cut off"),
        ("Good morning", "broken or cut off"),
    ],
)
def test_what_is_no_archive_is_refused(run, text, why):
    assert why in refusal(run, text)


def test_a_missing_archive_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_archive", str(tmp_path / "none.xml"))


def test_gaps_in_numbers_and_days_are_reported(run):
    found = run(
        archive(
            week_post("ISHM 121: July 14 – 20, 2017"),
            week_post("ISHM 122: July 21 – 27, 2017"),
            week_post("ISHM 125: August 11 – 17, 2017"),
        )
    )
    assert found["missing_numbers"] == [123, 124]
    assert found["missing_days"] == [["2017-07-28", "2017-08-10"]]


def test_published_issues_keep_their_date_and_their_old_address(run, client):
    link = "https://old.example/ishm122/?utm=x"
    run(archive(week_post(link=link, date="2017-07-27 15:30:00"), a_daily()), "--publish")

    edition = Edition.objects.get()
    assert edition.published_at == datetime(2017, 7, 27, 15, 30, tzinfo=UTC)
    for old in ("/ishm122/", "/ishm122"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/issues/122/")
    answer = client.get("/2014/06/22/iraq-tracker-one-title-ago/")
    assert (answer.status_code, answer["Location"]) == (301, "/daily/iraq-tracker-one-title-ago/")


def test_an_old_address_of_a_draft_leads_nowhere(run, client):
    run(archive(week_post(link="https://old.example/ishm122/")))
    assert OldAddress.objects.get().path == "/ishm122/"
    assert client.get("/ishm122/").status_code == 404
    assert client.post("/ishm122/").status_code == 404
