"""The back office's page for tables: choose a file, look at the preview, save it."""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.incidents.intake.saving import preview, save
from bulletins.incidents.intake.sheets import CannotRead

# A person waits for the answer; longer tables go through the command.
MOST_ROWS = 5_000
MOST_BYTES = 5 * 1024 * 1024
SHOWN = 500
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
LIST = "admin:incidents_incident_changelist"
PAGE = "admin:incidents_import"


class TableForm(forms.Form):
    """A file of incidents."""

    file = forms.FileField(help_text="CSV in UTF-8 or an Excel workbook, at most 5,000 rows.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it and try again.")
        return file


def import_table(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """GET asks for a file, its POST shows the preview, a POST with a fingerprint saves it."""
    if not cast("User", request.user).has_perm("incidents.add_incident"):
        raise PermissionDenied
    if request.method == "POST" and "fingerprint" in request.POST:
        return _save(request)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _show(request, form, context)
    return render(request, "incidents/admin/import.html", {**context, "form": form})


def _show(request: HttpRequest, form: TableForm, context: dict[str, Any]) -> HttpResponse:
    """The preview. The file waits under its fingerprint for the second answer."""
    content = form.cleaned_data["file"].read()
    try:
        table = preview(content, today=timezone.localdate(), most=MOST_ROWS)
    except CannotRead as error:
        form.add_error("file", str(error))
        return render(request, "incidents/admin/import.html", {**context, "form": form})
    fingerprint = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_path(fingerprint)):
        default_storage.save(_path(fingerprint), ContentFile(content))
    shown = {"table": table, "rows": table.proposals[:SHOWN], "fingerprint": fingerprint}
    return render(request, "incidents/admin/import.html", {**context, "form": form, **shown})


def _save(request: HttpRequest) -> HttpResponse:
    """Read the waiting file again, since the record may have changed, and save it once."""
    fingerprint = request.POST["fingerprint"]
    path = _path(fingerprint)
    if not FINGERPRINT.fullmatch(fingerprint) or not default_storage.exists(path):
        messages.warning(request, "This table was saved already, or nobody uploaded it.")
        return redirect(PAGE)
    with default_storage.open(path) as file:
        table = preview(file.read(), today=timezone.localdate(), most=MOST_ROWS)
    saved = save(
        table,
        author=cast("User", request.user),
        at=timezone.now(),
        with_duplicates="with_duplicates" in request.POST,
    )
    default_storage.delete(path)
    messages.success(
        request, f"{saved.added} added, {saved.changed} changed, {saved.left_out} left out."
    )
    return redirect(LIST)


def _path(fingerprint: str) -> str:
    return f"incident-tables/{fingerprint}"
