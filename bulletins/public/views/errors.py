"""What readers see when there is nothing to see, or something broke."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with a search box. Drafts answer exactly like what never was."""
    return render(request, "public/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Nothing here asks the database, which may be what broke."""
    return render(request, "public/500.html", status=500)
