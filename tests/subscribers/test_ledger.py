"""The rows' moves: each guard of the invariant, one test."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bulletins.subscribers import ledger
from bulletins.subscribers.ledger import Settlement
from bulletins.subscribers.models import Delivery, Mailing, Subscription, Suppression, address_hash
from bulletins.subscribers.services import mailings
from tests.subscribers.factories import NOW, start_mailing, states

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=5)


@pytest.fixture
def mailing():
    return start_mailing(readers=4)


def claim(mailing, token, limit=10, at=NOW):
    return ledger.claim(mailing_id=mailing.pk, token=token, limit=limit, at=at, lease=LEASE)


def intend(mailing, rows, token, at=NOW):
    return ledger.declare_intent(
        mailing_id=mailing.pk, recipients=rows, token=token, at=at, lease=LEASE
    )


def settlement(row, state, **fields):
    values = {"reason": "", "code": 250, "reply": "ok", "tried": True, "next_at": NOW, **fields}
    return Settlement(row.delivery_id, state, **values)


def test_claimed_rows_are_nobody_elses(mailing):
    first, second = claim(mailing, 1, limit=3), claim(mailing, 2)
    assert (len(first), len(second)) == (3, 1)
    assert not {r.email for r in first} & {r.email for r in second}
    assert states(mailing) == {"claimed": 4}


def test_row_waits_until_its_time_has_come(mailing):
    mailing.deliveries.update(next_at=NOW + timedelta(minutes=1))
    assert claim(mailing, 1) == []
    assert len(claim(mailing, 1, at=NOW + timedelta(minutes=1))) == 4


def test_intent_is_refused_to_another_worker_and_after_the_lease(mailing):
    rows = claim(mailing, 1)
    assert intend(mailing, rows, token=2) == []
    assert intend(mailing, rows, token=1, at=NOW + LEASE) == []
    assert intend(mailing, rows, token=1) == rows
    assert intend(mailing, rows, token=1) == []
    assert states(mailing) == {"sending": 4}


@pytest.mark.parametrize("state", ["paused", "canceled", "finished"])
def test_intent_is_refused_unless_the_mailing_runs(mailing, state):
    rows = claim(mailing, 1)
    Mailing.objects.update(state=state)
    assert intend(mailing, rows, token=1) == []


def test_who_left_or_was_suppressed_in_the_meantime_is_skipped(mailing):
    rows = claim(mailing, 1)
    Subscription.objects.filter(subscriber__email=rows[0].email).update(unsubscribed_at=NOW)
    Suppression.objects.create(
        email_sha256=address_hash(rows[1].email), reason="complaint", created_at=NOW
    )
    Subscription.objects.get(subscriber__email=rows[2].email).subscriber.delete()
    granted = intend(mailing, rows, token=1)
    ledger.hand_back([r for r in rows if r not in granted], token=1, at=NOW)
    assert [r.email for r in granted] == [rows[3].email]
    assert states(mailing) == {"sending": 1, "skipped": 3}
    reasons = mailing.deliveries.filter(state="skipped").values_list("reason", flat=True)
    assert list(reasons) == ["unsubscribed", "suppressed", "erased"]


def test_each_result_lands_in_its_row(mailing):
    rows = intend(mailing, claim(mailing, 1), token=1)
    later = NOW + timedelta(minutes=1)
    settlements = [
        settlement(rows[0], "sent"),
        settlement(rows[1], "failed", code=550, reply="5.1.1 gone", reason="no such mailbox"),
        settlement(rows[2], "queued", code=451, next_at=later),
        settlement(rows[3], "unknown", code=0, reply="", reason="lost"),
    ]
    assert ledger.settle(settlements, token=1, at=NOW) == 4
    fields = ("state", "reason", "reply_code", "reply", "attempts", "token", "next_at")
    assert list(mailing.deliveries.values_list(*fields)) == [
        ("sent", "", 250, "ok", 1, 1, NOW),
        ("failed", "no such mailbox", 550, "5.1.1 gone", 1, 1, NOW),
        ("queued", "", 451, "ok", 1, None, later),
        ("unknown", "lost", 0, "", 1, 1, NOW),
    ]


def test_result_of_another_worker_changes_nothing(mailing):
    rows = intend(mailing, claim(mailing, 1), token=1)
    assert ledger.settle([settlement(rows[0], "sent")], token=2, at=NOW) == 0
    assert states(mailing) == {"sending": 4}


def test_only_a_late_250_under_the_same_token_leaves_unknown_by_itself(mailing):
    rows = intend(mailing, claim(mailing, 1), token=1)
    ledger.sweep(at=NOW + LEASE + timedelta(seconds=1))
    assert states(mailing) == {"unknown": 4}
    settlements = [settlement(rows[0], "sent"), settlement(rows[1], "queued")]
    assert ledger.settle(settlements, token=1, at=NOW) == 1
    assert ledger.settle([settlement(rows[2], "sent")], token=9, at=NOW) == 0
    assert states(mailing) == {"sent": 1, "unknown": 3}


def test_rows_of_a_dead_worker_wait_again_before_the_intent_and_stay_in_doubt_after_it(mailing):
    rows = claim(mailing, 1)
    intend(mailing, rows[:1], token=1)
    ledger.sweep(at=NOW + LEASE)
    assert states(mailing) == {"claimed": 3, "sending": 1}
    ledger.sweep(at=NOW + LEASE + timedelta(seconds=1))
    assert states(mailing) == {"queued": 3, "unknown": 1}
    assert mailing.deliveries.get(state="unknown").attempts == 1


def test_finished_is_computed_from_the_rows(mailing):
    rows = intend(mailing, claim(mailing, 1), token=1)
    assert not ledger.finish(mailing_id=mailing.pk, at=NOW)
    ledger.settle([settlement(row, "unknown") for row in rows], token=1, at=NOW)
    assert ledger.finish(mailing_id=mailing.pk, at=NOW)
    assert not ledger.finish(mailing_id=mailing.pk, at=NOW)


def test_statements_do_not_grow_with_the_rows(django_assert_num_queries):
    mailing = start_mailing(readers=3)
    for limit, token in ((1, 1), (2, 2)):
        with django_assert_num_queries(3):
            rows = intend(mailing, claim(mailing, token, limit=limit), token=token)
            ledger.settle([settlement(row, "sent") for row in rows], token=token, at=NOW)


def test_second_row_for_one_reader_or_address_is_impossible(mailing):
    row = mailing.deliveries.first()
    for changes in ({"subscriber": None, "email": row.email.upper()}, {"email": "new@example.org"}):
        copy = Delivery.objects.get(pk=row.pk)
        copy.pk = None
        for name, value in changes.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_reader_who_has_the_issue_is_not_on_the_list_of_a_second_mailing(mailing):
    rows = intend(mailing, claim(mailing, 1, limit=2), token=1)
    ledger.settle([settlement(rows[0], "sent"), settlement(rows[1], "unknown")], token=1, at=NOW)
    mailings.cancel_mailing(mailing=mailing, by="a test", at=NOW)
    second = mailings.queue_mailing(issue=mailing.issue, send_at=NOW, at=NOW)
    emails = set(second.deliveries.values_list("email", flat=True))
    everyone = set(mailing.deliveries.values_list("email", flat=True))
    assert emails == everyone - {rows[0].email, rows[1].email}
