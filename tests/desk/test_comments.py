"""Readers' comments at the desk: every act a moderator may do, logged, and none by others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.accounts.models import AuditEvent
from bulletins.tracker.comments import decide, open_task, report_comment
from bulletins.tracker.models import Ban, Comment, CorrectionTask, Decision, NetworkBan
from bulletins.tracker.moderation import Shelf, on_shelf
from tests.subscribers.factories import NOW
from tests.tracker.factories import CommentFactory, published_daily

pytestmark = pytest.mark.django_db
QUEUE = "/desk/comments/"


@pytest.fixture
def daily():
    return published_daily(items=["Anbar", "Baghdad"])


@pytest.fixture
def comment(daily):
    return CommentFactory(update=daily)


def act(client, word, *comments, **headers):
    fields = {"act": word, "comment": [comment.pk for comment in comments]}
    return client.post(f"{QUEUE}decide/", fields, headers=headers)


def names(shelf):
    return [comment.name for comment in on_shelf(shelf)]


@pytest.mark.parametrize(
    ("word", "status"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")]
)
def test_a_decision_is_kept_with_who_made_it(sign_in, cast, comment, word, status):
    act(sign_in(cast.editor), word, comment)

    comment.refresh_from_db()
    assert comment.status == status
    assert list(comment.decisions.values_list("act", "by")) == [(word, cast.editor.pk)]


def test_a_ban_keeps_the_address_out_until_it_is_lifted(sign_in, cast, comment):
    client = sign_in(cast.editor)
    act(client, "ban", comment)
    ban = Ban.objects.get()
    assert (ban.email, Comment.objects.get().status) == ("huda@example.org", "spam")

    client.post(f"{QUEUE}bans/{ban.pk}/lift/")
    assert not Ban.objects.exists()
    event = AuditEvent.objects.get(action="lifted a ban")
    assert (event.actor, event.subject) == (cast.editor, f"ban {ban.pk}")


def test_many_are_decided_on_together(sign_in, cast, daily):
    flood = [CommentFactory(update=daily, name=f"Bot {n}") for n in range(3)]

    answer = act(sign_in(cast.editor), "spam", *flood)

    assert answer.status_code == 302
    assert set(Comment.objects.values_list("status", flat=True)) == {"spam"}


class TestAFlood:
    """Hundreds of replies by a program, and a few by readers."""

    @pytest.fixture
    def flood(self, daily):
        texts = ["Cheap pills at https://pills.example.org/"] * 60 + ["Buy gold."] * 3
        return [
            CommentFactory(update=daily, name=f"Bot {n}", email=f"b{n}@example.com", text=text)
            for n, text in enumerate(texts)
        ]

    def test_whoever_is_known_comes_first_and_what_is_alike_says_so(
        self, sign_in, cast, daily, flood
    ):
        CommentFactory(update=daily, status="approved", name="Huda")
        CommentFactory(update=daily, name="Huda", text="By noon.", created_at=NOW)
        answer = sign_in(cast.editor).get(QUEUE)
        first, second = answer.context["cards"][:2]
        assert (first.comment.name, first.alike, second.alike) == ("Huda", 0, 59)
        assert "59 others say the same" in answer.text

    def test_all_that_were_found_are_turned_down_but_what_came_in_since(
        self, sign_in, cast, daily, flood
    ):
        client = sign_in(cast.editor)
        looked_at = client.get(QUEUE, {"words": "pills"}).context["looked_at"]
        CommentFactory(update=daily, text="More pills.", created_at=timezone.now())
        client.post(
            f"{QUEUE}decide/found/", {"act": "spam", "words": "pills", "looked_at": looked_at}
        )
        assert Comment.objects.filter(status="spam").count() == 60
        assert set(Comment.objects.pending().values_list("text", flat=True)) == {
            "Buy gold.",
            "More pills.",
        }
        assert Decision.objects.filter(act="spam", by=cast.editor).count() == 60

    @pytest.mark.parametrize(
        "fields",
        [{"act": "approve", "looked_at": NOW.isoformat()}, {"act": "spam"}, {"act": "ban"}],
    )
    def test_nothing_unseen_is_approved(self, sign_in, cast, flood, fields):
        answer = sign_in(cast.editor).post(f"{QUEUE}decide/found/", fields)
        assert answer.status_code == 404
        assert Comment.objects.pending().count() == len(flood)


def test_what_its_writer_changed_meanwhile_is_shown_again_not_approved(sign_in, cast, daily):
    changed = CommentFactory(update=daily, revised_at=NOW, text="New words.")
    other = CommentFactory(update=daily)
    client = sign_in(cast.editor)
    seen = {"act": "approve", "looked_at": (NOW - timedelta(seconds=1)).isoformat()}
    one = client.post(
        f"{QUEUE}decide/", {**seen, "comment": changed.pk}, headers={"HX-Request": "true"}
    )
    assert "Read it again" in one.text
    assert "New words." in one.text
    many = {**seen, "comment": [changed.pk, other.pk]}
    assert "left as it is" in client.post(f"{QUEUE}decide/", many, follow=True).text
    assert Comment.objects.approved().get() == other


def test_a_ban_of_a_network_is_lifted_too(sign_in, cast, daily):
    client = sign_in(cast.editor)
    act(client, "ban", CommentFactory(update=daily, email="", network="n"))
    assert "Networks" in client.get(f"{QUEUE}bans/").text
    client.post(f"{QUEUE}bans/networks/{NetworkBan.objects.get().pk}/lift/")
    assert not NetworkBan.objects.exists()
    assert AuditEvent.objects.filter(action="lifted a ban").exists()


def test_editing_by_the_same_door_as_deciding_is_refused(sign_in, cast, comment):
    assert act(sign_in(cast.editor), "edit", comment).status_code == 404
    assert not Decision.objects.exists()


def test_a_card_comes_back_with_what_can_be_done_now(sign_in, cast, comment):
    page = act(sign_in(cast.editor), "approve", comment, **{"HX-Request": "true"})

    words = page.content.decode()
    assert "comment-approved" in words
    assert 'value="approve"' not in words


def test_an_edit_is_marked_and_the_old_words_are_kept(sign_in, cast, comment):
    fields = {"text": "By noon.", "seen_edits": 0}
    sign_in(cast.editor).post(f"{QUEUE}{comment.pk}/edit/", fields)

    comment.refresh_from_db()
    assert comment.text == "By noon."
    assert comment.edited_at is not None
    assert comment.decisions.get().text_before == "The bridge was open again by noon."


def test_a_second_edit_on_top_of_an_unseen_one_shows_both(sign_in, cast, comment):
    client = sign_in(cast.editor)
    client.post(f"{QUEUE}{comment.pk}/edit/", {"text": "Hers.", "seen_edits": 0})
    answer = client.post(f"{QUEUE}{comment.pk}/edit/", {"text": "His.", "seen_edits": 0})

    assert answer.status_code == 409
    assert "Hers." in answer.content.decode()
    assert "His." in answer.content.decode()
    assert Comment.objects.get().text == "Hers."


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_an_edit_without_words_or_without_end_is_refused(sign_in, cast, comment, text):
    sign_in(cast.editor).post(f"{QUEUE}{comment.pk}/edit/", {"text": text, "seen_edits": 0})

    assert Comment.objects.get().text == "The bridge was open again by noon."


def test_a_comment_becomes_a_task_about_its_paragraph_once(sign_in, cast, comment, daily):
    client = sign_in(cast.editor)
    item = daily.items.get(label="Anbar")
    for _ in range(2):
        client.post(f"{QUEUE}{comment.pk}/task/", {"item": item.pk, "note": "the hour"})

    task = CorrectionTask.objects.get()
    assert (task.item, task.note, task.opened_by) == (item, "the hour", cast.editor)
    page = client.get(f"{QUEUE}tasks/").content.decode()
    assert "“Anbar: Words about Anbar.”" in page
    assert f"#item-{item.pk}" in page


def test_a_paragraph_of_another_daily_is_not_taken(sign_in, cast, comment):
    other = published_daily(
        items=["Basra"], slug="other", date_start="2014-07-01", date_end="2014-07-01"
    )
    sign_in(cast.editor).post(f"{QUEUE}{comment.pk}/task/", {"item": other.items.get().pk})

    assert CorrectionTask.objects.get().item is None


def test_a_task_is_closed_with_how_it_ended_by_the_first_to_say_so(sign_in, cast, comment):
    task = open_task(comment=comment, item=None, note="", by=cast.editor, at=NOW)
    client = sign_in(cast.editor)
    client.post(f"{QUEUE}tasks/{task.pk}/close/", {"outcome": " "})
    assert CorrectionTask.objects.get().closed_at is None
    for words in ("Corrected.", "It stands."):
        client.post(f"{QUEUE}tasks/{task.pk}/close/", {"outcome": words})

    assert CorrectionTask.objects.get().outcome == "Corrected."
    assert AuditEvent.objects.filter(action="closed a correction task").count() == 1


def test_waiting_comments_come_in_the_order_they_came_in(daily):
    CommentFactory(update=daily, name="Later", created_at=NOW)
    CommentFactory(update=daily, name="Earlier", created_at=NOW - timedelta(hours=1))

    assert names(Shelf.WAITING) == ["Earlier", "Later"]


def test_a_reported_comment_stays_on_its_shelf_until_somebody_decides(cast, daily):
    comment = CommentFactory(update=daily, status="approved")
    assert names(Shelf.REPORTED) == []
    report_comment(comment=comment, reason="rude", network="a", at=NOW)
    assert names(Shelf.REPORTED) == ["Huda"]
    decide(comment=comment, act=Decision.Act.APPROVE, by=cast.editor, at=NOW + timedelta(minutes=1))
    assert names(Shelf.REPORTED) == []
    report_comment(comment=comment, reason="rude", network="b", at=NOW + timedelta(hours=1))
    assert names(Shelf.REPORTED) == ["Huda"]


def test_who_was_approved_before_is_known_by_address_not_by_its_absence(daily):
    CommentFactory(update=daily, status="approved", email="HUDA@example.org")
    CommentFactory(update=daily, status="approved", email="")
    CommentFactory(update=daily, name="Known")
    CommentFactory(update=daily, name="New", email="")

    assert {one.name: one.is_known for one in on_shelf(Shelf.WAITING)} == {
        "Known": True,
        "New": False,
    }


def test_markup_in_a_comment_stays_words(sign_in, cast, daily):
    CommentFactory(update=daily, name="<b>x</b>", text="<script>alert(1)</script>")

    page = sign_in(cast.editor).get(QUEUE).content.decode()

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("count", [3, 25])
def test_the_queue_costs_the_same_for_few_and_for_many(
    count, sign_in, cast, daily, django_assert_num_queries
):
    for number in range(count):
        comment = CommentFactory(update=daily, email=f"r{number}@example.org")
        report_comment(comment=comment, reason="x", network=str(number), at=NOW)
        decide(comment=comment, act=Decision.Act.REJECT, by=cast.editor, at=NOW)
    client = sign_in(cast.editor)
    with django_assert_num_queries(13):
        client.get(QUEUE, {"shelf": "rejected"})


def test_words_are_found_in_text_and_name(sign_in, cast, daily):
    CommentFactory(update=daily, name="Lamia", text="About water.")
    CommentFactory(update=daily, name="Omar", text="About Lamia.")
    CommentFactory(update=daily, name="Sara", text="Nothing.")

    answer = sign_in(cast.editor).get(QUEUE, {"words": "lamia"})

    assert [card.comment.name for card in answer.context["cards"]] == ["Lamia", "Omar"]


def test_an_address_elsewhere_is_never_gone_back_to(sign_in, cast, comment):
    fields = {"act": "approve", "comment": comment.pk, "back": "https://evil.example.org/"}

    assert sign_in(cast.editor).post(f"{QUEUE}decide/", fields).url == QUEUE
