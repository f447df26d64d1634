"""What an editor or the tick may do with a mailing, and what follows."""

from datetime import timedelta

import pytest

from bulletins.issues.models import Issue, Rendition
from bulletins.subscribers import rounds
from bulletins.subscribers.models import Mailing, Subscription, Suppression, address_hash
from bulletins.subscribers.services import mailings
from bulletins.subscribers.services.mailings import CannotSend
from tests.publications.factories import PublicationFactory
from tests.subscribers.factories import (
    NOW,
    SubscriptionFactory,
    make_issue,
    make_readers,
    start_mailing,
    states,
    store,
)

pytestmark = pytest.mark.django_db


def test_list_is_frozen_at_the_start_and_leaves_out_who_may_not_be_mailed():
    wanted = make_readers(2)
    SubscriptionFactory(unsubscribed_at=NOW)
    SubscriptionFactory(publication=PublicationFactory())
    suppressed = SubscriptionFactory().subscriber
    Suppression.objects.create(
        email_sha256=suppressed.email_sha256, reason="complaint", created_at=NOW
    )
    mailing = mailings.queue_mailing(issue=make_issue(), send_at=NOW, at=NOW)
    make_readers(1)
    mailings.send_due(at=NOW)
    mailing.refresh_from_db()
    assert list(mailing.deliveries.values_list("email", flat=True)) == [r.email for r in wanted]
    assert mailing.recipients == 2 == sum(mailing.counts().values())


def test_mail_is_frozen_at_the_start():
    mailing = start_mailing()
    rendition = mailing.edition.renditions.get(kind="email_text")
    rendition.file.delete()
    mailing.refresh_from_db()
    assert "Bridges – open again" in mailing.text
    assert mailing.text_sha256 == rendition.sha256


def test_pressing_send_twice_makes_one_mailing():
    issue = make_issue()
    first = mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW)
    assert mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW) == first


def test_unpublished_issue_is_not_sent():
    issue = make_issue(status=Issue.Status.APPROVED)
    with pytest.raises(CannotSend, match="Only a published issue"):
        mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW)


def test_mailing_waits_for_its_mail_to_be_rendered():
    make_readers(1)
    issue = make_issue()
    Rendition.objects.filter(kind="email_html").update(status="rendering")
    mailing = mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.reason) == (
        "scheduled",
        "The email, HTML is still being made.",
    )
    Rendition.objects.update(status="done")
    mailings.send_due(at=NOW + timedelta(minutes=1))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.reason, mailing.recipients) == ("running", "", 1)


@pytest.mark.parametrize("kind", ["web", "map_png", "pdf"])
def test_mailing_waits_for_what_its_mail_leads_to(kind):
    make_readers(1)
    issue = make_issue()
    linked = issue.editions.get().renditions.create(kind=kind, status="rendering")
    mailing = mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW)
    mailing.refresh_from_db()
    reason = f"The {linked.get_kind_display()} is still being made."
    assert (mailing.state, mailing.reason) == ("scheduled", reason)
    Rendition.objects.filter(kind=kind).update(status="failed", error="no font")
    mailings.send_due(at=NOW + timedelta(minutes=1))
    mailing.refresh_from_db()
    # Without its page nothing goes out; a mail without a PDF is better than none.
    held = ("held", "The web page could not be made: no font")
    assert (mailing.state, mailing.reason) == (held if kind == "web" else ("running", ""))


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (
            lambda issue: Rendition.objects.update(status="failed", error="no font"),
            "The email, HTML could not be made: no font",
        ),
        (
            lambda issue: Rendition.objects.update(sha256="0" * 64),
            "The email, HTML on disk is not the one that was made.",
        ),
        (
            lambda issue: Issue.objects.update(status="withdrawn"),
            "The issue is withdrawn, so it was not sent.",
        ),
    ],
)
def test_mail_that_cannot_be_sent_is_held_with_the_reason(prepare, reason):
    issue = make_issue()
    mailing = mailings.queue_mailing(issue=issue, send_at=NOW + timedelta(hours=1), at=NOW)
    prepare(issue)
    mailings.send_due(at=NOW + timedelta(hours=1))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.reason) == ("held", reason)


def test_mail_that_gmail_would_cut_is_held():
    mailing = start_mailing(html="<p>" + "x" * 96_000 + "</p>")
    assert mailing.state == "held"
    assert mailing.reason.startswith("The mail has 96 KB of HTML; Gmail cuts off")


