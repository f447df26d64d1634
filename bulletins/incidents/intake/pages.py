"""The page for tables, at the desk and in the back office: choose a file, look at it, save it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Door:
    """Where such a page stands: its template, its address, and where saving leads."""

    template: str
    page: str
    done: str


class TableForm(forms.Form):
    """A file of incidents."""

    file = forms.FileField(help_text="CSV in UTF-8 or an Excel workbook, at most 5,000 rows.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it and try again.")
        return file


def import_table(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    door: Door,
    when_saved: Callable[[], object] = lambda: None,
) -> HttpResponse:
    """GET asks for a file, its POST shows the preview, a POST with a fingerprint saves it."""
    if not cast("User", request.user).has_perm("incidents.add_incident"):
        raise PermissionDenied
    if request.method == "POST" and "fingerprint" in request.POST:
        return _save(request, door, when_saved)
    form = TableForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        context = {**context, **_preview(form)}
    return render(request, door.template, {**context, "form": form})


def _preview(form: TableForm) -> dict[str, Any]:
    """The preview. The file waits under its fingerprint for the second answer."""
    content = form.cleaned_data["file"].read()
    try:
        table = preview(content, today=timezone.localdate(), most=MOST_ROWS)
    except CannotRead as error:
        form.add_error("file", str(error))
        return {}
    fingerprint = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_path(fingerprint)):
        default_storage.save(_path(fingerprint), ContentFile(content))
    return {"table": table, "rows": table.proposals[:SHOWN], "fingerprint": fingerprint}


def _save(request: HttpRequest, door: Door, when_saved: Callable[[], object]) -> HttpResponse:
    """Read the waiting file again, since the record may have changed, and save it once."""
    fingerprint = request.POST["fingerprint"]
    path = _path(fingerprint)
    if not FINGERPRINT.fullmatch(fingerprint) or not default_storage.exists(path):
        messages.warning(request, "This table was saved already, or nobody uploaded it.")
        return redirect(door.page)
    with default_storage.open(path) as file:
        table = preview(file.read(), today=timezone.localdate(), most=MOST_ROWS)
    saved = save(
        table,
        author=cast("User", request.user),
        at=timezone.now(),
        with_duplicates="with_duplicates" in request.POST,
    )
    when_saved()
    default_storage.delete(path)
    messages.success(
        request, f"{saved.added} added, {saved.changed} changed, {saved.left_out} left out."
    )
    return redirect(door.done)


def _path(fingerprint: str) -> str:
    return f"incident-tables/{fingerprint}"
