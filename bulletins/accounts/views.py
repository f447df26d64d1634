"""Colleagues: who they are, what they may do, how they come in. And the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.accounts import services
from bulletins.accounts.forms import AcceptForm, InvitationForm, RoleForm
from bulletins.accounts.models import AuditEvent, Invitation, User

EVENTS_PER_PAGE = 100


class SignIn(LoginView):
    """allauth's page; its “site” is a host name and would hide ours."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the invitations that are open."""
    context = {
        "people": User.objects.prefetch_related("groups").order_by("-is_active", "name", "email"),
        "invitations": Invitation.objects.open(at=timezone.now()),
        "form": InvitationForm(),
        "roles": RoleForm().fields["role"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "accounts/people.html", context)


@login_required
@permission_required("accounts.add_invitation", raise_exception=True)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Send an invitation."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give a whole email address and choose a role.")
        return redirect("people")
    try:
        services.invite(
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            by=_person(request),
            at=timezone.now(),
        )
    except services.CannotInvite as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{form.cleaned_data['email']} gets a link that works a week.")
    return redirect("people")


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_POST
def change_role(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Give a person another role."""
    user = get_object_or_404(User, pk=pk)
    role = request.POST.get("role", "")
    try:
        services.change_role(user=user, role=role, by=_person(request), at=timezone.now())
    except services.CannotChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{user} now has {role or 'no'} rights.")
    return redirect("people")


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_POST
def set_active(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Close an account or open it again."""
    user = get_object_or_404(User, pk=pk)
    is_active = request.POST.get("active") == "yes"
    try:
        services.set_active(user=user, is_active=is_active, by=_person(request), at=timezone.now())
    except services.CannotChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{user} can{'' if is_active else 'not'} sign in.")
    return redirect("people")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, *, token: str) -> HttpResponse:
    """Looking changes nothing, mail programs look first; sending the form makes the account."""
    invitation = Invitation.objects.open(at=timezone.now()).for_token(token).first()
    if invitation is None:
        return render(request, "accounts/invitation_ended.html", status=410)
    form = AcceptForm(request.POST or None, email=invitation.email)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})
    user = services.accept_invitation(
        token=token,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password1"],
        at=timezone.now(),
    )
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("desk:home")


@login_required
@permission_required("accounts.read_audit_log", raise_exception=True)
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; narrowed to one kind of action if asked."""
    events = AuditEvent.objects.select_related("actor")
    actions = events.order_by("action").values_list("action", flat=True).distinct()
    chosen = request.GET.get("action", "")
    if chosen:
        events = events.filter(action=chosen)
    context = {
        "page": Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page")),
        "actions": list(actions),
        "chosen": chosen,
    }
    return render(request, "accounts/audit_log.html", context)


def _person(request: HttpRequest) -> User:
    """Whoever is signed in; the decorators have made sure of it."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
