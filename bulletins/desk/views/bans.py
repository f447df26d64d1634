"""Who may not comment, and how a ban is lifted."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import MODERATE, DeskRequest, desk_page
from bulletins.tracker import moderation
from bulletins.tracker.models import Ban, NetworkBan

PER_PAGE = 50


@require_GET
@desk_page(MODERATE)
def ban_list(request: DeskRequest) -> HttpResponse:
    """Whose comments are no longer taken."""
    found = Ban.objects.select_related("by", "user").order_by("-banned_at", "-pk")
    networks = NetworkBan.objects.standing(at=timezone.now()).select_related("by")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "networks": networks.order_by("-banned_at", "-pk")[:PER_PAGE],
    }
    return render(request, "desk/comment_bans.html", context)


@require_POST
@desk_page(MODERATE)
def lift_ban(request: DeskRequest, pk: int) -> HttpResponse:
    """Take comments from this address again."""
    return _lift(request, get_object_or_404(Ban, pk=pk))


@require_POST
@desk_page(MODERATE)
def lift_network_ban(request: DeskRequest, pk: int) -> HttpResponse:
    """Take comments from this network again."""
    return _lift(request, get_object_or_404(NetworkBan, pk=pk))


def _lift(request: DeskRequest, ban: Ban | NetworkBan) -> HttpResponse:
    moderation.lift_ban(ban=ban, at=timezone.now())
    messages.success(request, "The ban is lifted.")
    return redirect("desk:comment-bans")
