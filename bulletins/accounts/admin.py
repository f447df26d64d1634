"""Back-office records of people, for operators only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from bulletins.accounts import audit
from bulletins.accounts.models import AuditEvent, PolicyReport, User


class UserCreationForm(AdminUserCreationForm):
    """Django's form, for people known by their email address."""

    class Meta:
        model = User
        fields = ("email", "name")


class OperatorsOnly:
    """Whoever may edit these records could make themselves an operator."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # Accounts are closed, not deleted, so that history keeps its names.


@admin.register(User)
class UserAdmin(OperatorsOnly, DjangoUserAdmin):
    """People and their roles."""

    add_form = UserCreationForm
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "name"]
    ordering = ["name", "email"]
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Roles", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """The audit log knows of accounts made or changed here, too."""
        super().save_related(request, form, formsets, change)
        audit.record(
            action="changed an account" if change else "made an account",
            subject=form.instance,
            detail=", ".join(form.changed_data),
            at=timezone.now(),
        )


@admin.register(AuditEvent)
class AuditEventAdmin(OperatorsOnly, admin.ModelAdmin):
    """The audit log, to read."""

    list_display = ["at", "actor", "action", "subject", "detail"]
    list_filter = ["action"]
    date_hierarchy = "at"

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(PolicyReport)
class PolicyReportAdmin(OperatorsOnly, admin.ModelAdmin):
    """What pages tried and were kept from, to read and to clear."""

    list_display = ["last_at", "directive", "blocked", "page", "source", "line", "times"]
    list_filter = ["directive"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_superuser)
