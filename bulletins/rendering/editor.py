"""The form field behind every CKEditor: what comes in and what goes out is clean HTML."""

from __future__ import annotations

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms

from bulletins.rendering.html import TooLong, clean


class Editor(CKEditorWidget):
    """CKEditor on clean HTML only.

    The editor works inside the page itself, where no policy stops handlers in attributes. A
    refused form comes back with what was posted, so cleaning on save would be too late.
    """

    class Media:
        css = {"all": ["css/editor.css"]}

    def format_value(self, value: Any) -> str:
        return clean(value or "")


class RichTextField(forms.CharField):
    """Text with the bulletin's marks. Its value is clean HTML."""

    widget = Editor

    def to_python(self, value: Any) -> str:
        try:
            return clean(super().to_python(value) or "")
        except TooLong as error:
            raise forms.ValidationError(str(error), code="too_long") from error
