"""The ledger as the back office shows it."""

import pytest
from django.urls import reverse

from bulletins.subscribers.models import Subscriber, Suppression
from tests.subscribers.factories import start_mailing, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.operator)
    return client


@pytest.fixture
def mailing():
    return start_mailing(readers=3)


def act(client, page, action, rows):
    address = reverse(f"admin:subscribers_{page}_changelist")
    picked = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(address, picked, follow=True)


@pytest.mark.parametrize("page", ["mailing", "delivery", "subscriber", "suppression", "bounce"])
def test_every_list_opens(operator, mailing, page):
    address = reverse(f"admin:subscribers_{page}_changelist")
    assert operator.get(address).status_code == 200


def test_mailing_shows_counts_that_add_up_and_no_field_to_type_in(operator, mailing):
    address = reverse("admin:subscribers_mailing_change", args=[mailing.pk])
    page = operator.get(address).content.decode()
    assert "3 queued = 3 recipients." in page
    assert 'name="state"' not in page


def test_rows_in_doubt_are_resolved_and_others_left_alone(operator, mailing):
    first, second, _ = mailing.deliveries.all()
    mailing.deliveries.filter(pk=first.pk).update(state="unknown")
    response = act(operator, "delivery", "were_accepted", [first, second])
    assert "1 in doubt are settled as accepted" in response.content.decode()
    assert states(mailing) == {"sent": 1, "queued": 2}


def test_erasing_bars_the_address(operator, mailing):
    act(operator, "subscriber", "erase", [Subscriber.objects.first()])
    assert Subscriber.objects.count() == 2
    assert Suppression.objects.get().reason == "request"


def test_list_can_be_downloaded(operator, mailing):
    response = act(operator, "subscriber", "download", Subscriber.objects.all())
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith('"email","publication","consent_source"')
    assert len(lines) == 4
