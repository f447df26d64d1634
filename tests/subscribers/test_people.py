"""Asking, confirming, choosing, leaving; and what nobody can do with the form."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.db import connection

from bulletins.publications.models import Publication
from bulletins.subscribers import notices, restraint
from bulletins.subscribers.models import (
    Bounce,
    Confirmation,
    Delivery,
    Subscriber,
    Subscription,
    Suppression,
    address_hash,
)
from bulletins.subscribers.services import people
from bulletins.subscribers.tokens import (
    WrongToken,
    bounce_mark,
    delivery_of,
    preferences_token,
    stored_form,
    subscriber_of,
    subscription_of,
    unsubscribe_token,
)
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import NOW, SubscriptionFactory, start_mailing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def weekly():
    return WeeklyFactory()


def opened(seconds_ago=10):
    with time_machine.travel(NOW - timedelta(seconds=seconds_ago), tick=False):
        return TimestampSigner(salt="subscribe form").sign("opened")


def ask(client, weekly, email="reader@example.org", **fields):
    form = {"email": email, "publications": [weekly.pk], "opened": opened(), **fields}
    return client.post("/subscribe/", form)


def mail_all(at=NOW):
    for confirmation in Confirmation.objects.filter(mailed_at=None):
        notices.mail_confirmation(confirmation_id=confirmation.pk, at=at)


def link_in(mail):
    return re.search(r"http://localhost:8000(/\S+)", mail.body)[1]


def test_subscribing_takes_the_form_the_mail_and_a_click(client, weekly, mailoutbox):
    response = ask(client, weekly, wants_text="on")
    assert response.headers["Location"] == "/subscribe/asked/"
    assert not Subscriber.objects.exists()
    mail_all()
    (mail,) = mailoutbox
    assert mail.subject == "ISHM: please confirm your subscription"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert client.get(link_in(mail)).status_code == 200
    assert not Subscriber.objects.exists(), "a GET confirmed"
    assert client.post(link_in(mail)).status_code == 200
    subscription = Subscription.objects.get()
    assert subscription.subscriber.email == "reader@example.org"
    assert subscription.subscriber.wants_text
    assert subscription.consent_source == "the form, confirmed by mail"


def test_second_click_says_that_it_is_done_and_does_nothing(client, weekly, mailoutbox):
    ask(client, weekly)
    mail_all()
    link = link_in(mailoutbox[0])
    client.post(link)
    before = Subscription.objects.values().get()
    for again in (client.get(link), client.post(link)):
        assert (again.status_code, "You are subscribed" in again.text) == (200, True)
    assert Subscription.objects.values().get() == before
    people.unsubscribe(subscription_id=before["id"], source="one click", at=NOW)
    for again in (client.get(link), client.post(link)):
        assert again.status_code == 404
    assert not Subscription.objects.active().exists(), "the link worked twice"


def test_token_is_stored_as_a_hash_only(client, weekly, mailoutbox):
    ask(client, weekly)
    mail_all()
    token = link_in(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    confirmation = Confirmation.objects.get()
    assert confirmation.token_sha256 == stored_form(token)
    assert token not in str(Confirmation.objects.values_list())


def test_link_is_over_after_48_hours(client, weekly, mailoutbox):
    ask(client, weekly)
    mail_all()
    with time_machine.travel(NOW + timedelta(hours=48), tick=False):
        assert client.post(link_in(mailoutbox[0])).status_code == 404
    assert not Subscriber.objects.exists()


def test_answer_is_the_same_for_known_and_unknown_addresses(client, weekly):
    subscription = SubscriptionFactory(publication=weekly)
    suppressed = SubscriptionFactory(publication=weekly).subscriber
    Suppression.objects.create(
        email_sha256=suppressed.email_sha256, reason="complaint", created_at=NOW
    )
    addresses = ["new@example.org", subscription.subscriber.email, suppressed.email]
    answers = [ask(client, weekly, email) for email in addresses]
    assert (
        len({(each.status_code, each.content, each.headers["Location"]) for each in answers}) == 1
    )


def test_subscriber_is_told_that_they_are_one(client, weekly, mailoutbox):
    ask(client, weekly, SubscriptionFactory(publication=weekly).subscriber.email)
    mail_all()
    assert mailoutbox[0].subject == "ISHM: you are subscribed already"
    assert "confirm" not in mailoutbox[0].body


def test_thousand_requests_for_one_victim_from_a_thousand_addresses_are_one_mail(weekly):
    for n in range(1000):
        people.request_subscription(
            email="Victim@example.org",
            publications=[weekly],
            wants_text=False,
            network=f"{n:064}",
            at=NOW + timedelta(seconds=n),
        )
    assert Confirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_thirty_requests_for_one_victim_at_the_same_instant_are_one_mail(weekly):
    failures = []

    def ask(number):
        try:
            people.request_subscription(
                email="victim@example.org",
                publications=[weekly],
                wants_text=False,
                network=f"{number:064}",
                at=NOW,
            )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Confirmation.objects.count() == 1


def test_address_that_never_confirms_gets_three_mails_in_all(weekly):
    for day in range(10):
        people.request_subscription(
            email="v@example.org",
            publications=[weekly],
            wants_text=False,
            network="",
            at=NOW + timedelta(days=2 * day),
        )
    assert Confirmation.objects.count() == 3


@pytest.mark.parametrize(
    ("limit", "networks"), [("PER_NETWORK_AND_HOUR", 1), ("IN_ALL_PER_HOUR", 100)]
)
def test_one_network_and_all_together_have_a_limit(weekly, monkeypatch, limit, networks):
    monkeypatch.setattr(restraint, limit, 4)
    for n in range(20):
        people.request_subscription(
            email=f"r{n}@example.org",
            publications=[weekly],
            wants_text=False,
            network=f"net {n % networks}",
            at=NOW,
        )
    assert Confirmation.objects.count() == 4


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"website": "http://spam.example"}, 302),
        ({"opened": opened(1)}, 422),
        ({"opened": "forged"}, 422),
        ({"email": "not an address"}, 422),
        ({"email": "jürgen@example.org"}, 422),
        ({"publications": []}, 422),
    ],
)
def test_programs_and_mistakes_cause_no_mail(client, weekly, fields, status):
    assert ask(client, weekly, **{"email": "a@example.org", **fields}).status_code == status
    assert not Confirmation.objects.exists()


def test_failed_mail_is_tried_again(weekly, settings, mailoutbox):
    people.request_subscription(
        email="a@example.org", publications=[weekly], wants_text=False, network="", at=NOW
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        mail_all()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_all()
    mail_all()
    assert len(mailoutbox) == 1


def test_one_click_ends_the_subscription_without_cookie_or_redirect(weekly):
    from django.test import Client

    subscription = SubscriptionFactory(publication=weekly)
    client = Client(enforce_csrf_checks=True)
    address = f"/u/{unsubscribe_token(subscription.pk)}"
    assert client.get(address).status_code == 200
    subscription.refresh_from_db()
    assert subscription.is_active, "a GET unsubscribed"
    for _ in range(2):
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies) == (200, {})
    subscription.refresh_from_db()
    assert (subscription.unsubscribed_at, subscription.unsubscribe_source) == (NOW, "one click")


def test_wrong_or_old_unsubscribe_link_gets_a_plain_page(client):
    assert client.post("/u/" + "A" * 22).status_code == 200
    assert client.get("/u/short").status_code == 200


def test_preferences_change_what_is_chosen_and_nothing_else(client, weekly):
    daily = Publication.objects.exclude(pk=weekly.pk).get()
    subscription = SubscriptionFactory(publication=weekly)
    address = f"/preferences/{preferences_token(subscription.subscriber_id)}"
    assert client.get(address).status_code == 200
    client.post(address, {"publications": [daily.pk], "wants_text": "on"})
    active = Subscription.objects.active()
    assert [each.publication for each in active] == [daily]
    assert Subscriber.objects.get().wants_text
    client.post(address, {"publications": []})
    assert not Subscription.objects.active().exists()


def test_own_wish_ends_a_suppression_for_bounces_but_not_for_a_complaint(weekly):
    for email, reason in (("a@example.org", "hard bounce"), ("b@example.org", "complaint")):
        Suppression.objects.create(email_sha256=address_hash(email), reason=reason, created_at=NOW)
        confirmation = Confirmation.objects.create(
            email=email,
            email_sha256=address_hash(email),
            purpose="subscribe",
            requested_at=NOW,
            expires_at=NOW + timedelta(hours=48),
            token_sha256=stored_form(email),
        )
        confirmation.publications.set([weekly])
        people.confirm_subscription(token=email, at=NOW)
    assert [row.reason for row in Suppression.objects.all()] == ["complaint"]


def test_data_goes_to_the_mailbox_only_and_erasure_leaves_no_address(client, mailoutbox):
    mailing = start_mailing(readers=2)
    reader = Subscriber.objects.first()
    email = reader.email
    Bounce.objects.create(
        delivery=reader.deliveries.get(),
        email_sha256=reader.email_sha256,
        kind="soft",
        detail=f"<{email}> is full",
        event_id="1",
        reported_at=NOW,
    )
    preferences = f"/preferences/{preferences_token(reader.pk)}"
    client.post(preferences, {"ask_for": "export"})
    mail_all()
    data = client.post(link_in(mailoutbox[0])).json()
    assert data["email"] == email
    assert [each["state"] for each in data["mails"]] == ["queued"]
    assert [each["detail"] for each in data["returned"]] == [f"<{email}> is full"]
    assert [each["purpose"] for each in data["requests"]] == ["export"]
    with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=False):
        client.post(preferences, {"ask_for": "erase"})
        mail_all(NOW + timedelta(days=1, minutes=1))
        assert client.get(link_in(mailoutbox[1])).status_code == 200
        assert Subscriber.objects.count() == 2, "a GET erased"
        client.post(link_in(mailoutbox[1]))
    assert Subscriber.objects.count() == 1
    for model in (Subscriber, Delivery, Confirmation, Bounce, Suppression):
        assert email not in str(list(model.objects.values_list()))
    assert Suppression.objects.get().email_sha256 == address_hash(email)
    assert mailing.recipients == mailing.deliveries.count() == 2


def test_who_subscribed_today_may_have_their_data_and_be_forgotten_today(
    client, weekly, mailoutbox
):
    ask(client, weekly)
    mail_all()
    client.post(link_in(mailoutbox[0]))
    page = f"/preferences/{preferences_token(Subscriber.objects.get().pk)}"
    for purpose in ("export", "erase", "erase", "export"):
        client.post(page, {"ask_for": purpose})
    mail_all()
    subjects = sorted(mail.subject for mail in mailoutbox[1:])
    assert subjects == ["ISHM: erase your data", "ISHM: your data"]


def test_unconfirmed_requests_are_forgotten_after_a_month(weekly):
    people.request_subscription(
        email="a@example.org", publications=[weekly], wants_text=False, network="", at=NOW
    )
    people.forget_unconfirmed(at=NOW + timedelta(days=30))
    assert Confirmation.objects.exists()
    people.forget_unconfirmed(at=NOW + timedelta(days=30, seconds=1))
    assert not Confirmation.objects.exists()


def test_tokens_are_bound_to_their_purpose_and_cannot_be_changed():
    token = unsubscribe_token(7)
    assert subscription_of(token) == 7
    last = "A" if token[-1] != "A" else "B"
    for wrong in (token[:-1] + last, token[:-1], token + "A", "ä" * 22, ""):
        with pytest.raises(WrongToken):
            subscription_of(wrong)
    with pytest.raises(WrongToken):
        subscriber_of(token)
    assert delivery_of(bounce_mark(12)) == 12
    for wrong in ("12.abc", "13." + bounce_mark(12)[3:], "x.y", "", "٣.abc"):
        with pytest.raises(WrongToken):
            delivery_of(wrong)
