"""The only way in is an invitation: one link, one use, one week."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.accounts import services
from bulletins.accounts.models import AccountMail, AuditEvent, Invitation, User

pytestmark = pytest.mark.django_db
PASSWORD = "slow green ladders hum"


def invite(cast, email="new@example.org", role="reporter", at=None):
    services.invite(email=email, role=role, by=cast.publisher, at=at or timezone.now())
    body = AccountMail.objects.filter(recipient=email).latest("pk").body
    return re.search(r"/accounts/invitation/([\w-]+)/", body)[1]


def accept(client, token, password=PASSWORD, name="New Person"):
    fields = {"name": name, "password1": password, "password2": password}
    return client.post(f"/accounts/invitation/{token}/", fields)


def test_nobody_becomes_a_colleague_by_themselves(client):
    fields = {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", {**fields, "role": "publisher"})
    assert not User.objects.exists()
    assert Invitation.objects.get().role == ""


def test_an_invitation_makes_an_account_with_its_role_and_signs_in(client, cast):
    answer = accept(client, invite(cast))
    assert (answer.status_code, answer.url) == (302, "/desk/")
    person = User.objects.get(email="new@example.org")
    assert (person.name, person.role, person.check_password(PASSWORD)) == (
        "New Person",
        "reporter",
        True,
    )
    assert client.get("/desk/people/").status_code == 403


def test_looking_at_the_link_uses_nothing_up(client, cast):
    token = invite(cast)
    for _ in range(2):
        assert client.get(f"/accounts/invitation/{token}/").status_code == 200
    assert accept(client, token).status_code == 302


def test_a_used_link_opens_nothing(client, cast):
    token = invite(cast)
    accept(client, token)
    assert accept(client, token).status_code == 410
    assert User.objects.filter(email="new@example.org").count() == 1


def test_a_link_ends_after_a_week(client, cast):
    token = invite(cast, at=timezone.now() - timedelta(days=7, seconds=1))
    assert accept(client, token).status_code == 410


def test_a_newer_invitation_ends_the_older_one(client, cast):
    older, newer = invite(cast), invite(cast)
    assert accept(client, older).status_code == 410
    assert accept(client, newer).status_code == 302


def test_a_name_is_one_line_since_it_stands_in_mails_to_others(client, cast):
    accept(client, invite(cast), name="New\r\nBcc: all@example.org\n\nPerson")
    assert User.objects.get(email="new@example.org").name == "New Bcc: all@example.org Person"


def test_the_link_is_not_in_the_database_once_the_mail_is_sent(cast, mailoutbox):
    token = invite(cast)
    assert not Invitation.objects.filter(token_sha256__contains=token).exists()
    from bulletins.accounts.tasks import send_what_is_left

    send_what_is_left()
    send_what_is_left()
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert token in mailoutbox[0].body
    assert AccountMail.objects.get().body == ""


def test_a_refused_mail_waits_and_says_why(cast, smtp):
    from bulletins.accounts.tasks import send_what_is_left

    invite(cast)
    smtp.refuse_all = "451 4.3.0 try later"
    send_what_is_left()
    assert "try later" in AccountMail.objects.get().error
    smtp.refuse_all = ""
    send_what_is_left()
    assert smtp.recipients == ["new@example.org"]


@pytest.mark.parametrize("password", ["short", "q1w2e3r4t5y6", "new@example.org"])
def test_a_weak_password_makes_no_account(client, cast, password):
    assert accept(client, invite(cast), password).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()


def test_somebody_with_an_account_is_not_invited(cast):
    with pytest.raises(services.CannotInvite, match="has an account already"):
        invite(cast, email="EDITOR@example.org")
    assert not Invitation.objects.exists()


def test_only_publishers_invite(client, cast):
    fields = {"email": "new@example.org", "role": "publisher"}
    for person in (cast.stranger, cast.reporter, cast.editor):
        client.force_login(person)
        assert client.post("/desk/people/invite/", fields).status_code == 403
    assert not Invitation.objects.exists()
    client.force_login(cast.publisher)
    client.post("/desk/people/invite/", fields)
    assert [str(invitation) for invitation in Invitation.objects.all()] == [
        "new@example.org as publisher"
    ]
    event = AuditEvent.objects.get(action="invited")
    assert (event.actor, event.subject) == (cast.publisher, "new@example.org as publisher")


def test_a_withdrawn_invitation_opens_nothing_and_the_log_says_so(client, cast):
    token = invite(cast)
    client.force_login(cast.publisher)
    client.post(f"/desk/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert AuditEvent.objects.get(action="withdrew an invitation").actor == cast.publisher
    client.logout()

    assert accept(client, token).status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_used_invitation_cannot_be_withdrawn(client, cast):
    accept(client, invite(cast))
    used = Invitation.objects.get()

    assert not services.withdraw_invitation(invitation=used, at=timezone.now())
    assert not AuditEvent.objects.filter(action="withdrew an invitation").exists()


@pytest.mark.parametrize("count", [3, 60])
def test_the_page_of_colleagues_costs_the_same_for_few_and_for_many(
    client, cast, count, django_assert_num_queries
):
    User.objects.bulk_create(
        User(email=f"p{number}@example.org", is_staff=True) for number in range(count)
    )
    client.force_login(cast.publisher)
    with django_assert_num_queries(9):
        client.get("/desk/people/")


def test_colleagues_are_found_by_name_or_address(client, cast):
    client.force_login(cast.publisher)
    page = client.get("/desk/people/", {"words": "EDIT"}).context["page"]
    assert list(page) == [cast.editor]


def test_only_an_operator_is_offered_to_close_an_operators_account(client, cast):
    closing = "the account of Operator"
    client.force_login(cast.publisher)
    assert closing not in client.get("/desk/people/").content.decode()
    other = User.objects.create_superuser("second@example.org", name="Second")
    client.force_login(other)
    assert closing in client.get("/desk/people/").content.decode()
