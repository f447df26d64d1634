"""Styles into the elements themselves: most mail programs drop or rewrite a style sheet."""

from __future__ import annotations

import re

import css_inline

from bulletins.rendering.stylesheets import rules

# Gmail cuts a mail at about 102 KB, and with it the unsubscribe link at the end.
LARGEST = 95_000
_CLASS = re.compile(r' class="([^"]*)"')
_SPACE = re.compile(r">\s*\n\s*<")


def inlined(html: str, *, stylesheet: str, kept_classes: frozenset[str]) -> str:
    """A whole HTML document with the rules of a static style sheet written into its elements.

    Style elements in the document stay as they are, for what only a sheet can say (dark mode). Of
    the classes only those they need stay: 95 KB is little.
    """
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=rules(stylesheet),
    )
    return _SPACE.sub(
        ">\n<", _CLASS.sub(lambda found: _kept(found, kept_classes), inliner.inline(html))
    )


def _kept(found: re.Match[str], kept_classes: frozenset[str]) -> str:
    names = [name for name in found[1].split() if name in kept_classes]
    return f' class="{" ".join(names)}"' if names else ""
