"""The service worker that keeps opened pages on a reader's device, and what it may keep of ours."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

# What readers' pages are set with. Nothing of the desk.
ASSETS = (
    "css/tokens.css", "css/base.css", "css/parts.css", "css/site.css", "css/pages.css",
    "css/search.css", "css/guide.css", "css/issue.css", "css/daily.css",
    "js/issue.js", "js/reader.js", "js/keep.js", "js/offline.js", "img/icon.svg",
)  # fmt: skip


@cache
def worker() -> str:
    """The worker's script. It names a version, and so changes with everything it keeps."""
    context = {
        "assets": json.dumps([static(name) for name in ASSETS]),
        "offline": reverse("offline"),
        "version": _version(),
    }
    return render_to_string("public/sw.js", context)


def _version() -> str:
    """A fingerprint of all assets and of the page shown where nothing was kept."""
    found = sha256(render_to_string("public/offline.html").encode())
    for name in ASSETS:
        found.update(Path(str(finders.find(name))).read_bytes())
    return found.hexdigest()[:12]
