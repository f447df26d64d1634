"""What an editor may type about a term of the Reference Guide."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify

from bulletins.guide.models import Term, TermVariant
from bulletins.revisions.values import plain

MOST_VARIANTS = 60
LANGUAGES = [
    ("", "–"),
    ("ar", "Arabic"),
    ("ckb", "Kurdish (Sorani)"),
    ("kmr", "Kurdish (Kurmanji)"),
]


class DayInput(forms.DateInput):
    """A date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class VariantForm(forms.ModelForm):
    """Another name, or a role, with the time it was in use."""

    language = forms.ChoiceField(choices=LANGUAGES, required=False)

    class Meta:
        model = TermVariant
        fields = ("text", "kind", "language", "valid_from", "valid_to")
        labels = {"text": "Name", "valid_from": "From", "valid_to": "To"}
        help_texts = {"valid_from": "", "valid_to": ""}  # Said once, above the rows.
        widgets = {
            "text": forms.TextInput(attrs={"dir": "auto"}),
            "valid_from": DayInput(),
            "valid_to": DayInput(),
        }

    def clean(self) -> dict[str, Any]:
        """Script without a language would be read aloud in English."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == TermVariant.Kind.NATIVE and not cleaned.get("language"):
            self.add_error("language", "Say in which language this is written.")
        return cleaned


class Variants(BaseFormSet):
    """All names of one term."""

    def clean(self) -> None:
        """The same name of the same kind and time stands there once."""
        seen = set()
        for row in self.rows():
            key = (row["kind"], row["text"], row["valid_from"])
            if key in seen:
                raise forms.ValidationError(f"“{row['text']}” stands there twice.")
            seen.add(key)

    def rows(self) -> list[dict[str, Any]]:
        """What was typed, without empty rows and those to be removed."""
        return [
            {name: plain(form.cleaned_data[name]) for name in VariantForm.Meta.fields}
            for form in self.forms
            if _says_something(form) and not form.cleaned_data.get("DELETE")
        ]


def _says_something(form: forms.Form) -> bool:
    """A row that stood there before, or one of the empty ones that was filled in."""
    return form.is_valid() and (form.has_changed() or not form.empty_permitted)


VariantFormSet = formset_factory(
    VariantForm,
    formset=Variants,
    extra=2,
    can_delete=True,
    max_num=MOST_VARIANTS,
    validate_max=True,
)


class TermForm(forms.ModelForm):
    """A term and its names; the slug only for a new one."""

    slug = forms.SlugField(
        required=False,
        max_length=80,
        label="Address",
        help_text="Given once and never changed: issues link to it. Empty: made from the name.",
    )

    class Meta:
        model = Term
        fields = ("name", "kind", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Any = None, *, instance: Term | None = None, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, label_suffix="", **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
        rows = self.instance.variants.values(*VariantForm.Meta.fields) if self.instance.pk else []
        self.variants = cast(
            "Variants",
            VariantFormSet(
                data, prefix="names", initial=list(rows), form_kwargs={"label_suffix": ""}
            ),
        )

    def is_valid(self) -> bool:
        """Both the term and all of its names."""
        return all([super().is_valid(), self.variants.is_valid()])

    def clean(self) -> dict[str, Any]:
        """A new term gets a slug that is free."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" not in self.fields or "name" not in cleaned:
            return cleaned
        cleaned["slug"] = cleaned.get("slug") or slugify(cleaned["name"])[:80]
        if not cleaned["slug"]:
            self.add_error("slug", "Type one in Latin letters: none can be made from this name.")
        elif Term.objects.filter(slug=cleaned["slug"]).exists():
            self.add_error("slug", f"“{cleaned['slug']}” is taken. Is the term there already?")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """All of it, by field name."""
        facts = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        if "slug" in self.fields:
            facts["slug"] = self.cleaned_data["slug"]
        return {**facts, "variants": self.variants.rows()}
