"""Every page readers can open, by the pattern of its address: whoever adds one gives an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from django.urls import get_resolver
from django.utils import timezone

from bulletins.issues.models import Issue
from bulletins.publications.models import Publication
from bulletins.subscribers.models import Confirmation
from bulletins.subscribers.tokens import one_time_token, preferences_token, unsubscribe_token
from bulletins.tracker import services
from bulletins.tracker.changing import key_to
from bulletins.tracker.mailer import stop_token
from bulletins.tracker.models import Storyline
from tests.subscribers.factories import SubscriptionFactory
from tests.tracker.factories import CommentFactory, DailyUpdateFactory, TrackerItemFactory, draw

# Pages of those who sign in, and of one's own machine, are looked at by their rooms' tests.
OF_OTHERS = ("admin/", "desk/", "accounts/", "mailbox/")

# Answers that are no page: files, feeds, data, and what machines say to one another.
NO_PAGES = {
    "favicon.ico", "healthz", "readyz", "metrics", "csp/report/", "media/figures/<str:name>",
    "hooks/mail/<slug:service>/", "daily/<int:year>/<int:month>/<int:day>/",
    "daily/<slug:slug>/daily.pdf", "incidents/map.svg", "incidents/points.json",
    "incidents/datapackage.json", "incidents/incidents.<str:form>",
    "issues/<slug:slug>/<str:name>", "issues/<slug:slug>/editions/<int:number>/<str:name>",
    "issues/<slug:slug>/whole.html", "feeds/<slug:name>.<slug:form>", "sitemap.xml", "sw.js",
    "robots.txt",
}  # fmt: skip
DATA = re.compile(r"\^?api/")

# By pattern; what is in braces comes from ``facts``.
EXAMPLES = {
    "": ("/",),
    "issues/<slug:slug>/": ("/issues/122/",),
    "issues/<slug:slug>/editions/<int:number>/": ("/issues/122/editions/1/",),
    "archive/": ("/archive/",),
    "archive/<int:year>/": ("/archive/2017/",),
    "guide/": ("/guide/",),
    "guide/<slug:slug>/": ("/guide/old-bridge/",),
    "storylines/": ("/storylines/",),
    "storylines/<slug:slug>/": ("/storylines/the-bridge/",),
    "search/": (
        "/search/",
        "/search/?q=bridge&first_day=2017-01-01",
        "/search/?q=brigde",
        "/search/?q=xyzzy&kind=daily",
    ),
    "about/": ("/about/",),
    "about/data/": ("/about/data/",),
    "offline/": ("/offline/",),
    "incidents/": ("/incidents/", "/incidents/?governorate=Wasit"),
    "incidents/data/": ("/incidents/data/",),
    "incidents/<str:public_id>/": ("/incidents/{incident}/",),
    "daily/": ("/daily/",),
    "daily/<int:year>/<int:month>/": ("/daily/2014/6/",),
    "daily/<slug:slug>/": ("/daily/{daily}/",),
    "daily/<slug:slug>/reply/": ("/daily/{daily}/reply/", "/daily/{daily}/reply/?to={comment}"),
    "daily/<slug:slug>/reply/thanks/": (
        "/daily/{daily}/reply/thanks/",
        "/daily/{daily}/reply/thanks/?key={change}",
    ),
    "daily/comments/<int:comment_id>/report/": ("/daily/comments/{comment}/report/",),
    "daily/replies/change/<str:key>/": ("/daily/replies/change/{change}/",),
    "daily/replies/stop/<str:token>/": ("/daily/replies/stop/{stop}/",),
    "subscribe/": ("/subscribe/",),
    "subscribe/asked/": ("/subscribe/asked/",),
    "subscribe/confirm/<str:token>/": ("/subscribe/confirm/{subscribe}/",),
    "u/<str:token>": ("/u/{unsubscribe}", "/u/nothing"),
    "preferences/<str:token>": ("/preferences/{preferences}",),
    "preferences/data/<str:token>/": ("/preferences/data/{export}/",),
    "preferences/erase/<str:token>/": ("/preferences/erase/{erase}/",),
}


def patterns() -> set[str]:
    """Those of every address a reader may open."""
    found = {
        route
        for route in _routes(get_resolver())
        if not DATA.match(route) and route not in NO_PAGES
    }
    return {route for route in found if not route.startswith(OF_OTHERS)}


def _routes(resolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = f"{before}{each.pattern}"
        if hasattr(each, "url_patterns"):
            yield from _routes(each, route)
        else:
            yield route


def facts() -> dict[str, str]:
    """What the examples name, made now: a daily with a reply, a story, a subscriber with links."""
    daily = _daily()
    comment = CommentFactory(update=daily, status="approved")
    subscription = SubscriptionFactory(publication=Publication.objects.weekly())
    incident = Issue.objects.get(number=122).incidents.get()
    return {
        "daily": daily.slug,
        "comment": str(comment.pk),
        "stop": stop_token(comment),
        "change": key_to(CommentFactory(update=daily, created_at=timezone.now())),
        "incident": str(incident.public_id),
        "unsubscribe": unsubscribe_token(subscription.pk),
        "preferences": preferences_token(subscription.subscriber_id),
        **{purpose: _link(purpose) for purpose in ("subscribe", "export", "erase")},
    }


def _daily():
    update = DailyUpdateFactory(opening="<p>A quiet day with a loud end.</p>")
    item = TrackerItemFactory(
        update=update, label="Anbar", body="<p>The bridge (الجسر) is shut.</p>"
    )
    story = Storyline.objects.create(
        name="The bridge", slug="the-bridge", description="Its repair."
    )
    item.storylines.add(story)
    draw(services.publish_daily(update=update, at=timezone.now()))
    update.refresh_from_db()
    return update


def _link(purpose: str) -> str:
    token, token_sha256 = one_time_token()
    now = timezone.now()
    confirmation = Confirmation.objects.create(
        email="reader@example.org",
        purpose=purpose,
        token_sha256=token_sha256,
        requested_at=now,
        mailed_at=now,
        expires_at=now + timedelta(hours=48),
    )
    confirmation.publications.add(Publication.objects.weekly())
    return token
