"""Where somebody wanted to go when they were asked to sign in."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 400  # letters of an address


def next_path(request: HttpRequest) -> str:
    """The path to go on to afterwards, on this site; empty for nowhere in particular."""
    path = request.POST.get("next") or request.GET.get("next", "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and len(path) <= LONGEST else ""
