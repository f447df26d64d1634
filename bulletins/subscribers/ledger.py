"""The rows of a mailing and their moves: each one conditional UPDATE, on SQLite and PostgreSQL.

    queued → claimed → sending → sent | failed | unknown | queued again
                    ↘ skipped

The guard is always the UPDATE itself, never a SELECT before it: SQLite has no row locks, and a
worker that was paused by the system may wake up late. A row is ``sending`` from a commit *before*
``DATA`` to a commit after the answer; one that stays so becomes ``unknown`` and is never sent again
by itself. The whole invariant: docs/sending.md.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from bulletins.issues.models import Edition
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
    "edition": Edition._meta.db_table,
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

# Those to whom an earlier edition of the same issue was handed over, and no newer one.
_SNAPSHOT_OF_CORRECTION = """
    INSERT INTO {delivery} (mailing_id, subscriber_id, subscription_id, email, wants_text,
                            state, reason, next_at)
    SELECT %s, u.id, s.id, u.email, u.wants_text, 'queued', '', {start}
    FROM {subscription} s JOIN {subscriber} u ON u.id = s.subscriber_id
    WHERE s.publication_id = %s AND s.unsubscribed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM {suppression} p WHERE p.email_sha256 = u.email_sha256)
      AND EXISTS (SELECT 1 FROM {delivery} d JOIN {mailing} m ON m.id = d.mailing_id
                  JOIN {edition} e ON e.id = m.edition_id
                  WHERE d.subscriber_id = u.id AND d.state = 'sent'
                    AND e.issue_id = %s AND e.number < %s)
      AND NOT EXISTS (SELECT 1 FROM {delivery} d JOIN {mailing} m ON m.id = d.mailing_id
                      JOIN {edition} e ON e.id = m.edition_id
                      WHERE d.subscriber_id = u.id AND d.state IN ('sending', 'sent', 'unknown')
                        AND e.issue_id = %s AND e.number >= %s)
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
    WHERE id {ids} AND state = 'claimed' AND token = %s AND lease_until > %s
      AND mailing_id IN (SELECT id FROM {mailing} WHERE id = %s AND state = 'running' {for_share})
      AND EXISTS (SELECT 1 FROM {subscription} s JOIN {subscriber} u ON u.id = s.subscriber_id
                  WHERE s.id = {delivery}.subscription_id AND s.unsubscribed_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM {suppression} p
                                    WHERE p.email_sha256 = u.email_sha256))
    RETURNING id
"""

# A late "250" under the same token may still turn an unknown row into a sent one; nothing else
# leaves "unknown" by itself. The rows come as one JSON value: hundreds of placeholders would cost
# the worker more than the statement costs the database. The ids beside them have PostgreSQL look
# the rows up by key; IS TRUE keeps it from looking through the states of all mailings instead.
_SETTLE = """
    WITH v AS ({rows})
    UPDATE {delivery} AS d
    SET state = v.state, reason = v.reason, reply_code = v.code, reply = v.reply,
        attempts = attempts + v.tried, next_at = v.next_at, settled_at = {now},
        token = CASE WHEN v.state = 'queued' THEN NULL ELSE token END, lease_until = NULL
    FROM v
    WHERE d.id {ids} AND d.id = v.delivery AND token = %s
      AND (d.state = 'sending' OR (d.state = 'unknown' AND v.state = 'sent')) IS TRUE
    RETURNING id
"""
_ROWS = {
    "postgresql": """
        SELECT * FROM json_to_recordset(%s) AS r (
            delivery bigint, state text, reason text, code int, reply text, tried int,
            next_at timestamptz)""",
    "sqlite": """
        SELECT value ->> 'delivery' AS delivery, value ->> 'state' AS state,
               value ->> 'reason' AS reason, value ->> 'code' AS code,
               value ->> 'reply' AS reply, value ->> 'tried' AS tried,
               value ->> 'next_at' AS next_at FROM json_each(%s)""",
}
_IDS = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


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

    def as_row(self) -> dict[str, Any]:
        """What the UPDATE reads, ready for JSON."""
        return {
            "delivery": self.delivery_id,
            "state": self.state,
            "reason": self.reason,
            "code": self.code,
            "reply": self.reply,
            "tried": int(self.tried),
            "next_at": str(_stamp(self.next_at)),
        }


def new_token() -> int:
    """Names one worker's claim for as long as it lasts."""
    return secrets.randbits(62)


def snapshot(*, mailing: Mailing, at: datetime) -> int:
    """Freeze the list of recipients; their number. Whoever has this post already is left out.

    A correction goes to those who have an earlier edition of it, and to nobody else.
    """
    if mailing.is_correction:
        return _snapshot_of_correction(mailing, at=at)
    post = mailing.post
    column = "daily_id" if mailing.daily_id else "issue_id"
    sql = _sql(_SNAPSHOT, start=_instant(), post=column)
    with connection.cursor() as cursor:
        cursor.execute(sql, [mailing.pk, _stamp(at), post.publication_id, post.pk, mailing.pk])
        return cursor.rowcount


def _snapshot_of_correction(mailing: Mailing, *, at: datetime) -> int:
    edition = mailing.edition
    if edition is None:
        raise ValueError("A correction is an edition of an issue.")
    sql = _sql(_SNAPSHOT_OF_CORRECTION, start=_instant())
    seen = [edition.issue_id, edition.number]
    values = [mailing.pk, _stamp(at), edition.issue.publication_id, *seen, *seen]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
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
    ids = _listed([recipient.delivery_id for recipient in recipients])
    with connection.cursor() as cursor:
        cursor.execute(_sql(_INTENT), [_stamp(at + lease), ids, token, _stamp(at), mailing_id])
        granted = {row[0] for row in cursor.fetchall()}
    return [recipient for recipient in recipients if recipient.delivery_id in granted]


def settle(settlements: Sequence[Settlement], *, token: int, at: datetime) -> int:
    """Record what became of messages; the number of rows that were still ours to settle."""
    if not settlements:
        return 0
    ids = _listed([each.delivery_id for each in settlements])
    rows = json.dumps([each.as_row() for each in settlements])
    with connection.cursor() as cursor:
        cursor.execute(_sql(_SETTLE, now=_instant()), [rows, _stamp(at), ids, token])
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
    lists = {"ids": _IDS[connection.vendor], "rows": _ROWS[connection.vendor]}
    return template.format(**_TABLES, **locks, **lists, **parts)


def _listed(ids: list[int]) -> Any:
    """Ids as one value, whatever their number."""
    return ids if connection.vendor == "postgresql" else json.dumps(ids)


def _instant() -> str:
    """A placeholder for a time; PostgreSQL takes a bare one in VALUES for text."""
    return "%s::timestamptz" if connection.vendor == "postgresql" else "%s"


def _stamp(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
