"""A correction is mailed to exactly those who got the earlier text, once, and to nobody else."""

from datetime import timedelta

import pytest

from bulletins.issues.models import Rendition
from bulletins.subscribers import ledger
from bulletins.subscribers.ledger import Settlement
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import corrections, mailings
from bulletins.subscribers.services.people import unsubscribe
from tests.subscribers.factories import NOW, make_readers, start_mailing, states, store

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=3)


def settle(mailing, *outcomes, at=NOW):
    """Hand the waiting rows over, in the order of the readers, with these outcomes."""
    rows = ledger.claim(
        mailing_id=mailing.pk, token=1, limit=len(outcomes), at=at, lease=timedelta(minutes=5)
    )
    ledger.declare_intent(
        mailing_id=mailing.pk, recipients=rows, token=1, at=at, lease=timedelta(minutes=5)
    )
    ledger.settle(
        [
            Settlement(row.delivery_id, state, "", 250, "", tried=True, next_at=at)
            for row, state in zip(rows, outcomes, strict=True)
        ],
        token=1,
        at=at,
    )


def correct(issue, number=2):
    edition = issue.editions.create(
        number=number, content={"title": issue.title}, sha256=str(number) * 64, published_at=NOW
    )
    store(edition, Rendition.Kind.EMAIL_HTML, f"<p>Edition {number}</p>")
    store(edition, Rendition.Kind.EMAIL_TEXT, f"Edition {number}")
    return edition


@pytest.fixture
def sent():
    """Edition 1 went out: to two readers for sure, to one in doubt, to one not at all."""
    mailing = start_mailing(readers=4)
    settle(mailing, "sent", "sent", "unknown", "failed")
    Mailing.objects.update(state="finished", finished_at=NOW)
    return mailing


def addresses(mailing):
    return list(mailing.deliveries.order_by("pk").values_list("email", flat=True))


def test_it_goes_to_those_who_got_the_earlier_text_and_to_nobody_else(sent):
    make_readers(2)  # They subscribed later and never saw what was wrong.
    correct(sent.issue)
    assert corrections.readers_of_earlier(issue=sent.issue) == 2
    mailing = corrections.queue_correction(issue=sent.issue, at=LATER)
    mailing.refresh_from_db()
    assert addresses(mailing) == addresses(sent)[:2]
    assert (mailing.state, mailing.recipients, states(mailing)) == ("running", 2, {"queued": 2})
    assert mailing.text == "Edition 2"
    assert mailing.subject == f"Correction: {sent.issue.title}"


def test_whoever_left_since_gets_none(sent):
    first = sent.deliveries.order_by("pk").first()
    unsubscribe(subscription_id=first.subscription_id, source="the link", at=LATER)
    correct(sent.issue)
    mailing = corrections.queue_correction(issue=sent.issue, at=LATER)
    assert addresses(mailing) == addresses(sent)[1:2]


def test_asking_twice_mails_once(sent):
    correct(sent.issue)
    one = corrections.queue_correction(issue=sent.issue, at=LATER)
    other = corrections.queue_correction(issue=sent.issue, at=LATER)
    assert one == other
    assert Mailing.objects.filter(is_correction=True).count() == 1


def test_a_second_correction_goes_to_all_who_have_any_earlier_text(sent):
    correct(sent.issue)
    first = corrections.queue_correction(issue=sent.issue, at=LATER)
    settle(first, "sent", "failed", at=LATER)
    Mailing.objects.update(state="finished", finished_at=LATER)
    correct(sent.issue, number=3)
    second = corrections.queue_correction(issue=sent.issue, at=LATER)
    assert addresses(second) == addresses(sent)[:2]


def test_a_canceled_correction_can_be_sent_to_those_it_did_not_reach(sent):
    correct(sent.issue)
    first = corrections.queue_correction(issue=sent.issue, at=LATER)
    settle(first, "sent", at=LATER)
    mailings.cancel_mailing(mailing=first, by="Sara", at=LATER)
    again = corrections.queue_correction(issue=sent.issue, at=LATER)
    assert addresses(again) == addresses(sent)[1:2]


def test_the_usual_mailing_still_leaves_out_who_has_the_issue(sent):
    new = make_readers(1)[0]
    correct(sent.issue)
    corrections.queue_correction(issue=sent.issue, at=LATER)
    Mailing.objects.filter(pk=sent.pk).update(state="canceled")
    usual = mailings.queue_mailing(issue=sent.issue, send_at=LATER, at=LATER)
    assert addresses(usual) == [addresses(sent)[3], new.email]


def test_nothing_goes_out_while_the_earlier_text_is_under_way(sent):
    correct(sent.issue)
    Mailing.objects.update(state="paused")
    with pytest.raises(mailings.CannotSend, match="still being mailed"):
        corrections.queue_correction(issue=sent.issue, at=LATER)
    assert Mailing.objects.count() == 1


def test_without_a_correction_or_without_readers_there_is_nothing_to_send(sent):
    with pytest.raises(mailings.CannotSend, match="Publish the correction first"):
        corrections.queue_correction(issue=sent.issue, at=LATER)
    correct(sent.issue)
    sent.deliveries.update(state="failed")
    with pytest.raises(mailings.CannotSend, match="Nobody has got"):
        corrections.queue_correction(issue=sent.issue, at=LATER)


def test_a_correction_overtaken_before_its_start_is_held_with_the_reason(sent):
    edition = correct(sent.issue)
    edition.renditions.all().delete()  # Still being rendered.
    mailing = corrections.queue_correction(issue=sent.issue, at=LATER)
    correct(sent.issue, number=3)
    mailings.depart(mailing=Mailing.objects.get(pk=mailing.pk), at=LATER)
    mailing.refresh_from_db()
    assert mailing.state == "held"
    assert mailing.reason.startswith("A newer correction was published meanwhile.")


def test_nobody_is_sent_the_earlier_text_once_the_correction_was_mailed(sent):
    correct(sent.issue)
    corrections.queue_correction(issue=sent.issue, at=LATER)
    with pytest.raises(mailings.CannotSend, match="correction"):
        mailings.retry_failed(mailing=sent, at=LATER)
    doubt = list(sent.deliveries.in_doubt().values_list("pk", flat=True))
    mailings.resolve_unknown(
        mailing=sent, delivery_ids=doubt, was_accepted=False, by="Nadia", at=LATER
    )
    assert states(sent) == {"sent": 2, "failed": 2}


def test_before_that_the_failed_can_be_tried_again(sent):
    correct(sent.issue)
    assert mailings.retry_failed(mailing=sent, at=LATER) == 1
