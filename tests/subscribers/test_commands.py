"""The command line: what operators and scripts rely on."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from bulletins.subscribers import frozen
from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.models import Mailing
from tests.subscribers.factories import NOW, make_issue, make_readers

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command(*arguments, stdout=out)
    return out.getvalue()


def test_send_issue_queues_once_and_says_so():
    make_readers(2)
    make_issue()
    assert run("send_issue", "122") == "ISHM: July 21 – 27, 2017: Running, 2017-08-03 07:00 EDT.\n"
    with time_machine.travel(NOW.replace(hour=12), tick=False):
        out = StringIO()
        call_command("send_issue", "122", stdout=out)
    assert "It was queued before; nobody gets it twice." in out.getvalue()
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2017-08-10T07:00", datetime(2017, 8, 10, 11, tzinfo=UTC)),
        ("2017-12-07T07:00", datetime(2017, 12, 7, 12, tzinfo=UTC)),
        ("2017-08-10T07:00+03:00", datetime(2017, 8, 10, 4, tzinfo=UTC)),
    ],
)
def test_time_without_offset_is_the_publications(given, meant):
    make_issue()
    run("send_issue", "122", "--at", given)
    mailing = Mailing.objects.get()
    assert (mailing.scheduled_at, mailing.state) == (meant, "scheduled")


def test_wrong_time_is_wrong_usage():
    make_issue()
    with pytest.raises(CommandError, match="is no time") as error:
        run("send_issue", "122", "--at", "Thursday")
    assert error.value.returncode == 2


@pytest.mark.parametrize("command", ["send_issue", "mailing_status"])
def test_unknown_issue_is_refused(command):
    with pytest.raises(CommandError, match="There is no issue 999") as error:
        run(command, "999")
    assert error.value.returncode == 1


def test_draft_is_refused():
    make_issue(status="draft")
    with pytest.raises(CommandError, match="Only a published issue can be sent"):
        run("send_issue", "122")


def test_status_counts_every_state():
    make_readers(2)
    make_issue()
    run("send_issue", "122")
    assert json.loads(run("mailing_status", "122", "--json")) == {
        "issue": 122,
        "edition": 1,
        "state": "running",
        "reason": "",
        "scheduled_at": "2017-08-03T11:00:00+00:00",
        "started_at": "2017-08-03T11:00:00+00:00",
        "finished_at": None,
        "recipients": 2,
        "counts": {
            "queued": 2,
            "claimed": 0,
            "sending": 0,
            "sent": 0,
            "failed": 0,
            "skipped": 0,
            "unknown": 0,
        },
    }
    assert "2 recipients: 2 queued" in run("mailing_status", "122")


def test_status_of_an_issue_without_mailing_is_refused():
    make_issue()
    with pytest.raises(CommandError, match="has no mailing"):
        run("mailing_status", "122")


LOG = """\
Aug  3 07:00:01 mx postfix/cleanup[11]: 4ABC: message-id={taken}
Aug  3 07:00:01 mx postfix/qmgr[12]: 4ABC: from=<ishm@example.org>, size=64000, nrcpt=1
Aug  3 07:00:02 mx postfix/cleanup[11]: 4ABD: message-id={cut_off}
"""


def test_doubt_is_settled_by_the_log(tmp_path):
    make_readers(2)
    make_issue()
    run("send_issue", "122")
    mailing = Mailing.objects.get()
    mailing.deliveries.update(state="unknown", settled_at=NOW)
    letter = frozen.letter(mailing)
    rows = mailing.deliveries.order_by("pk").values_list(
        "pk", "subscriber_id", "subscription_id", "email", "wants_text"
    )
    taken, cut_off = (letter.message_id(Recipient(*row)) for row in rows)
    log = tmp_path / "mail.log"
    log.write_text(LOG.format(taken=taken, cut_off=cut_off))
    said = run("resolve_unknown", "122", "--mail-log", str(log))
    assert said.startswith("1 were accepted; 1 were not; they are tried again")
    states = mailing.deliveries.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "queued"]
    log.write_text("nothing of ours\n")
    with pytest.raises(CommandError, match=r"names no message of this mailing"):
        run("resolve_unknown", "122", "--mail-log", str(log))
