"""Addresses of the pages about colleagues."""

from __future__ import annotations

from django.urls import path

from bulletins.accounts import views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("desk/people/", views.people, name="people"),
    path("desk/people/invite/", views.invite, name="invite"),
    path("desk/people/<int:pk>/role/", views.change_role, name="change_role"),
    path("desk/people/<int:pk>/active/", views.set_active, name="set_active"),
    path("desk/log/", views.audit_log, name="audit_log"),
]
