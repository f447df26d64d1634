"""Colleagues: who they are, what they may do, how they come in. And the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.accounts import policy_reports, services
from bulletins.accounts.forms import AcceptForm, InvitationForm, LogForm, RoleForm, SignUpForm
from bulletins.accounts.models import AuditEvent, Invitation, User
from bulletins.accounts.networks import network_of
from bulletins.accounts.onward import next_path

EVENTS_PER_PAGE = 100
PEOPLE_PER_PAGE = 50


class SignIn(LoginView):
    """allauth's page; its “site” is a host name and would hide ours."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context | {"other_ways": settings.SOCIAL_LOGINS}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """A reader asks for an account. The answer is the same for every address."""
    form = SignUpForm(request.POST or None, label_suffix="")
    context = {"form": form, "other_ways": settings.SOCIAL_LOGINS, "next": next_path(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/sign_up.html", context)
    if not ratelimit.consume(request, action="signup"):
        return render(request, "429.html", status=429)
    if not form.is_trapped:
        services.request_account(
            email=form.cleaned_data["email"], next_path=next_path(request), at=timezone.now()
        )
    return redirect("sign_up_asked")


@require_safe
def sign_up_asked(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "accounts/sign_up_asked.html")


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the invitations that are open."""
    words = request.GET.get("words", "").strip()
    is_readers = request.GET.get("who") == "readers"
    everybody = User.objects.readers() if is_readers else User.objects.colleagues()
    found = everybody.prefetch_related("groups").order_by("-is_active", "name", "email")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    has_factor = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    context = {
        "page": Paginator(found.annotate(has_factor=has_factor), PEOPLE_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "words": words,
        "is_readers": is_readers,
        "readers": User.objects.readers().count(),
        "asked": _without_page(request),
        "invitations": _open_invitations(),
        "form": InvitationForm(label_suffix=""),
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
@permission_required("accounts.delete_invitation", raise_exception=True)
@require_POST
def withdraw(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Let the link of an invitation open nothing any more."""
    invitation = get_object_or_404(Invitation, pk=pk)
    if services.withdraw_invitation(invitation=invitation, at=timezone.now()):
        messages.success(request, f"The link for {invitation.email} opens nothing any more.")
    else:
        messages.warning(request, f"{invitation.email} has used it already.")
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
    try:
        user = services.accept_invitation(
            token=token,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
            at=timezone.now(),
        )
    except services.CannotAccept as refusal:
        return render(request, "accounts/invitation_ended.html", {"words": refusal}, status=410)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("desk:home" if invitation.role else next_path(request) or "your_account")


@login_required
@permission_required("accounts.read_audit_log", raise_exception=True)
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; narrowed to what is asked for."""
    form = LogForm(request.GET)
    events = form.narrowed(AuditEvent.objects.select_related("actor"))
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "asked": _without_page(request)}
    return render(request, "accounts/audit_log.html", context)


@csrf_exempt  # Browsers send it by themselves, and it does nothing in anybody's name.
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Take a browser's report; the answer is the same whatever was sent."""
    body = request.read(policy_reports.LONGEST_BODY + 1)
    if len(body) <= policy_reports.LONGEST_BODY:
        found = policy_reports.read(body, host=request.get_host())
        policy_reports.take(found, network=network_of(request), at=timezone.now())
    return HttpResponse(status=204)


def _open_invitations() -> QuerySet[Invitation]:
    """To the desk; who asked for a reader's account is nobody's business."""
    still_open = Invitation.objects.open(at=timezone.now()).to_the_desk()
    return still_open.select_related("invited_by")


def _without_page(request: HttpRequest) -> str:
    """What was asked for, as the beginning of the next page's address."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"{asked.urlencode()}&" if asked else ""


def _person(request: HttpRequest) -> User:
    """Whoever is signed in; the decorators have made sure of it."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
