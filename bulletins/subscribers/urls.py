"""Addresses for readers of the mail. They stand in mails for years and never change."""

from __future__ import annotations

from django.urls import path

# The hooks listen to Anymail's signal once they are loaded: in web processes, where it is sent.
from bulletins.subscribers import hooks, views

__all__ = ["hooks", "urlpatterns"]

urlpatterns = [
    path("subscribe/", views.SubscribeView.as_view(), name="subscribe"),
    path("subscribe/asked/", views.subscribe_asked, name="subscribe_asked"),
    path("subscribe/confirm/<str:token>/", views.ConfirmView.as_view(), name="confirm"),
    path("u/<str:token>", views.UnsubscribeView.as_view(), name="unsubscribe"),
    path("preferences/<str:token>", views.PreferencesView.as_view(), name="preferences"),
    path("preferences/data/<str:token>/", views.DataView.as_view(), name="data"),
    path("hooks/mail/<slug:service>/", views.mail_service_hook, name="mail_service_hook"),
    path("preferences/erase/<str:token>/", views.EraseView.as_view(), name="erase"),
]
