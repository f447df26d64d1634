"""The site as the benchmark serves it: as always, and two views that keep nothing.

Run as a WSGI application in a process of its own; nothing else imports this module.
"""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse


def drawn(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it would be without freezing: drawn from the edition for every reader."""
    shelved, edition = _current(slug)
    article = documents.draw(edition, Rendition.Kind.WEB).decode()
    return HttpResponse(issue_page.page_html(request, shelved, edition, article=article))


def composed(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it is made when nothing is kept in memory: looked up and composed each time."""
    shelved, edition = _current(slug)
    request.path = reverse("issue", args=[slug])
    return HttpResponse(issue_page.current(request, shelved, edition))


def _current(slug: str) -> tuple[Shelved, Edition]:
    shelved = shelf.find(slug)
    if shelved is None or shelved.current is None:
        raise LookupError(slug)
    return shelved, shelved.current


site_urls = settings.ROOT_URLCONF
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

# Models can be imported only once Django is set up, which the line above does.
from bulletins.issues import documents  # noqa: E402
from bulletins.issues.models import Edition, Rendition  # noqa: E402
from bulletins.public import issue_page, shelf  # noqa: E402
from bulletins.public.shelf import Shelved  # noqa: E402

urlpatterns = [
    path("bench/drawn/<slug:slug>/", drawn),
    path("bench/composed/<slug:slug>/", composed),
    path("", include(site_urls)),
]
