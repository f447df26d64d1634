"""Addresses of the whole site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from bulletins.desk.views.beside import figure
from ishm import health, mailbox

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/empty/", mailbox.empty_mailbox, name="empty_mailbox"),
    path("mailbox/<slug:name>/", mailbox.mail, name="mail"),
    path("mailbox/<slug:name>/html/", mailbox.mail_html, name="mail_html"),
    path("admin/", admin.site.urls),
    path("daily/", include("bulletins.tracker.urls")),
    path("desk/", include("bulletins.desk.urls")),
    path("media/figures/<str:name>", figure),
    path("", include("bulletins.subscribers.urls")),
    path("", include("bulletins.public.urls")),
]

handler404 = "bulletins.public.views.errors.not_found"
handler500 = "bulletins.public.views.errors.broken"
