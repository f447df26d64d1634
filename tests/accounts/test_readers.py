"""Readers’ own accounts: asked for by mail, of no power at the desk, erased by their owner."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.accounts import services
from bulletins.accounts.models import AccountMail, AuditEvent, Invitation, User
from bulletins.tracker.models import Comment
from tests.fixtures.people import PASSWORD, make_person
from tests.tracker.factories import CommentFactory

pytestmark = pytest.mark.django_db
ADDRESS = "huda@example.org"


def ask(client, email=ADDRESS, **fields):
    return client.post("/accounts/signup/", {"email": email, **fields})


def link(mail):
    return re.search(r"/accounts/invitation/\S+", mail.body)[0]


def make_account(client, address, **fields):
    typed = {"name": "Huda", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(address, typed | fields)


def test_an_account_exists_once_its_mailbox_has_answered(client, mailoutbox):
    ask(client, next="/daily/a-post/reply/")
    assert mailoutbox == []  # A worker sends it.
    assert not User.objects.exists()
    answer = make_account(client, link(AccountMail.objects.get()))
    assert (answer.status_code, answer.url) == (302, "/daily/a-post/reply/")
    user = User.objects.get()
    assert (user.email, user.name, user.is_colleague()) == (ADDRESS, "Huda", False)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/accounts/you/").status_code == 200
    assert client.get("/desk/").status_code == 403


def test_nobody_is_sent_to_another_site_by_the_link(client):
    ask(client, next="https://evil.example/")
    assert make_account(client, link(AccountMail.objects.get())).url == "/accounts/you/"


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, cast):
    answers = {
        (found.status_code, found.url) for found in (ask(client), ask(client, cast.editor.email))
    }
    assert answers == {(302, "/accounts/signup/asked/")}
    known = AccountMail.objects.get(recipient=cast.editor.email)
    assert "You have one already" in known.body
    assert "/accounts/invitation/" not in known.body


def test_a_victim_gets_three_mails_a_day_from_however_many_networks(client):
    for number in range(12):
        client.post("/accounts/signup/", {"email": ADDRESS}, REMOTE_ADDR=f"10.{number}.0.1")
    assert AccountMail.objects.count() == 3


def test_a_network_may_ask_ten_times_an_hour(client):
    answers = [ask(client, f"reader{number}@example.org").status_code for number in range(11)]
    assert answers == [302] * 10 + [429]


def test_a_program_that_fills_in_everything_causes_no_mail(client):
    assert ask(client, website="https://spam.example").status_code == 302
    assert not AccountMail.objects.exists()


def test_a_stranger_cannot_end_an_invitation_to_the_desk(client, cast):
    services.invite(email=ADDRESS, role="editor", by=cast.publisher, at=timezone.now())
    ask(client)
    to_the_desk, own = AccountMail.objects.order_by("pk")
    assert Invitation.objects.open(at=timezone.now()).to_the_desk().get().role == "editor"
    assert make_account(client, link(own)).status_code == 302
    late = make_account(Client(), link(to_the_desk))
    assert late.status_code == 410
    assert "ask a publisher" in late.content.decode()
    assert User.objects.get(email=ADDRESS).role == ""


def test_readers_are_no_colleagues_on_the_page_of_colleagues(client, cast):
    client.force_login(cast.publisher)
    shown = client.get(reverse("people")).content.decode()
    assert "editor@example.org" in shown
    assert "stranger@example.org" not in shown
    assert "stranger@example.org" in client.get("/desk/people/?who=readers").content.decode()


def test_the_log_is_of_the_desk_and_holds_no_readers_sign_in(client, cast):
    client.post("/accounts/login/", {"login": cast.stranger.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(cast.stranger.pk)
    assert not AuditEvent.objects.exists()


def test_signing_in_leads_readers_to_their_account(client, cast):
    answer = client.post("/accounts/login/", {"login": cast.stranger.email, "password": PASSWORD})
    assert answer.url == "/accounts/you/"


# --- Leaving ----------------------------------------------------------------------------------


@pytest.fixture
def huda(client):
    user = make_person("huda")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return user


def words(comment):
    comment.refresh_from_db()
    return comment.name, comment.email, comment.text, comment.is_approved


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("stay", ("A former reader", "", "It was open.", True)),
        ("away", ("A former reader", "", "", False)),
    ],
)
def test_a_reader_erases_the_account_and_says_what_becomes_of_the_replies(
    client, huda, choice, left
):
    own = CommentFactory(
        user=huda, name="Huda", email=ADDRESS, text="It was open.", status="approved"
    )
    answer = CommentFactory(update=own.update, parent=own, status="approved")
    other_device = Client()
    other_device.force_login(huda)
    assert client.get("/accounts/you/erase/").url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/you/erase/").status_code == 200
    assert User.objects.filter(pk=huda.pk).exists()  # Looking changes nothing.
    assert "is erased" in client.post("/accounts/you/erase/", {"replies": choice}).content.decode()
    assert not User.objects.filter(pk=huda.pk).exists()
    assert words(own) == left
    assert Comment.objects.get(pk=answer.pk).is_approved
    assert other_device.get("/accounts/you/").status_code == 302
    assert not AccountMail.objects.filter(recipient=ADDRESS).exists()


def test_an_account_is_erased_only_by_whoever_types_its_password_again(client, huda):
    answer = client.post("/accounts/you/erase/", {"replies": "away"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=huda.pk).exists()


def test_who_worked_at_the_desk_is_closed_and_not_erased(client, cast):
    with pytest.raises(services.CannotErase):
        services.erase_account(user=cast.reporter, at=timezone.now())
    AuditEvent.objects.create(at=timezone.now(), actor=cast.stranger, action="filed", subject="x")
    with pytest.raises(services.CannotErase):
        services.erase_account(user=cast.stranger, at=timezone.now())
    assert User.objects.filter(pk__in=[cast.reporter.pk, cast.stranger.pk]).count() == 2
