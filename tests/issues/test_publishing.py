"""From approval to a frozen edition, once, whatever is pressed how often."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from kombu.exceptions import OperationalError

from bulletins.guide.models import Term
from bulletins.issues import services, tasks
from bulletins.issues.models import Edition, Entry, Issue, Rendition
from bulletins.issues.services import CannotPublish
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)
LATER = datetime(2017, 7, 28, 12, tzinfo=UTC)


@pytest.fixture
def asked(monkeypatch):
    """What the broker was asked for: (rendition kind, queue)."""
    calls = []

    def ask(*, kwargs, queue, retry):
        calls.append((Rendition.objects.get(pk=kwargs["rendition_id"]).kind, queue))

    monkeypatch.setattr(tasks.render_edition, "apply_async", ask)
    return calls


@pytest.fixture
def issue():
    issue = IssueFactory(number=122)
    EntryFactory(takeaway=TakeawayFactory(issue=issue))
    issue.incidents.add(IncidentFactory())
    return issue


@pytest.fixture
def approved(issue):
    return services.approve_issue(issue=issue, by=None)


def publish(issue, at=NOON):
    return services.publish_issue(issue=issue, at=at)


def test_publishing_freezes_edition_1_and_asks_for_each_rendition_once(
    approved, asked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(approved)
    assert (edition.number, edition.published_at) == (1, NOON)
    assert sorted(asked) == sorted(
        (kind, "pdf" if kind in {"pdf", "card_png"} else "default")
        for kind in Rendition.Kind.values
    )
    approved.refresh_from_db()
    assert (approved.status, approved.slug) == ("published", "122")


def test_a_deaf_broker_does_not_keep_an_issue_from_being_published(
    approved, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(**kwargs):
        raise OperationalError("no such socket")

    monkeypatch.setattr(tasks.render_edition, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(approved)
    assert edition.renditions.waiting().count() == len(Rendition.Kind)
    assert "The broker does not answer (no such socket); the tick will ask again." in caplog.text


def test_publishing_twice_is_publishing_once(approved):
    assert publish(approved) == publish(approved, at=LATER)
    assert Edition.objects.count() == 1
    assert Rendition.objects.count() == len(Rendition.Kind)


def test_the_hash_is_that_of_the_canonical_content(approved):
    edition = Edition.objects.get(pk=publish(approved).pk)
    text = {name: value for name, value in edition.content.items() if name != "terms"}
    canonical = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert edition.sha256 == sha256(canonical.encode()).hexdigest()


def test_an_edition_keeps_the_terms_it_speaks_of_as_they_were(approved):
    term = TermFactory(name="old bridge", description="A crossing.")
    TermFactory(name="Basra")
    edition = publish(approved)
    Term.objects.filter(pk=term.pk).update(description="A big crossing.")
    edition.refresh_from_db()
    kept = [(kept["name"], kept["description"]) for kept in edition.content["terms"]]
    assert kept == [("old bridge", "A crossing.")]


def test_a_better_explanation_in_the_guide_voids_no_approval(approved):
    TermFactory(name="old bridge")
    assert publish(approved).number == 1


def test_an_issue_nobody_approved_is_not_published(issue):
    with pytest.raises(CannotPublish, match="has not been approved"):
        publish(issue)
    assert Edition.objects.count() == 0


def test_an_edit_voids_the_approval(approved):
    Entry.objects.update(body="<p>Something else.</p>")
    assert not services.is_approval_current(Issue.objects.for_reading().get())
    with pytest.raises(CannotPublish, match="changed since it was approved"):
        publish(approved)


def test_gaps_hold_an_issue():
    empty = IssueFactory()
    with pytest.raises(CannotPublish, match="The issue has no takeaways"):
        services.approve_issue(issue=empty, by=None)
    TakeawayFactory(issue=empty, headline="Roads", summary="")
    with pytest.raises(CannotPublish, match="“Roads” has neither a summary nor entries"):
        services.approve_issue(issue=empty, by=None)


def test_an_edit_after_publication_changes_no_edition(approved):
    edition = publish(approved)
    before = Edition.objects.get(pk=edition.pk).content
    Entry.objects.update(body="<p>Something else.</p>")
    assert Edition.objects.get(pk=edition.pk).content == before


def test_a_correction_is_the_next_edition_with_its_note(approved):
    publish(approved)
    Entry.objects.update(body="<p>Put right.</p>")
    edition = services.correct_issue(issue=approved, note=" A date was wrong. ", at=LATER)
    assert (edition.number, edition.correction.note) == (2, "A date was wrong.")
    assert edition.content["takeaways"][0]["entries"][0]["text"] == "Put right."


@pytest.mark.parametrize(
    ("note", "reason"), [("A note.", "Nothing has changed since edition 1"), (" ", "Say in a")]
)
def test_a_correction_needs_a_change_and_a_note(approved, note, reason):
    publish(approved)
    with pytest.raises(CannotPublish, match=reason):
        services.correct_issue(issue=approved, note=note, at=LATER)


def test_a_withdrawn_issue_is_not_published_again_by_accident(approved):
    publish(approved)
    services.withdraw_issue(issue=approved)
    with pytest.raises(CannotPublish, match="was withdrawn"):
        publish(approved)
    assert services.restore_issue(issue=approved).is_published


def test_two_numberless_issues_of_one_day_get_two_addresses():
    slugs = []
    for _ in range(2):
        issue = IssueFactory(number=None)
        EntryFactory(takeaway=TakeawayFactory(issue=issue))
        edition = publish(services.approve_issue(issue=issue, by=None))
        slugs.append(edition.issue.slug)
    assert slugs == ["2017-07-27", "2017-07-27-2"]


def test_freezing_takes_the_same_queries_for_one_entry_and_for_many(
    issue, django_assert_num_queries
):
    TermVariantFactory()

    def freeze():
        return services.freezing.freeze(Issue.objects.for_reading().get())

    with django_assert_num_queries(7):
        freeze()
    for _ in range(3):
        EntryFactory(takeaway=TakeawayFactory(issue=issue))
    with django_assert_num_queries(7):
        freeze()
