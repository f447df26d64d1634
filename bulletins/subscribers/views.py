"""The pages readers use: subscribe, confirm, choose, leave. A GET only shows, a POST acts."""

from __future__ import annotations

from anymail.urls import urlpatterns as anymail_urls
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bulletins.accounts.networks import network_of
from bulletins.publications.models import Publication
from bulletins.subscribers.forms import PreferencesForm, SubscribeForm, opened_now
from bulletins.subscribers.models import Confirmation, Subscriber, Subscription
from bulletins.subscribers.services import people
from bulletins.subscribers.tokens import WrongToken, subscriber_of, subscription_of

# Only reports on our own mails; Anymail's hooks for incoming mail stay shut.
_HOOKS = {
    pattern.name.removesuffix("_tracking_webhook"): pattern.callback
    for pattern in anymail_urls
    if pattern.name.endswith("_tracking_webhook")
}


@method_decorator(never_cache, name="dispatch")
class SubscribeView(View):
    """The form. Its answer is the same for every address, known or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = Publication.objects.filter(kind=request.GET.get("to", ""))
        offered = wanted if wanted.exists() else Publication.objects.all()
        initial = {
            "email": request.GET.get("email", ""),
            "publications": list(offered.values_list("pk", flat=True)),
        }
        return self._page(request, SubscribeForm(initial=initial, label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SubscribeForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(request, form, status=422)
        if not form.is_trapped:
            people.request_subscription(
                email=form.cleaned_data["email"],
                publications=form.cleaned_data["publications"],
                wants_text=form.cleaned_data["wants_text"],
                network=network_of(request),
                at=timezone.now(),
            )
        return redirect("subscribe_asked")

    def _page(self, request: HttpRequest, form: SubscribeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "opened": opened_now()}
        return render(request, "subscribers/subscribe.html", context, status=status)


@never_cache
def subscribe_asked(request: HttpRequest) -> HttpResponse:
    """“Check your mailbox”, whoever asked for whatever address."""
    return render(request, "subscribers/asked.html")


@method_decorator(never_cache, name="dispatch")
class ConfirmView(View):
    """The link from our mail: a button, since mail scanners follow links."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            confirmation = people.waiting_confirmation(token, at=timezone.now())
        except people.LinkIsOver as error:
            return self._again(request, token, error)
        return render(request, "subscribers/confirm.html", {"confirmation": confirmation})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            subscriptions = people.confirm_subscription(token=token, at=timezone.now())
        except people.LinkIsOver as error:
            return self._again(request, token, error)
        return render(request, "subscribers/confirmed.html", {"subscriptions": subscriptions})

    def _again(self, request: HttpRequest, token: str, error: people.LinkIsOver) -> HttpResponse:
        """Many click twice: who confirmed and still gets it is told so, not that it went wrong."""
        subscriptions = people.confirmed_before(token)
        if not subscriptions:
            return _link_is_over(request, error)
        return render(request, "subscribers/confirmed.html", {"subscriptions": subscriptions})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(View):
    """One click (RFC 8058): a POST from a mail program, without cookie, login or redirect."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        subscription = _subscription(token)
        return render(request, "subscribers/unsubscribe.html", {"subscription": subscription})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        subscription = _subscription(token)
        if subscription is not None:
            is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
            source = "one click" if is_one_click else "unsubscribe page"
            people.unsubscribe(subscription_id=subscription.pk, source=source, at=timezone.now())
        return render(request, "subscribers/unsubscribed.html", {"subscription": subscription})


@method_decorator(never_cache, name="dispatch")
class PreferencesView(View):
    """What a reader gets, without a password: the link in each mail is the key."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        subscriber = _subscriber(token)
        if subscriber is None:
            return _link_is_over(request, people.LinkIsOver("This link leads to no reader."))
        active = subscriber.subscriptions.active().values_list("publication", flat=True)
        initial = {"publications": list(active), "wants_text": subscriber.wants_text}
        return self._page(request, subscriber, PreferencesForm(initial=initial))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        subscriber = _subscriber(token)
        if subscriber is None:
            return _link_is_over(request, people.LinkIsOver("This link leads to no reader."))
        if purpose := request.POST.get("ask_for"):
            return self._ask(request, subscriber, purpose)
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            return self._page(request, subscriber, form, status=422)
        people.choose(subscriber=subscriber, at=timezone.now(), **form.cleaned_data)
        return self._page(request, subscriber, form, is_saved=True)

    def _ask(self, request: HttpRequest, subscriber: Subscriber, purpose: str) -> HttpResponse:
        """A forwarded mail carries this page's link too: what is private goes to the mailbox."""
        if purpose in {Confirmation.Purpose.EXPORT, Confirmation.Purpose.ERASE}:
            people.request_data(
                email=subscriber.email,
                purpose=Confirmation.Purpose(purpose),
                network=network_of(request),
                at=timezone.now(),
            )
        return redirect("subscribe_asked")

    def _page(
        self,
        request: HttpRequest,
        subscriber: Subscriber,
        form: PreferencesForm,
        *,
        is_saved: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {"subscriber": subscriber, "form": form, "is_saved": is_saved}
        return render(request, "subscribers/preferences.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class DataView(View):
    """A copy of all that is kept of a person, for the link mailed to them."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _ask_first(request, token, "subscribers/data.html")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            data = people.export_data(token=token, at=timezone.now())
        except people.LinkIsOver as error:
            return _link_is_over(request, error)
        response = JsonResponse(data, json_dumps_params={"indent": 1})
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return response


@method_decorator(never_cache, name="dispatch")
class EraseView(View):
    """Forget a person, for the link mailed to them."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _ask_first(request, token, "subscribers/erase.html")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            people.erase_data(token=token, at=timezone.now())
        except people.LinkIsOver as error:
            return _link_is_over(request, error)
        return render(request, "subscribers/erased.html")


@csrf_exempt
def mail_service_hook(request: HttpRequest, service: str) -> HttpResponseBase:
    """Where the mail service in use reports; Anymail checks its secret and reads its words."""
    if f"anymail.backends.{service}.EmailBackend" != settings.EMAIL_BACKEND:
        raise Http404
    return _HOOKS[service](request)


def _ask_first(request: HttpRequest, token: str, template: str) -> HttpResponse:
    try:
        confirmation = people.waiting_confirmation(token, at=timezone.now())
    except people.LinkIsOver as error:
        return _link_is_over(request, error)
    return render(request, template, {"confirmation": confirmation})


def _link_is_over(request: HttpRequest, error: people.LinkIsOver) -> HttpResponse:
    return render(request, "subscribers/link_is_over.html", {"error": error}, status=404)


def _subscription(token: str) -> Subscription | None:
    """The subscription of an unsubscribe link; none when the person was erased since."""
    try:
        pk = subscription_of(token)
    except WrongToken:
        return None
    return Subscription.objects.select_related("publication").filter(pk=pk).first()


def _subscriber(token: str) -> Subscriber | None:
    try:
        pk = subscriber_of(token)
    except WrongToken:
        return None
    return Subscriber.objects.filter(pk=pk).first()
