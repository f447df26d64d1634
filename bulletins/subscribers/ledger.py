"""The rows of a mailing and their moves: each one conditional UPDATE, on SQLite and PostgreSQL.

    queued → claimed → sending → sent | failed | unknown | queued again
                    ↘ skipped

The guard is always the UPDATE itself, never a SELECT before it: SQLite has no row locks, and a
worker that was paused by the system may wake up late. A row is ``sending`` from a commit *before*
``DATA`` to a commit after the answer; one that stays so becomes ``unknown`` and is never sent again
by itself. The whole invariant: docs/sending.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.models import (
    Delivery,
    Mailing,
    Subscriber,
    Subscription,
    Suppression,
)

_TABLES = {
    "delivery": Delivery._meta.db_table,
    "mailing": Mailing._meta.db_table,
    "subscriber": Subscriber._meta.db_table,
    "subscription": Subscription._meta.db_table,
    "suppression": Suppression._meta.db_table,
}

_SNAPSHOT = """
    INSERT INTO {delivery} (mailing_id, subscriber_id, subscription_id, email, wants_text,
                            state, reason, next_at)
    SELECT %s, u.id, s.id, u.email, u.wants_text, 'queued', '', {start}
    FROM {subscription} s JOIN {subscriber} u ON u.id = s.subscriber_id
    WHERE s.publication_id = %s AND s.unsubscribed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM {suppression} p WHERE p.email_sha256 = u.email_sha256)
      AND NOT EXISTS (SELECT 1 FROM {delivery} d JOIN {mailing} m ON m.id = d.mailing_id
                      WHERE d.subscriber_id = u.id AND m.{post} = %s AND m.id <> %s
                        AND d.state IN ('sending', 'sent', 'unknown'))
    ORDER BY u.id
"""

# MATERIALIZED: as a plain subselect PostgreSQL may run it once per row and so overstep the limit.
_CLAIM = """
    WITH picked AS MATERIALIZED (
        SELECT id FROM {delivery}
        WHERE mailing_id = %s AND state = 'queued' AND next_at <= %s
        ORDER BY id LIMIT %s {skip_locked})
    UPDATE {delivery} SET state = 'claimed', token = %s, lease_until = %s
    WHERE id IN (SELECT id FROM picked) AND state = 'queued'
    RETURNING id, subscriber_id, subscription_id, email, wants_text, attempts
"""

# Pause, cancel, a late unsubscribe and a late suppression all win here, and a worker whose lease
# is over loses. The lock on the mailing's row orders this against a cancel in the same instant.
_INTENT = """
    UPDATE {delivery} SET state = 'sending', lease_until = %s
    WHERE id IN ({ids}) AND state = 'claimed' AND token = %s AND lease_until > %s
      AND mailing_id IN (SELECT id FROM {mailing} WHERE id = %s AND state = 'running' {for_share})
      AND EXISTS (SELECT 1 FROM {subscription} s JOIN {subscriber} u ON u.id = s.subscriber_id
                  WHERE s.id = {delivery}.subscription_id AND s.unsubscribed_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM {suppression} p
                                    WHERE p.email_sha256 = u.email_sha256))
    RETURNING id
"""

# A late "250" under the same token may still turn an unknown row into a sent one; nothing else
# leaves "unknown" by itself.
_SETTLE = """
    WITH v (delivery, new_state, why, code, answer, tried, next_try) AS (VALUES {rows})
    UPDATE {delivery} AS d
    SET state = new_state, reason = why, reply_code = code, reply = answer,
        attempts = attempts + tried, next_at = next_try, settled_at = {now},
        token = CASE WHEN new_state = 'queued' THEN NULL ELSE token END, lease_until = NULL
    FROM v
    WHERE d.id = v.delivery AND token = %s
      AND (state = 'sending' OR (state = 'unknown' AND new_state = 'sent'))
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The next state of one row, and why."""

    delivery_id: int
    state: str
    reason: str
    code: int
    reply: str
    tried: bool
    next_at: datetime


def new_token() -> int:
    """Names one worker's claim for as long as it lasts."""
    return secrets.randbits(62)


def snapshot(*, mailing: Mailing, at: datetime) -> int:
    """Freeze the list of recipients; their number. Whoever has this post already is left out."""
    post = mailing.post
    column = "daily_id" if mailing.daily_id else "issue_id"
    sql = _sql(_SNAPSHOT, start=_instant(), post=column)
    with connection.cursor() as cursor:
        cursor.execute(sql, [mailing.pk, _stamp(at), post.publication_id, post.pk, mailing.pk])
        return cursor.rowcount


