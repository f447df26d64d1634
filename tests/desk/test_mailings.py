"""The page of a mailing: what an editor sees of it, and what a publisher can do about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bulletins.accounts.models import AuditEvent
from bulletins.desk.mailing import shortened
from bulletins.subscribers.models import Bounce, Delivery, Mailing
from bulletins.subscribers.progress import Progress
from tests.desk.conftest import settle
from tests.subscribers.factories import NOW, make_readers, start_mailing, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing():
    """Five readers: two accepted, one failed, one in doubt, one still queued."""
    mailing = start_mailing(readers=5)
    settle(mailing, "sent", 2, reply_code=250)
    settle(mailing, "failed", 1, reason="refused", reply_code=550, reply="no such user", attempts=1)
    settle(mailing, "unknown", 1, reason="lost after the body")
    return mailing


def address(mailing, rest=""):
    return f"/desk/mailings/{mailing.pk}/{rest}"


def test_the_pace_and_the_time_left_come_from_the_last_minute(mailing):
    progress = Progress.of(mailing, at=NOW + timedelta(seconds=40))

    assert (progress.settled, progress.waiting, progress.adds_up) == (4, 1, True)
    assert progress.per_second == 4 / 40
    assert progress.time_left == timedelta(seconds=10)


def test_nothing_in_the_last_minute_means_no_promise(mailing):
    progress = Progress.of(mailing, at=NOW + timedelta(minutes=5))

    assert (progress.per_second, progress.time_left) == (0, None)


def test_a_paused_mailing_has_no_pace(mailing):
    Mailing.objects.update(state="paused")
    mailing.refresh_from_db()

    assert Progress.of(mailing, at=NOW + timedelta(seconds=40)).time_left is None


def test_rows_that_do_not_add_up_are_said(mailing, sign_in, cast):
    Mailing.objects.update(recipients=6)

    page = sign_in(cast.editor).get(address(mailing)).content.decode()

    assert "These do not add up to 6" in page


def test_an_editor_sees_every_state_and_why(mailing, sign_in, cast):
    page = sign_in(cast.editor).get(address(mailing)).content.decode()

    assert "<b>4</b> of 5 readers" in page
    assert "failed: refused" in page
    assert "no such user" in page
    assert "unknown: lost after the body" in page


def test_an_editor_sees_no_address_and_cannot_search_for_one(mailing, sign_in, cast):
    whole = mailing.deliveries.first().email
    client = sign_in(cast.editor)

    page = client.get(address(mailing), {"words": whole}).content.decode()

    assert whole not in page.replace(f'value="{whole}"', "")
    assert page.count(shortened(whole)) == 5


def test_a_publisher_finds_one_reader(mailing, sign_in, cast):
    whole = mailing.deliveries.first().email

    answer = sign_in(cast.publisher).get(address(mailing), {"words": whole})

    assert [row.address for row in answer.context["rows"]] == [whole]


def test_readers_are_listed_by_state(mailing, sign_in, cast):
    answer = sign_in(cast.publisher).get(address(mailing), {"state": "failed"})

    assert [row.word for row in answer.context["rows"]] == ["Failed"]


def test_what_came_back_afterwards_is_counted_and_listed(mailing, sign_in, cast):
    back = mailing.deliveries.filter(state="sent").first()
    Bounce.objects.create(
        delivery=back, email_sha256="0" * 64, kind="hard", event_id="1", reported_at=NOW
    )

    answer = sign_in(cast.publisher).get(address(mailing), {"state": "bounced"})

    assert answer.context["found"].bounces == [("does not exist", 1)]
    assert [row.delivery for row in answer.context["rows"]] == [back]


def test_the_progress_brings_what_can_be_done_only_when_that_changed(mailing, sign_in, cast):
    client = sign_in(cast.publisher)
    same = client.get(address(mailing, "progress/"), {"was": "running-11"}).content.decode()
    changed = client.get(address(mailing, "progress/"), {"was": "running-00"}).content.decode()

    assert "hx-get" in same
    assert "hx-swap-oob" not in same
    assert "hx-swap-oob" in changed


def test_the_progress_of_a_finished_mailing_asks_no_more(mailing, sign_in, cast):
    Mailing.objects.update(state="finished")

    answer = sign_in(cast.editor).get(address(mailing, "progress/"), {"was": "running-11"})

    assert "hx-get" not in answer.content.decode()


def test_the_failed_are_tried_again_and_the_log_says_who(mailing, sign_in, cast):
    sign_in(cast.publisher).post(address(mailing, "retry/"))

    assert states(mailing) == {"queued": 2, "sent": 2, "unknown": 1}
    event = AuditEvent.objects.get(action="retried the failed")
    assert (event.actor, event.detail) == (cast.publisher, "1 readers")


@pytest.mark.parametrize(("step", "state"), [("accepted", "sent"), ("not-accepted", "queued")])
def test_a_person_settles_what_is_in_doubt(mailing, sign_in, cast, step, state):
    doubt = mailing.deliveries.get(state="unknown")

    sign_in(cast.publisher).post(address(mailing, f"{step}/"), {"row": doubt.pk})

    doubt.refresh_from_db()
    assert (doubt.state, doubt.reason) == (state, "resolved: Publisher")
    assert AuditEvent.objects.filter(action="settled what was in doubt").count() == 1


def test_all_in_doubt_are_settled_only_when_all_is_said(mailing, sign_in, cast):
    Delivery.objects.filter(state="sent").update(state="unknown")
    client = sign_in(cast.publisher)

    client.post(address(mailing, "accepted/"), {"which": "chosen"})
    assert states(mailing)["unknown"] == 3
    client.post(address(mailing, "accepted/"), {"which": "all"})
    assert states(mailing) == {"queued": 1, "sent": 3, "failed": 1}


def test_a_log_that_names_nothing_settles_nothing(mailing, sign_in, cast, tmp_path):
    log = tmp_path / "mail.log"
    log.write_text("nothing of ours\n")

    with log.open("rb") as file:
        answer = sign_in(cast.publisher).post(
            address(mailing, "proof/"), {"log": file}, follow=True
        )

    assert "names no mail that was taken" in answer.content.decode()
    assert states(mailing)["unknown"] == 1


def test_a_step_nobody_knows_is_no_page(mailing, sign_in, cast):
    assert sign_in(cast.publisher).post(address(mailing, "explode/")).status_code == 404


def test_pausing_and_going_on(mailing, sign_in, cast):
    client = sign_in(cast.publisher)
    client.post(address(mailing, "pause/"))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.reason) == ("paused", "By Publisher.")
    client.post(address(mailing, "resume/"))
    mailing.refresh_from_db()
    assert mailing.state == "running"


@pytest.mark.parametrize(("given", "kept"), [("12", 12), ("", None)])
def test_the_pace_is_set_for_one_mailing(mailing, sign_in, cast, given, kept):
    client = sign_in(cast.publisher)
    page = client.post(address(mailing, "pace/"), {"per_second": given}, follow=True)
    mailing.refresh_from_db()
    assert mailing.per_second == kept
    assert ("12 a second" in page.content.decode()) is bool(kept)


@pytest.mark.parametrize("given", ["0", "10001", "-1", "fast", "1" * 400, "٥"])
def test_a_pace_that_is_none_changes_nothing(mailing, sign_in, cast, given):
    page = sign_in(cast.publisher).post(
        address(mailing, "pace/"), {"per_second": given}, follow=True
    )
    mailing.refresh_from_db()
    assert mailing.per_second is None
    assert "Give a whole number" in page.content.decode()


@pytest.mark.parametrize("readers", [3, 300])
def test_the_page_costs_the_same_for_few_and_for_many(
    readers, sign_in, cast, django_assert_num_queries
):
    mailing = start_mailing(readers=readers)
    client = sign_in(cast.publisher)
    with time_machine.travel(NOW, tick=False), django_assert_num_queries(12):
        client.get(address(mailing))


def test_the_list_counts_every_mailing_in_one_query(mailing, sign_in, cast):
    answer = sign_in(cast.editor).get("/desk/mailings/")

    assert [row["counts"] for row in answer.context["rows"]] == [
        {"queued": 1, "sent": 2, "failed": 1, "unknown": 1}
    ]


def test_a_mailing_not_started_yet_promises_no_list(sign_in, cast):
    make_readers(1)
    mailing = start_mailing(readers=0, at=NOW)
    Mailing.objects.update(state="scheduled", started_at=None, recipients=0)

    page = sign_in(cast.editor).get(address(mailing)).content.decode()
    assert "Who gets it is decided at that moment" in page

    Mailing.objects.update(state="held", reason="Too late.")
    page = sign_in(cast.editor).get(address(mailing)).content.decode()
    assert "nobody has got it" in page
    assert "No reader was on its list" not in page
