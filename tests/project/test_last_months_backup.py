"""Last month's backup: of an older version, and of a time when readers who left were still there.

Always on SQLite, whatever the run uses: what is tested does not depend on the kind of database.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing

import pytest

from tests.project.test_backups import SAY_WHETHER, manage
from tests.project.test_upgrades import KEPT, VERSIONS

pytestmark = [pytest.mark.once, pytest.mark.fault, pytest.mark.xdist_group("run")]
NOT_THEIRS = ("TEST_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY")

# One reader leaves, the mailbox of one is gone, one is erased.
A_MONTH_PASSES = """
from django.utils import timezone
from bulletins.subscribers import suppression
from bulletins.subscribers.models import Subscriber, Suppression
from bulletins.subscribers.services import people
now = timezone.now()
first, second, third = Subscriber.objects.order_by("pk")[:3]
print(first.pk, second.pk, third.pk)
for each in first.subscriptions.all():
    people.unsubscribe(subscription_id=each.pk, source="link", at=now)
suppression.suppress([second.email_sha256], reason="hard bounce", source="550", at=now)
people.erase(subscriber=third, at=now)
"""
LOOK = """
from bulletins.subscribers.models import Subscriber, Subscription
mailed = Subscription.objects.mailable().values_list("subscriber_id", flat=True)
print(*sorted(set(mailed)))
print(*Subscriber.objects.order_by("pk").values_list("pk", flat=True))
"""
# What the beat and a person would do on any other Thursday.
TRY_TO_SEND = """
from django.utils import timezone
from bulletins.issues.models import Issue
from bulletins.subscribers import rounds
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
now = timezone.now()
mailings.queue_mailing(issue=Issue.objects.get(number=122), send_at=now, at=now)
mailings.send_due(at=now)
rounds.run(Mailing.objects.get().pk)
print(Mailing.objects.get().deliveries.exclude(state="queued").count())
"""


@pytest.fixture
def copy(tmp_path):
    """Makes the environment of an empty copy by its name."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(NOT_THEIRS)}
    return lambda name: {**clean, "DATA_DIR": str(tmp_path / name)}


def shell(environment: dict[str, str], script: str) -> list[str]:
    ended = manage(environment, "shell", "-v0", "-c", script)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout.splitlines()


def test_it_is_brought_up_to_date_sends_nothing_and_lets_go_of_whoever_left(copy, tmp_path):
    old, newer = tmp_path / "last-month.tar.gz", tmp_path / "today.tar.gz"
    month_ago = copy("month-ago")
    (tmp_path / "month-ago").mkdir()
    with closing(sqlite3.connect(tmp_path / "month-ago" / "ishm.sqlite3")) as database:
        kept = (VERSIONS / f"{KEPT[0]}.sqlite.sql.gz").read_bytes()
        database.executescript(gzip.decompress(kept).decode())
    assert manage(month_ago, "backup", old).returncode == 0
    assert manage(month_ago, "migrate", "-v0").returncode == 0
    left, bounced, erased = map(int, shell(month_ago, A_MONTH_PASSES)[0].split())
    assert manage(month_ago, "backup", newer).returncode == 0

    here = copy("here")
    restored = manage(here, "restore", old, "--also-left", newer)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "2 subscriptions ended, 1 addresses barred and 1 readers erased" in restored.stdout
    assert manage(here, "migrate", "--check").returncode == 0
    assert manage(here, "verify_backup", old).returncode == 0
    mailed, there = ([int(pk) for pk in line.split()] for line in shell(here, LOOK))
    assert {left, bounced, erased}.isdisjoint(mailed)
    assert len(mailed) > 0
    assert erased not in there
    assert {left, bounced} <= set(there)
    assert shell(here, SAY_WHETHER) == ["False"]
    assert shell(here, TRY_TO_SEND) == ["0"]
    assert not (tmp_path / "here" / "mailbox").exists()


def test_without_a_newer_one_the_restore_says_who_is_not_known(copy, tmp_path):
    file = tmp_path / "backup.tar.gz"
    assert manage(copy("there"), "migrate", "-v0").returncode == 0
    assert manage(copy("there"), "backup", file).returncode == 0
    restored = manage(copy("here"), "restore", file)
    assert "Whoever has left since then is subscribed again" in restored.stdout