def claim(
    *, mailing_id: int, token: int, limit: int, at: datetime, lease: timedelta
) -> list[Recipient]:
    """Take up to ``limit`` queued rows whose time has come; nobody else gets them meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(_CLAIM), [mailing_id, _stamp(at), limit, token, _stamp(at + lease)])
        return [Recipient(*row) for row in sorted(cursor.fetchall())]


def declare_intent(
    *,
    mailing_id: int,
    recipients: Sequence[Recipient],
    token: int,
    at: datetime,
    lease: timedelta,
) -> list[Recipient]:
    """Those of the claimed rows that may be sent now. To be committed before ``DATA``."""
    if not recipients:
        return []
    sql = _sql(_INTENT, ids=_marks(len(recipients)))
    ids = [recipient.delivery_id for recipient in recipients]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_stamp(at + lease), *ids, token, _stamp(at), mailing_id])
        granted = {row[0] for row in cursor.fetchall()}
    return [recipient for recipient in recipients if recipient.delivery_id in granted]


def settle(settlements: Sequence[Settlement], *, token: int, at: datetime) -> int:
    """Record what became of messages; the number of rows that were still ours to settle."""
    if not settlements:
        return 0
    row = f"(%s, %s, %s, %s, %s, %s, {_instant()})"
    sql = _sql(_SETTLE, rows=", ".join([row] * len(settlements)), now=_instant())
    values: list[Any] = []
    for each in settlements:
        values += [each.delivery_id, each.state, each.reason, each.code, each.reply]
        values += [int(each.tried), _stamp(each.next_at)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, _stamp(at), token])
        return len(cursor.fetchall())


def hand_back(recipients: Sequence[Recipient], *, token: int, at: datetime) -> None:
    """Give up claimed rows: who no longer wants the mail is skipped, the others wait again."""
    mine = Delivery.objects.filter(
        pk__in=[recipient.delivery_id for recipient in recipients], state="claimed", token=token
    )
    skip_unwanted(mine, at=at)
    mine.update(state=Delivery.State.QUEUED, token=None, lease_until=None)


def skip_unwanted(rows: Any, *, at: datetime) -> None:
    """Settle rows whose reader unsubscribed, was suppressed or erased since the start."""
    done = {"state": Delivery.State.SKIPPED, "settled_at": at, "token": None, "lease_until": None}
    gone = Q(subscription=None) | Q(subscriber=None)
    rows.filter(gone).update(reason="erased", **done)
    rows.filter(subscription__unsubscribed_at__isnull=False).update(reason="unsubscribed", **done)
    suppressed = Suppression.objects.values("email_sha256")
    rows.filter(subscriber__email_sha256__in=suppressed).update(reason="suppressed", **done)


def sweep(*, at: datetime) -> None:
    """Free the rows of workers that died: before the intent they wait again, after it they stay.

    The lease of a ``sending`` row is longer than every timeout of the mail server, so nobody is
    still waiting for its answer.
    """
    Delivery.objects.filter(state="claimed", lease_until__lt=at).update(
        state=Delivery.State.QUEUED, token=None, lease_until=None
    )
    Delivery.objects.filter(state="sending", lease_until__lt=at).update(
        state=Delivery.State.UNKNOWN,
        reason="the worker stopped while handing it over",
        attempts=F("attempts") + 1,
        lease_until=None,
        settled_at=at,
    )
    # Handed back, or refused for now, while the mailing was being canceled.
    Delivery.objects.filter(state="queued", mailing__state="canceled").update(
        state=Delivery.State.SKIPPED, reason="canceled", settled_at=at
    )


def workers_on(mailing_id: int, *, at: datetime) -> int:
    """How many workers hold rows of this mailing now."""
    in_hand = Delivery.objects.filter(
        mailing_id=mailing_id, state__in=["claimed", "sending"], lease_until__gt=at
    )
    return in_hand.order_by().values("token").distinct().count()


def finish(*, mailing_id: int, at: datetime) -> bool:
    """Close a mailing none of whose rows is still to come. Computed from the rows alone."""
    open_rows = Delivery.objects.unsettled().filter(mailing_id=mailing_id)
    if open_rows.exists():
        return False
    running = Mailing.objects.running().filter(pk=mailing_id)
    return running.update(state=Mailing.State.FINISHED, finished_at=at, reason="") == 1


def _sql(template: str, **parts: str) -> str:
    has_locks = connection.features.has_select_for_update_skip_locked
    locks = {
        "skip_locked": "FOR UPDATE SKIP LOCKED" if has_locks else "",
        "for_share": "FOR SHARE" if has_locks else "",
    }
    return template.format(**_TABLES, **locks, **parts)


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


def _instant() -> str:
    """A placeholder for a time; PostgreSQL takes a bare one in VALUES for text."""
    return "%s::timestamptz" if connection.vendor == "postgresql" else "%s"


def _stamp(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
