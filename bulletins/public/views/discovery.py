"""What crawlers are told, and the pages about the site itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.public import offline
from bulletins.public.views.answers import cacheable
from bulletins.publications.models import Publication


@require_safe
@cacheable
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything but endless combinations of search fields."""
    return render(request, "public/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@gzip_page
@conditional_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """What keeps opened pages on a reader's device; browsers ask for it anew each time."""
    response = HttpResponse(offline.worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@gzip_page
@conditional_page
@cacheable
def offline_page(request: HttpRequest) -> HttpResponse:
    """What readers see without a network where nothing was kept."""
    return render(request, "public/offline.html")


@require_safe
@gzip_page
@conditional_page
@cacheable
def about(request: HttpRequest) -> HttpResponse:
    """Who publishes what."""
    context = {"publications": Publication.objects.all()}
    return render(request, "public/about.html", context)


@require_safe
@gzip_page
@conditional_page
@cacheable
def about_data(request: HttpRequest) -> HttpResponse:
    """Feeds, downloads and the API."""
    return render(request, "public/about_data.html")
