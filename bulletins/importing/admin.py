"""Back-office records of what was imported."""

from __future__ import annotations

from django.contrib import admin

from bulletins.importing.models import ImportedDocument, OldAddress


@admin.register(ImportedDocument)
class ImportedDocumentAdmin(admin.ModelAdmin):
    """Source documents as they were read; compared and accepted at the desk."""

    list_display = ["name", "reader", "issue", "daily", "open_doubts", "imported_at", "accepted_by"]
    list_filter = ["reader"]
    list_select_related = ["issue__publication", "daily__publication", "accepted_by"]
    search_fields = ["name", "address"]
    readonly_fields = [
        "sha256", "reader", "paragraphs", "doubts", "comments",
        "targets", "settled", "imported_at", "written_at", "accepted_at",
        "accepted_by", "issue", "daily",
    ]  # fmt: skip


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    """Old paths and where they lead."""

    list_display = ["path", "issue", "daily"]
    list_select_related = ["issue__publication", "daily__publication"]
    search_fields = ["path"]
    raw_id_fields = ["issue", "daily"]