def test_correction_before_the_start_is_what_goes_out():
    issue = make_issue()
    mailing = mailings.queue_mailing(issue=issue, send_at=NOW + timedelta(hours=1), at=NOW)
    second = issue.editions.create(
        number=2, content={"title": issue.title}, sha256="1" * 64, published_at=NOW
    )
    store(second, Rendition.Kind.EMAIL_HTML, "<p>Corrected</p>")
    store(second, Rendition.Kind.EMAIL_TEXT, "Corrected")
    mailings.send_due(at=NOW + timedelta(hours=1))
    mailing.refresh_from_db()
    assert (mailing.edition, mailing.text) == (second, "Corrected")


def test_pause_resume_and_cancel():
    mailing = start_mailing()
    mailings.pause_mailing(mailing=mailing, by="an editor")
    assert not rounds.run(mailing.pk)
    assert states(mailing) == {"queued": 3}
    mailings.resume_mailing(mailing=mailing, at=NOW)
    with pytest.raises(CannotSend):
        mailings.resume_mailing(mailing=mailing, at=NOW)
    assert mailings.cancel_mailing(mailing=mailing, by="an editor", at=NOW) == 0
    assert states(mailing) == {"skipped": 3}
    with pytest.raises(CannotSend):
        mailings.cancel_mailing(mailing=mailing, by="an editor", at=NOW)


def test_row_handed_back_after_a_cancel_is_skipped_by_the_next_tick():
    mailing = start_mailing()
    mailings.cancel_mailing(mailing=mailing, by="an editor", at=NOW)
    mailing.deliveries.filter(pk=mailing.deliveries.first().pk).update(state="queued")
    mailings.send_due(at=NOW)
    assert states(mailing) == {"skipped": 3}


def test_failed_rows_can_be_tried_again_but_no_suppressed_one():
    mailing = start_mailing()
    mailing.deliveries.update(state="failed")
    Mailing.objects.update(state="finished")
    first = mailing.deliveries.first()
    Suppression.objects.create(
        email_sha256=address_hash(first.email), reason="hard bounce", created_at=NOW
    )
    assert mailings.retry_failed(mailing=mailing, at=NOW) == 3
    assert states(mailing) == {"queued": 2, "skipped": 1}
    mailing.refresh_from_db()
    assert mailing.state == "running"


@pytest.mark.parametrize(("was_accepted", "state"), [(True, "sent"), (False, "queued")])
def test_a_person_resolves_what_is_in_doubt(was_accepted, state):
    mailing = start_mailing()
    doubt, other, sent = mailing.deliveries.all()
    mailing.deliveries.filter(pk__in=[doubt.pk, other.pk]).update(state="unknown")
    mailing.deliveries.filter(pk=sent.pk).update(state="sent")
    count = mailings.resolve_unknown(
        mailing=mailing,
        delivery_ids=[doubt.pk, sent.pk],
        was_accepted=was_accepted,
        by="mail log",
        at=NOW,
    )
    assert count == 1
    doubt.refresh_from_db()
    assert (doubt.state, doubt.reason) == (state, "resolved: mail log")
    assert mailing.deliveries.get(pk=other.pk).state == "unknown"
    assert mailing.deliveries.get(pk=sent.pk).state == "sent"


def test_restored_backup_sends_nothing_by_itself():
    mailing = start_mailing()
    waiting = mailings.queue_mailing(
        issue=make_issue(number=123, slug="123"), send_at=NOW + timedelta(days=1), at=NOW
    )
    assert mailings.hold_everything(at=NOW) == 2
    mailing.refresh_from_db()
    waiting.refresh_from_db()
    assert (mailing.state, waiting.state) == ("paused", "held")
    assert states(mailing) == {"unknown": 3}
    mailings.send_due(at=NOW + timedelta(days=1))
    assert states(mailing) == {"unknown": 3}


def test_switched_off_sending_starts_and_delivers_nothing(settings):
    settings.SENDING_ENABLED = False
    make_readers(1)
    mailing = mailings.queue_mailing(issue=make_issue(), send_at=NOW + timedelta(minutes=1), at=NOW)
    mailings.send_due(at=NOW + timedelta(minutes=1))
    mailing.refresh_from_db()
    assert mailing.state == "scheduled"


def test_unsubscribed_readers_subscription_is_kept_as_proof():
    subscription = SubscriptionFactory(unsubscribed_at=NOW)
    assert Subscription.objects.active().count() == 0
    assert subscription.consent_source == "the form"
