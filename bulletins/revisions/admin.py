"""Back-office pages on which people write: every save is a version, deleting is throwing away."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp
from django.conf import settings
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator

from bulletins.accounts.models import User
from bulletins.revisions import services as revisions
from bulletins.revisions.models import Versioned

ORIGIN = "back office"


class WrittenAdmin(admin.ModelAdmin):
    """Pages with an editor: each save is a version, and what is deleted goes into the bin."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            _keep(request, form.instance, is_new=not change)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            self._let_go(request, row)
        for row in rows:
            row.save()
        formset.save_m2m()
        for row in formset.new_objects:
            _keep(request, row, is_new=True)
        for row, _ in formset.changed_objects:
            _keep(request, row, is_new=False)

    def delete_model(self, request: HttpRequest, obj: Versioned) -> None:
        revisions.throw_away(
            subject=obj,
            seen_version=obj.version,
            label=str(obj),
            author=_person(request),
            at=timezone.now(),
        )

    def _let_go(self, request: HttpRequest, row: Model) -> None:
        """Sources and readings are in the versions of what they belong to; the rest is binned."""
        if isinstance(row, Versioned):
            self.delete_model(request, row)
        else:
            row.delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            self.delete_model(request, row)

    @method_decorator(csp(settings.EDITOR_CONTENT_SECURITY_POLICY))
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(*args, **kwargs)


def _person(request: HttpRequest) -> User:
    """Who is signed in; the back office lets nobody else this far."""
    return cast("User", request.user)


def _keep(request: HttpRequest, row: Any, *, is_new: bool) -> None:
    """Add what was just saved to its history; sources are part of their entry's versions."""
    if not isinstance(row, Versioned):
        return
    if not is_new:
        row.version += 1
        row.save(update_fields=["version"])
    revisions.keep(subject=row, author=_person(request), at=timezone.now(), origin=ORIGIN)
