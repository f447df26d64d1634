"""The site as the benchmark serves it: as always, and one view that renders every time.

Run as a WSGI application in a process of its own; nothing else imports this module.
"""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

RENDERED = "bench/rendered/"


def rendered(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it would be without freezing: drawn from the edition for every reader."""
    shelved = shelf.find(slug)
    if shelved is None or shelved.current is None:
        return HttpResponse(status=404)
    article = documents.draw(shelved.current, Rendition.Kind.WEB).decode()
    return HttpResponse(issue_page.page_html(request, shelved, shelved.current, article=article))


site_urls = settings.ROOT_URLCONF
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

# Models can be imported only once Django is set up, which the line above does.
from bulletins.issues import documents  # noqa: E402
from bulletins.issues.models import Rendition  # noqa: E402
from bulletins.public import issue_page, shelf  # noqa: E402

urlpatterns = [path(f"{RENDERED}<slug:slug>/", rendered), path("", include(site_urls))]
