"""The marks the bulletin uses: the one declaration behind the toolbar and the sanitizer.

CKEditor offers exactly these marks and the sanitizer lets exactly these through, so that nothing an
editor can set is dropped on save, and nothing pasted gets in by another door.
"""

from __future__ import annotations

from typing import Any

# Tag → attributes it may carry.
MARKS: dict[str, frozenset[str]] = {
    "p": frozenset(),
    "br": frozenset(),
    "strong": frozenset(),
    "em": frozenset(),
    "a": frozenset({"href"}),
    "blockquote": frozenset(),
    "ul": frozenset(),
    "ol": frozenset(),
    "li": frozenset(),
    "figure": frozenset(),
    "figcaption": frozenset(),
    "img": frozenset({"src", "alt", "width", "height"}),
    # A phrase in another script: WeasyPrint needs the direction said outright.
    "span": frozenset({"dir", "lang"}),
}

TOOLBAR = [
    ["Bold", "Italic"],
    ["Link", "Unlink"],
    ["BulletedList", "NumberedList", "Blockquote"],
    ["RemoveFormat"],
    ["Undo", "Redo"],
]

# The upload widget puts these on a picture while it is on its way; without them in the editor's
# allow-list a pasted picture is uploaded but stays in the text as data. The sanitizer drops them.
_UPLOAD_MARKS = ("data-widget", "data-cke-upload-id")

# Plugins that call other hosts, need inline scripts, or offer marks the bulletin does not have.
_REMOVED_PLUGINS = (
    "wysiwygarea,exportpdf,scayt,wsc,flash,iframe,iframedialog,forms,smiley,preview,print,save,"
    "newpage,templates,about,language,docprops,codesnippet,codesnippetgeshi,mathjax,embed,embedbase,"
    "embedsemantic,autoembed,uicolor,devtools,adobeair,bbcode,stylesheetparser,bidi,colorbutton,"
    "font,div,pagebreak,showblocks,table,tabletools,tableselection,horizontalrule,specialchar,image"
)


def ckeditor_config() -> dict[str, Any]:
    """The configuration of every CKEditor on the site."""
    return {
        "toolbar": "Bulletin",
        "toolbar_Bulletin": TOOLBAR,
        # The editor lives in the page itself: the framed one writes an inline script into its
        # frame, which the content security policy refuses.
        "extraPlugins": "divarea,uploadimage",
        "removePlugins": _REMOVED_PLUGINS,
        "allowedContent": _allowed_content(),
        "disallowedContent": "script style iframe object embed form input textarea button *[on*]",
        "pasteFilter": "semantic-content",
        # A link has an address and nothing else; the upload tab would open a javascript: frame,
        # which the content security policy refuses.
        "removeDialogTabs": "link:upload;link:advanced;link:target",
        "linkDefaultProtocol": "https://",
        "versionCheck": False,
        "entities": False,
        "title": False,
        "width": "100%",
        "height": 260,
    }


def _allowed_content() -> str:
    """CKEditor's own notation for ``MARKS``."""
    rules = []
    for tag, attributes in MARKS.items():
        names = sorted(attributes) + list(_UPLOAD_MARKS if tag == "img" else ())
        rules.append(f"{tag}[{','.join(names)}]" if names else tag)
    return "; ".join(rules)
