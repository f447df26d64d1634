"""Back-office record of the Reference Guide."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.guide.models import Term, TermVariant
from bulletins.revisions import services as revisions
from bulletins.revisions.forms import GuardedForm

ORIGIN = "back office"


class TermVariantInline(admin.TabularInline):
    """All names of a term beside it."""

    model = TermVariant
    extra = 1


class GuardedTermForm(GuardedForm):
    """A term, and the version it was opened at."""

    class Meta:
        model = Term
        fields = "__all__"


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """Terms; a change shows in the guide at once, in published editions never."""

    form = GuardedTermForm
    list_display = ["name", "kind", "description"]
    list_filter = ["kind"]
    search_fields = ["name", "variants__text"]
    inlines = [TermVariantInline]

    def get_prepopulated_fields(self, request: object, obj: Term | None = None) -> dict:
        """Propose a slug for a new term only: addresses never change."""
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(self, request: object, obj: Term | None = None) -> list[str]:
        """The slug of a term that issues may link to."""
        return ["slug"] if obj else []

    def save_model(self, request: HttpRequest, obj: Term, form: ModelForm, change: bool) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        person = cast("User", request.user)
        revisions.keep(subject=form.instance, author=person, at=timezone.now(), origin=ORIGIN)
