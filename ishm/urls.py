"""Addresses of the whole site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from bulletins.desk.views.beside import figure
from ishm import health, mailbox, metrics

# Here and not when Django starts: workers draw and send without ever loading the back office.
admin.autodiscover()
# One door for everybody: throttled, with a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    # Browsers ask for it on pages that name no icon, such as those of the back office.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/icon.svg")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/empty/", mailbox.empty_mailbox, name="empty_mailbox"),
    path("mailbox/<slug:name>/", mailbox.mail, name="mail"),
    path("mailbox/<slug:name>/html/", mailbox.mail_html, name="mail_html"),
    path("admin/", admin.site.urls),
    path("daily/", include("bulletins.tracker.urls")),
    path("", include("bulletins.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("bulletins.desk.urls")),
    path("incidents/", include("bulletins.incidents.urls")),
    path("media/figures/<str:name>", figure),
    path("", include("bulletins.subscribers.urls")),
    path("", include("bulletins.public.urls")),
]

handler404 = "bulletins.public.views.errors.not_found"
handler500 = "bulletins.public.views.errors.broken"
