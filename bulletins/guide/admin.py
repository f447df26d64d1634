"""Back-office record of the Reference Guide."""

from __future__ import annotations

from django.contrib import admin

from bulletins.guide.models import Term, TermVariant


class TermVariantInline(admin.TabularInline):
    """All names of a term beside it."""

    model = TermVariant
    extra = 1


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """Terms; a change shows in the guide at once, in published editions never."""

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
