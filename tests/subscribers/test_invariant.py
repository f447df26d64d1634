"""Claim, kill, expire, send, pause, unsubscribe in any order: at most once, and nobody lost."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bulletins.subscribers import ledger
from bulletins.subscribers.ledger import Settlement
from bulletins.subscribers.models import Delivery, Mailing, Subscriber, Subscription
from bulletins.subscribers.services import mailings
from tests.subscribers.factories import NOW, start_mailing

READERS = 4
LEASE = timedelta(minutes=5)


class Ledger(RuleBasedStateMachine):
    """Two workers, a mail server that remembers, and everything that may happen between them."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.mailing = start_mailing(readers=READERS)
        self.holding = {1: [], 2: []}
        self.open = {1: [], 2: []}
        self.accepted = Counter()
        self.gone = set()

    def teardown(self):
        self.mailing.delete()
        Subscriber.objects.all().delete()
        self.mailing.issue.editions.all().delete()
        self.mailing.issue.delete()

    @rule(worker=st.sampled_from([1, 2]), limit=st.integers(1, 3))
    def claim(self, worker, limit):
        self.holding[worker] += ledger.claim(
            mailing_id=self.mailing.pk, token=worker, limit=limit, at=self.now, lease=LEASE
        )

    @precondition(lambda self: self.holding[1] or self.holding[2])
    @rule(worker=st.sampled_from([1, 2]))
    def declare(self, worker):
        rows, self.holding[worker] = self.holding[worker], []
        granted = ledger.declare_intent(
            mailing_id=self.mailing.pk, recipients=rows, token=worker, at=self.now, lease=LEASE
        )
        assert self.mailing_state() == "running" or not granted
        assert not {row.email for row in granted} & self.gone
        ledger.hand_back([r for r in rows if r not in granted], token=worker, at=self.now)
        self.open[worker] += granted

    @precondition(lambda self: self.open[1] or self.open[2])
    @rule(
        worker=st.sampled_from([1, 2]),
        result=st.sampled_from(["sent", "queued", "failed", "lost before", "lost after"]),
    )
    def hand_over(self, worker, result):
        if not self.open[worker]:
            return
        row = self.open[worker].pop(0)
        if result in {"sent", "lost after"}:
            self.accepted[row.email] += 1
        state = "unknown" if result.startswith("lost") else result
        settlement = Settlement(row.delivery_id, state, "", 0, "", True, self.now)
        ledger.settle([settlement], token=worker, at=self.now)

    @rule(worker=st.sampled_from([1, 2]), is_accepted=st.booleans())
    def kill(self, worker, is_accepted):
        for row in self.open[worker][:1]:
            self.accepted[row.email] += is_accepted
        self.holding[worker], self.open[worker] = [], []

    @rule(minutes=st.sampled_from([1, 6]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        for worker in (1, 2):  # The line gives up before its lease ends.
            if minutes > 5:
                self.open[worker] = []
        ledger.sweep(at=self.now)

    @rule()
    def pause_or_resume(self):
        if self.mailing_state() == "running":
            mailings.pause_mailing(mailing=self.mailing, by="a test")
        elif self.mailing_state() == "paused":
            mailings.resume_mailing(mailing=self.mailing, at=self.now)

    @rule(number=st.integers(0, READERS - 1))
    def unsubscribe(self, number):
        row = list(self.mailing.deliveries.order_by("pk"))[number]
        Subscription.objects.filter(pk=row.subscription_id).update(unsubscribed_at=self.now)
        self.gone.add(row.email)

    @rule()
    def resolve_by_proof(self):
        for row in self.mailing.deliveries.in_doubt():
            mailings.resolve_unknown(
                mailing=self.mailing,
                delivery_ids=[row.pk],
                was_accepted=self.accepted[row.email] > 0,
                by="a test",
                at=self.now,
            )

    @rule()
    def finish(self):
        if ledger.finish(mailing_id=self.mailing.pk, at=self.now):
            assert not self.mailing.deliveries.unsettled().exists()

    @invariant()
    def at_most_once(self):
        assert all(count <= 1 for count in self.accepted.values()), self.accepted

    @invariant()
    def nobody_is_lost(self):
        assert sum(self.mailing.counts().values()) == READERS == self.mailing.recipients
        for row in self.mailing.deliveries.filter(state=Delivery.State.SENT):
            assert self.accepted[row.email] == 1

    def mailing_state(self):
        return Mailing.objects.values_list("state", flat=True).get(pk=self.mailing.pk)


Ledger.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
class TestLedger(Ledger.TestCase):
    pass
