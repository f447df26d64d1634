"""Roles: what each may do, who may give them, and that the log tells."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone

from bulletins.accounts import services
from bulletins.accounts.models import AuditEvent, User
from bulletins.accounts.roles import EDITOR, PUBLISHER, REPORTER, ROLES

pytestmark = pytest.mark.django_db


def names(permissions):
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_every_permission_a_role_names_exists(role):
    existing = names(Permission.objects.select_related("content_type"))
    assert role.permissions() - existing == set()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_group_has_exactly_the_permissions_of_its_role(role):
    group = Group.objects.get(name=role.name)
    assert names(group.permissions.select_related("content_type")) == role.permissions()


def test_each_role_can_do_what_the_one_below_can():
    assert REPORTER.permissions() < EDITOR.permissions() < PUBLISHER.permissions()


def test_what_was_granted_by_hand_is_taken_back_by_the_next_migrate():
    group = Group.objects.get(name="reporter")
    group.permissions.add(Permission.objects.get(codename="publish_issue"))
    group.permissions.remove(Permission.objects.get(codename="add_entry"))
    call_command("migrate", verbosity=0)
    assert names(group.permissions.select_related("content_type")) == REPORTER.permissions()


def test_a_changed_role_is_recorded_with_who_changed_it(client, cast):
    client.force_login(cast.publisher)
    client.post(f"/desk/people/{cast.reporter.pk}/role/", {"role": "editor"})
    cast.reporter.refresh_from_db()
    assert cast.reporter.role == "editor"
    event = AuditEvent.objects.get(action="changed a role")
    assert (event.actor, event.subject, event.detail) == (
        cast.publisher,
        "Reporter",
        "reporter → editor",
    )


def test_nobody_changes_their_own_role(cast):
    with pytest.raises(services.CannotChange, match="their own account"):
        services.change_role(
            user=cast.publisher, role="reporter", by=cast.publisher, at=timezone.now()
        )


def test_only_an_operator_changes_an_operator(cast):
    with pytest.raises(services.CannotChange, match="only another operator"):
        services.set_active(
            user=cast.operator, is_active=False, by=cast.publisher, at=timezone.now()
        )


def test_an_editor_cannot_give_roles(client, cast):
    client.force_login(cast.editor)
    answer = client.post(f"/desk/people/{cast.editor.pk}/role/", {"role": "publisher"})
    assert answer.status_code == 403
    assert cast.editor.role == "editor"


def test_a_staff_publisher_cannot_edit_accounts_in_the_back_office(client, cast):
    cast.publisher.is_staff = True
    cast.publisher.save()
    client.force_login(cast.publisher)
    assert client.get(f"/admin/accounts/user/{cast.publisher.pk}/change/").status_code == 403


def test_a_closed_account_is_signed_out_everywhere(client, cast):
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert client.get("/desk/").status_code == 200
    services.set_active(user=cast.editor, is_active=False, by=cast.publisher, at=timezone.now())
    assert client.get("/desk/").status_code == 302


PASSWORD = "correct horse battery staple"


def test_the_first_operator_is_made_by_a_command(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery staple")
    call_command("createsuperuser", interactive=False, email="first@example.org")
    first = User.objects.get()
    assert (first.email, first.is_superuser, first.is_staff) == ("first@example.org", True, True)
    assert first.check_password("correct horse battery staple")
