"""Readers at the desk: the overview, and one person with all that is kept of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk import readers
from bulletins.desk.access import READERS, DeskRequest, desk_page
from bulletins.subscribers.models import Subscriber, Subscription, Suppression
from bulletins.subscribers.services import care, people

PER_PAGE = 50
LATEST = 20  # mails


@require_GET
@desk_page(READERS)
def reader_list(request: DeskRequest) -> HttpResponse:
    """How many read what, and the readers themselves."""
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "publication", "state")}
    page = Paginator(readers.find(**asked), PER_PAGE).get_page(request.GET.get("page"))
    audiences = readers.audiences()
    context = {
        "audiences": audiences,
        "waiting": readers.waiting_for_confirmation(),
        "barred": Suppression.objects.count(),
        "states": readers.STATES.items(),
        "page": page,
        "chosen": asked,
        "is_narrowed": any(asked.values()),
        "asked": urlencode(asked) + "&",
    }
    return render(request, "desk/readers.html", context)


@require_GET
@desk_page(READERS)
def reader(request: DeskRequest, pk: int) -> HttpResponse:
    """One person: what they chose, how they agreed, what they were sent."""
    found = get_object_or_404(Subscriber, pk=pk)
    deliveries = found.deliveries.select_related("mailing__issue", "mailing__daily__publication")
    deliveries = deliveries.defer("mailing__html", "mailing__text").prefetch_related("bounces")
    context = {
        "reader": found,
        "subscriptions": found.subscriptions.select_related("publication"),
        "bar": Suppression.objects.filter(email_sha256=found.email_sha256).first(),
        "deliveries": deliveries.order_by("-pk")[:LATEST],
    }
    return render(request, "desk/reader.html", context)


@require_POST
@desk_page(READERS)
def hand_out(request: DeskRequest, pk: int) -> HttpResponse:
    """All that is kept of a person, as a file for them."""
    found = get_object_or_404(Subscriber, pk=pk)
    data = care.hand_out_data(subscriber=found, at=timezone.now())
    name = f'attachment; filename="reader-{found.pk}.json"'
    return JsonResponse(
        data,
        headers={"Content-Disposition": name, "Cache-Control": "no-store"},
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


@require_POST
@desk_page("subscribers.delete_subscriber")
def erase(request: DeskRequest, pk: int) -> HttpResponse:
    """Forget a person for good, once the box is ticked that says so."""
    found = get_object_or_404(Subscriber, pk=pk)
    if request.POST.get("sure") != "yes":
        messages.warning(request, "Tick the box to erase somebody. Nothing was changed.")
        return redirect("desk:reader", pk)
    people.erase(subscriber=found, at=timezone.now())
    messages.success(request, "Erased. The address stays barred, known only by its hash.")
    return redirect("desk:readers")


@require_POST
@desk_page(READERS)
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a person off one publication at their word."""
    subscription = get_object_or_404(Subscription.objects.select_related("publication"), pk=pk)
    care.end_subscription(subscription=subscription, at=timezone.now())
    messages.success(request, f"They get no more mail of “{subscription.publication}”.")
    return redirect("desk:reader", subscription.subscriber_id)
