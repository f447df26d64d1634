"""Saving what people wrote: nobody's words are lost, and nobody is warned about themselves."""

from datetime import UTC, date, datetime

import pytest

from bulletins.accounts.models import User
from bulletins.issues.models import Entry
from bulletins.revisions.models import Binned, Revision
from bulletins.revisions.services import (
    EditConflict,
    empty_bin,
    keep,
    restore,
    save_version,
    take_back,
    throw_away,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2017, 7, 24, 12, tzinfo=UTC)


@pytest.fixture
def sara():
    return User.objects.create_user("sara@example.org", name="Sara")


@pytest.fixture
def omar():
    return User.objects.create_user("omar@example.org", name="Omar")


@pytest.fixture
def entry(sara):
    entry = Entry.objects.create(body="<p>First.</p>", event_date=date(2017, 7, 24))
    entry.sources.create(outlet="A daily")
    keep(subject=entry, author=sara, at=NOON)
    return entry


def save(entry, author, seen=1, sitting="", **changes):
    return save_version(
        subject=entry, changes=changes, seen_version=seen, author=author, at=NOON, sitting=sitting
    )


def test_a_save_raises_the_version_and_keeps_it(entry, sara):
    saved = save(entry, sara, body="<p>Second.</p>")
    assert saved.version == 2
    assert saved.updated_at == NOON
    kept = Revision.objects.of(entry).get(version=2)
    assert (kept.fields["body"], kept.author) == ("<p>Second.</p>", sara)


def test_saving_what_is_there_writes_nothing(entry, sara):
    assert save(entry, sara, body="<p>First.</p>").version == 1
    assert Revision.objects.of(entry).count() == 1


def test_sources_are_saved_and_kept_with_the_entry(entry, sara):
    row = {"outlet": "An agency", "title": "", "url": "https://example.org/1", "language": "ar"}
    saved = save(entry, sara, sources=[row])
    assert [source.outlet for source in saved.sources.all()] == ["An agency"]
    assert Revision.objects.of(entry).get(version=2).fields["sources"] == [row]


def test_two_people_in_the_same_text_are_told_and_nothing_is_overwritten(entry, sara, omar):
    save(entry, sara, body="<p>Sara’s.</p>")
    with pytest.raises(EditConflict) as conflict:
        save(entry, omar, body="<p>Omar’s.</p>")
    assert conflict.value.theirs == {"body": "<p>Sara’s.</p>"}
    assert conflict.value.yours == {"body": "<p>Omar’s.</p>"}
    assert Entry.objects.get(pk=entry.pk).body == "<p>Sara’s.</p>"


def test_two_people_in_different_fields_are_not_in_conflict(entry, sara, omar):
    save(entry, sara, event_date=date(2017, 7, 25))
    saved = save(entry, omar, body="<p>Omar’s.</p>")
    assert (saved.version, saved.event_date, saved.body) == (
        3,
        date(2017, 7, 25),
        "<p>Omar’s.</p>",
    )


def test_a_lost_answer_is_no_conflict_with_oneself(entry, sara):
    save(entry, sara, sitting="page-1", body="<p>Half a</p>")
    saved = save(entry, sara, sitting="page-1", body="<p>Half a sentence.</p>")
    assert (saved.version, saved.body) == (3, "<p>Half a sentence.</p>")


def test_an_old_page_of_ones_own_does_not_win_over_a_newer_one(entry, sara):
    save(entry, sara, sitting="today", body="<p>Today’s.</p>")
    with pytest.raises(EditConflict):
        save(entry, sara, sitting="yesterday", body="<p>Yesterday’s.</p>")


def test_a_page_that_never_saw_this_row_is_refused(entry, sara):
    with pytest.raises(EditConflict):
        save(entry, sara, seen=9, body="<p>From nowhere.</p>")


def test_text_from_outside_the_desk_enters_the_history_before_its_first_change(sara):
    entry = Entry.objects.create(body="<p>Imported.</p>")
    save(entry, sara, body="<p>Edited.</p>")
    history = list(Revision.objects.of(entry).values_list("version", "origin", "author"))
    assert history == [(1, "found", None), (2, "desk", sara.pk)]


def test_restoring_writes_a_new_version_and_keeps_those_between(entry, sara, omar):
    save(entry, sara, body="<p>Second.</p>", sources=[], event_date=None)
    first = Revision.objects.of(entry).get(version=1)
    restored = restore(subject=entry, revision=first, seen_version=2, author=omar, at=NOON)
    assert (restored.version, restored.body) == (3, "<p>First.</p>")
    assert restored.event_date == date(2017, 7, 24)
    assert [source.outlet for source in restored.sources.all()] == ["A daily"]
    assert Revision.objects.of(entry).count() == 3


def test_the_bin_gives_a_thing_back_whole(entry, sara):
    binned = throw_away(subject=entry, seen_version=1, label="First.", author=sara, at=NOON)
    assert not Entry.objects.exists()
    entry_back = take_back(binned=binned, author=sara, at=NOON)
    assert (entry_back.pk, entry_back.body, entry_back.version) == (entry.pk, "<p>First.</p>", 2)
    assert [source.outlet for source in entry_back.sources.all()] == ["A daily"]
    assert not Binned.objects.exists()


def test_what_somebody_else_just_wrote_in_is_not_thrown_away(entry, sara, omar):
    save(entry, omar, body="<p>Omar’s.</p>")
    with pytest.raises(EditConflict):
        throw_away(subject=entry, seen_version=1, label="First.", author=sara, at=NOON)
    assert Entry.objects.get().body == "<p>Omar’s.</p>"


def test_a_thing_comes_back_without_the_section_that_is_gone(entry, sara):
    takeaway = entry.__class__.takeaway.field.related_model.objects.create(headline="Gone")
    filed = save(entry, sara, takeaway_id=takeaway.pk)
    binned = throw_away(subject=filed, seen_version=2, label="First.", author=sara, at=NOON)
    takeaway.delete()
    assert take_back(binned=binned, author=sara, at=NOON).takeaway_id is None


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2017, 8, 23, 12, tzinfo=UTC), 1),
        (datetime(2017, 8, 23, 12, 0, 1, tzinfo=UTC), 0),
    ],
)
def test_the_bin_keeps_thirty_days(entry, sara, now, left):
    throw_away(subject=entry, seen_version=1, label="First.", author=sara, at=NOON)
    empty_bin(at=now)
    assert Binned.objects.count() == left
