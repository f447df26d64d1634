"""Addresses of the pages about colleagues."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from bulletins.accounts import views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/signup/", views.sign_up, name="account_signup"),
    path("accounts/signup/asked/", views.sign_up_asked, name="sign_up_asked"),
    # An account is made by another service or by mail: there is nothing to connect.
    path("accounts/3rdparty/", RedirectView.as_view(pattern_name="your_account")),
    path("accounts/invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("desk/people/", views.people, name="people"),
    path("desk/people/invite/", views.invite, name="invite"),
    path("desk/people/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw_invitation"),
    path("desk/people/<int:pk>/role/", views.change_role, name="change_role"),
    path("desk/people/<int:pk>/active/", views.set_active, name="set_active"),
    path("csp/report/", views.policy_report, name="policy_report"),
    path("desk/log/", views.audit_log, name="audit_log"),
]
