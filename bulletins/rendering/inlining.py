"""Styles into the elements themselves: most mail programs drop or rewrite a style sheet."""

from __future__ import annotations

import re

import css_inline

from bulletins.rendering.stylesheets import rules

# Gmail cuts a mail at about 102 KB, and with it the unsubscribe link at the end.
LARGEST = 95_000
STYLES = "css/email.css"
# What the style element of mail/base.html names; all other classes are spent once inlined.
_KEPT = frozenset(
    ["accent", "bar", "cell", "foot", "ground", "map", "map-note", "sheet", "short-note", "sources"]
)
_CLASS = re.compile(r' class="([^"]*)"')
_SPACE = re.compile(r">\s*\n\s*<")


def mail_html(html: str) -> str:
    """A whole mail built on ``mail/base.html``, with the mail's style sheet in its elements.

    The style element in its head stays, for what only a sheet can say (dark mode, narrow screens).
    Of the classes only those it names stay: 95 KB is little.
    """
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=rules(STYLES),
    )
    return _SPACE.sub(">\n<", _CLASS.sub(_without_spent_classes, inliner.inline(html)))


def _without_spent_classes(found: re.Match[str]) -> str:
    names = [name for name in found[1].split() if name in _KEPT]
    return f' class="{" ".join(names)}"' if names else ""
