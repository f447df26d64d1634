"""Readers at the desk: for publishers alone, every export, erasure and bar in the log."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from bulletins.accounts.models import AuditEvent
from bulletins.desk import readers
from bulletins.subscribers.models import Subscriber, Subscription, Suppression, address_hash
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import NOW, SubscriptionFactory, make_readers
from tests.tracker.factories import DailyFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/readers/"
CSV = """email,consent_source
new@example.org,conference 2016
ann@example.org,conference 2016
left@example.org,conference 2016
barred@example.org,conference 2016
no address,conference 2016
"""


@pytest.fixture
def weekly():
    return WeeklyFactory()


@pytest.fixture
def ann(weekly):
    return SubscriptionFactory(subscriber__email="ann@example.org", publication=weekly).subscriber


@pytest.fixture
def left(weekly):
    return SubscriptionFactory(
        subscriber__email="left@example.org",
        publication=weekly,
        unsubscribed_at=NOW,
        unsubscribe_source="preferences",
    ).subscriber


def bar(email, reason="request"):
    return Suppression.objects.create(
        email_sha256=address_hash(email), reason=reason, source="by phone", created_at=NOW
    )


def log(action):
    return AuditEvent.objects.get(action=action)


def found(**asked):
    asked = {"words": "", "publication": "", "state": "", **asked}
    return [reader.email for reader in readers.find(**asked)]


@pytest.mark.parametrize("person", ["reporter", "editor"])
def test_whoever_does_not_look_after_readers_sees_no_address(sign_in, cast, ann, person):
    client = sign_in(getattr(cast, person))
    for rest in ("", f"{ann.pk}/", "barred/", "import/"):
        answer = client.get(LIST + rest)
        assert answer.status_code == 403
        assert "ann@example.org" not in answer.content.decode()


def test_the_numbers_tell_readers_from_those_who_left_and_those_not_to_be_mailed(weekly, ann, left):
    bar("gone@example.org", "hard bounce")
    SubscriptionFactory(subscriber__email="gone@example.org", publication=weekly)
    SubscriptionFactory(subscriber=ann, publication=DailyFactory())

    numbers = {
        one.publication.slug: (one.mailable, one.barred, one.left) for one in readers.audiences()
    }
    assert numbers == {"ishm": (1, 1, 1), "tracker": (1, 0, 0)}


def test_readers_are_found_by_address_publication_and_state(ann, left):
    bar("left@example.org")
    SubscriptionFactory(subscriber__email="zoe@example.org", publication=DailyFactory())

    assert found(words="AnN@") == ["ann@example.org"]
    assert found(publication="tracker") == ["zoe@example.org"]
    assert found(state="subscribed") == ["ann@example.org", "zoe@example.org"]
    assert found(state="left", publication="ishm") == ["left@example.org"]
    assert found(state="left", publication="tracker") == []
    assert found(state="barred") == ["left@example.org"]


def test_a_person_gets_all_that_is_kept_and_the_log_says_so_without_the_address(sign_in, cast, ann):
    answer = sign_in(cast.publisher).post(f"{LIST}{ann.pk}/data/")

    data = json.loads(answer.content)
    assert data["email"] == "ann@example.org"
    assert [one["consent_source"] for one in data["subscriptions"]] == ["the form"]
    assert answer["Content-Disposition"] == f'attachment; filename="reader-{ann.pk}.json"'
    event = log("exported a reader’s data")
    assert (event.actor, event.subject) == (cast.publisher, f"reader {ann.pk}")


def test_looking_for_the_data_hands_nothing_out(sign_in, cast, ann):
    assert sign_in(cast.publisher).get(f"{LIST}{ann.pk}/data/").status_code == 405


def test_erasing_asks_first_and_keeps_only_the_hash(sign_in, cast, ann):
    client = sign_in(cast.publisher)
    client.post(f"{LIST}{ann.pk}/erase/")
    assert Subscriber.objects.filter(pk=ann.pk).exists()
    client.post(f"{LIST}{ann.pk}/erase/", {"sure": "yes"})

    assert not Subscriber.objects.filter(pk=ann.pk).exists()
    assert Suppression.objects.get().email_sha256 == address_hash("ann@example.org")
    assert log("erased a reader").actor == cast.publisher


def test_a_subscription_is_ended_at_their_word_once(sign_in, cast, ann):
    subscription = ann.subscriptions.get()
    for _ in range(2):
        sign_in(cast.publisher).post(f"{LIST}subscriptions/{subscription.pk}/end/")

    subscription.refresh_from_db()
    assert subscription.unsubscribe_source == "a colleague, on request"
    assert log("ended a subscription").detail == str(subscription.publication)


def upload(client, text):
    file = BytesIO(text.encode())
    file.name = "list.csv"
    return client.post(f"{LIST}import/", {"file": file})


def test_a_list_is_shown_before_anything_is_saved(sign_in, cast, ann, left):
    bar("barred@example.org")
    outlook = upload(sign_in(cast.publisher), CSV).context["outlook"]

    assert [row.email for row in outlook.new] == ["new@example.org"]
    assert [row.email for row in outlook.already] == ["ann@example.org"]
    assert [row.email for row in outlook.left] == ["left@example.org"]
    assert Subscription.objects.count() == 2


def test_a_column_nobody_knows_is_named_before_anything_is_saved(sign_in, cast, weekly):
    page = upload(sign_in(cast.publisher), "email,consent_source,consented\na@b.example,x,2016\n")
    assert "no such column is known: consented. Known are email," in page.content.decode()


def test_saying_yes_saves_what_was_shown_and_respects_who_left(sign_in, cast, ann, left):
    bar("barred@example.org")
    client = sign_in(cast.publisher)
    sealed = upload(client, CSV).context["sealed"]
    client.post(f"{LIST}import/", {"sealed": sealed})

    active = Subscription.objects.active().values_list("subscriber__email", flat=True)
    assert set(active) == {"ann@example.org", "new@example.org"}
    assert log("imported readers").subject == "1 new subscriptions"


def test_a_preview_of_yesterday_saves_nothing(sign_in, cast, ann):
    client = sign_in(cast.publisher)
    with time_machine.travel(NOW, tick=False):
        sealed = upload(client, CSV).context["sealed"]
    client.post(f"{LIST}import/", {"sealed": sealed})

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nAnn\n", "missing: consent_source, email"),
        ("email,consent_source\n" + "a@example.org,x\n" * 5001, "More than 5000 lines"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(sign_in, cast, weekly, text, words):
    assert words in upload(sign_in(cast.publisher), text).content.decode()


def test_a_file_in_another_encoding_is_refused(sign_in, cast, weekly):
    file = BytesIO("email,consent_source\né@example.org,x".encode("utf-16"))
    file.name = "list.csv"
    answer = sign_in(cast.publisher).post(f"{LIST}import/", {"file": file})

    assert "not a UTF-8 text file" in answer.content.decode()


def test_the_list_is_given_out_without_live_formulas_and_the_log_says_so(sign_in, cast, ann):
    Subscription.objects.update(consent_source="=HYPERLINK(1)")
    answer = sign_in(cast.publisher).post(f"{LIST}export/", {"publication": "ishm"})

    text = b"".join(answer.streaming_content).decode()
    assert '"ann@example.org","ishm","\'=HYPERLINK(1)"' in text
    assert log("exported readers").subject == "1 subscriptions"


def test_an_address_is_barred_by_hash_and_found_again(sign_in, cast, weekly):
    client = sign_in(cast.publisher)
    client.post(f"{LIST}barred/add/", {"email": "Loud@Example.org", "source": "by phone"})

    answer = client.get(f"{LIST}barred/", {"words": "loud@example.org"})
    assert [barred.source for barred, _ in answer.context["rows"]] == ["by phone"]
    assert "loud" not in log("barred an address").subject
    assert client.get(f"{LIST}barred/", {"words": "other@example.org"}).context["rows"] == []


def test_a_bar_is_lifted_only_with_a_reason(sign_in, cast, weekly):
    barred = bar("back@example.org")
    client = sign_in(cast.publisher)
    client.post(f"{LIST}barred/{barred.pk}/lift/", {"reason": " "})
    assert Suppression.objects.exists()
    client.post(f"{LIST}barred/{barred.pk}/lift/", {"reason": "wrote on May 3"})

    assert not Suppression.objects.exists()
    assert log("lifted a bar").detail == "was: asked never to be mailed. wrote on May 3"


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_few_and_for_many(
    count, sign_in, cast, weekly, django_assert_num_queries
):
    make_readers(count, publication=weekly)
    client = sign_in(cast.publisher)
    with django_assert_num_queries(14):
        client.get(LIST)


def test_a_preview_of_a_long_list_asks_the_database_seldom(
    sign_in, cast, weekly, django_assert_max_num_queries
):
    rows = "".join(f"r{number}@example.org,x\n" for number in range(2000))
    with django_assert_max_num_queries(30):
        answer = upload(sign_in(cast.publisher), f"email,consent_source\n{rows}")
    assert len(answer.context["outlook"].new) == 2000


def test_a_reader_who_confirmed_long_ago_shows_when_and_where(sign_in, cast, ann):
    ann.subscriptions.update(confirmed_at=NOW - timedelta(days=400), consent_source="a letter")

    page = sign_in(cast.publisher).get(f"{LIST}{ann.pk}/").content.decode()

    assert "Jun 29, 2016" in page
    assert "a letter" in page
