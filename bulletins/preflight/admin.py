"""Back-office records of preflight: tuning can be changed, decisions are only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from bulletins.preflight.checks import CHECKS
from bulletins.preflight.models import Dismissal, Override, Tuning


class TuningForm(forms.ModelForm):
    """One check, chosen by name and told with its reason."""

    check_id = forms.ChoiceField(
        label="Check", choices=[(check.id, f"{check.id}: {check.reason}") for check in CHECKS]
    )

    class Meta:
        model = Tuning
        fields = ["publication", "check_id", "is_on", "severity", "words", "limit"]


@admin.register(Tuning)
class TuningAdmin(admin.ModelAdmin):
    """How each publication wants the checks."""

    form = TuningForm
    list_display = ["check_id", "publication", "is_on", "severity", "limit"]
    list_filter = ["publication", "is_on"]


class DecisionAdmin(admin.ModelAdmin):
    """Decisions are made beside the text and kept as they were made."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Dismissal)
class DismissalAdmin(DecisionAdmin):
    """Findings set aside, and why."""

    list_display = ["check_id", "issue", "where", "reason", "dismissed_by", "dismissed_at"]


@admin.register(Override)
class OverrideAdmin(DecisionAdmin):
    """Issues let go in spite of what must be fixed, and why."""

    list_display = ["issue", "reason", "overridden_by", "overridden_at"]
