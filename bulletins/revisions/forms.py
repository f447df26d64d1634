"""The guard against overwriting somebody else's work, for plain forms."""

from __future__ import annotations

from typing import Any

from django import forms


class GuardedForm(forms.ModelForm):
    """A form that carries the version it was opened on, and refuses to save over a newer one."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self._stored_version() != cleaned.get("seen_version"):
            raise forms.ValidationError(
                "Somebody else saved this while you were writing. Nothing was overwritten, and "
                "your text is still below. Copy it, open this page again, and put the two together."
            )
        return cleaned

    def _stored_version(self) -> int | None:
        """The version in the database, locked until this save is done."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        return rows.select_for_update().values_list("version", flat=True).first()
