"""The back office as the editors' plain tool."""

import pytest
from django.urls import reverse

from bulletins.issues.models import Entry, Takeaway
from bulletins.revisions.models import Binned, Revision
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

pytestmark = pytest.mark.django_db
NO_SOURCES = {"sources-TOTAL_FORMS": "0", "sources-INITIAL_FORMS": "0"}


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.operator)
    return cast.operator


def entry_page(entry=None):
    if entry:
        return reverse("admin:issues_entry_change", args=[entry.pk])
    return reverse("admin:issues_entry_add")


def form_of(entry, **changes):
    return {
        "takeaway": entry.takeaway_id,
        "event_date": entry.event_date.isoformat(),
        "body": entry.body,
        "position": entry.position,
        "seen_version": entry.version,
        **NO_SOURCES,
        **changes,
    }


def test_a_new_entry_is_clean_signed_and_kept(client, editor):
    client.post(
        entry_page(),
        {
            "event_date": "2017-07-24",
            "body": '<p onclick="x()">A market reopened.</p><script>x()</script>',
            "position": "0",
            "sources-TOTAL_FORMS": "1",
            "sources-INITIAL_FORMS": "0",
            "sources-0-outlet": "Reuters",
            "sources-0-position": "0",
        },
    )
    entry = Entry.objects.get()
    assert entry.body == "<p>A market reopened.</p>"
    assert entry.author == editor
    kept = Revision.objects.of(entry).get()
    assert (kept.version, kept.author, kept.origin) == (1, editor, "back office")
    assert [source["outlet"] for source in kept.fields["sources"]] == ["Reuters"]


def test_each_save_is_a_version(client, editor):
    entry = EntryFactory()
    client.post(entry_page(entry), form_of(entry, body="<p>Second text.</p>"))
    entry.refresh_from_db()
    assert (entry.version, entry.body) == (2, "<p>Second text.</p>")
    assert Revision.objects.of(entry).get(version=2).fields["body"] == "<p>Second text.</p>"


def test_a_changed_source_is_a_version_of_its_entry(client, editor):
    source = SourceFactory(outlet="Reuters")
    client.post(
        entry_page(source.entry),
        form_of(
            source.entry,
            **{
                "sources-TOTAL_FORMS": "1",
                "sources-INITIAL_FORMS": "1",
                "sources-0-id": source.pk,
                "sources-0-entry": source.entry_id,
                "sources-0-outlet": "AFP",
                "sources-0-position": "0",
            },
        ),
    )
    kept = Revision.objects.of(source.entry).get()
    assert (kept.version, kept.fields["sources"][0]["outlet"]) == (2, "AFP")


def test_saving_without_a_change_is_no_version(client, editor):
    entry = EntryFactory()
    client.post(entry_page(entry), form_of(entry))
    entry.refresh_from_db()
    assert (entry.version, Revision.objects.count()) == (1, 0)


def test_a_newer_text_is_not_overwritten_and_mine_comes_back_clean(client, editor):
    entry = EntryFactory(body="<p>Theirs.</p>", version=5)
    mine = '<p>Mine.</p><img src="x" onerror="x()">'
    page = client.post(entry_page(entry), form_of(entry, seen_version=4, body=mine))
    entry.refresh_from_db()
    assert entry.body == "<p>Theirs.</p>"
    assert "Somebody else saved this while you were writing" in page.text
    assert "&lt;p&gt;Mine.&lt;/p&gt;" in page.text
    assert "onerror" not in page.text


def test_a_deleted_entry_goes_into_the_bin(client, editor):
    entry = EntryFactory()
    client.post(reverse("admin:issues_entry_delete", args=[entry.pk]), {"post": "yes"})
    assert not Entry.objects.exists()
    assert Binned.objects.get().fields["body"] == entry.body


def test_takeaways_are_written_on_the_page_of_their_issue(client, editor):
    takeaway = TakeawayFactory(headline="Before")
    issue = takeaway.issue
    answer = client.post(
        reverse("admin:issues_issue_change", args=[issue.pk]),
        {
            "publication": issue.publication_id,
            "period_start": "2017-07-21",
            "period_end": "2017-07-27",
            "seen_version": issue.version,
            "takeaways-TOTAL_FORMS": "1",
            "takeaways-INITIAL_FORMS": "1",
            "takeaways-0-id": takeaway.pk,
            "takeaways-0-issue": issue.pk,
            "takeaways-0-headline": "After",
            "takeaways-0-summary": takeaway.summary,
            "takeaways-0-position": takeaway.position,
            "takeaways-0-seen_version": takeaway.version,
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    takeaway.refresh_from_db()
    assert (takeaway.headline, takeaway.version) == ("After", 2)
    assert Revision.objects.of(takeaway).get().fields["headline"] == "After"


def test_an_issue_cannot_be_deleted(client, editor):
    issue = IssueFactory()
    answer = client.post(reverse("admin:issues_issue_delete", args=[issue.pk]), {"post": "yes"})
    assert answer.status_code == 403


def test_only_pages_with_an_editor_have_its_policy(client, editor):
    entry = EntryFactory()
    with_editor = client.get(entry_page(entry))["Content-Security-Policy"]
    listing = client.get(reverse("admin:issues_entry_changelist"))["Content-Security-Policy"]
    assert "script-src-attr 'unsafe-inline'" in with_editor
    assert "unsafe-inline" not in listing


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_entries_costs_the_same_for_any_number(
    client, editor, rows, django_assert_num_queries
):
    EntryFactory.create_batch(rows)
    client.get(reverse("admin:issues_entry_changelist"))
    with django_assert_num_queries(6):
        client.get(reverse("admin:issues_entry_changelist"))


def test_takeaways_thrown_away_leave_their_entries_in_the_inbox(client, editor):
    entry = EntryFactory()
    page = reverse("admin:issues_takeaway_delete", args=[entry.takeaway_id])
    client.post(page, {"post": "yes"})
    entry.refresh_from_db()
    assert entry.takeaway is None
    assert not Takeaway.objects.exists()
