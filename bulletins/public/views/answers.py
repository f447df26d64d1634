"""What every public answer has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from bulletins.public.frozen import MINUTE

View = Callable[..., HttpResponseBase]


def cacheable(view: View) -> View:
    """Anyone may keep a good answer for a minute; errors are not kept."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", MINUTE)
        return response

    return wrapped
