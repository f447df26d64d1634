"""The mail this copy has caught, as pages; there is a mailbox only where no mail server is set.

HTML is shown in a frame that may run no script, open nothing and reach no other site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property, wraps
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

PER_PAGE = 50
View = Callable[..., HttpResponseBase]
# What a mail program allows: pictures, its own styles, nothing else.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups"],
}


@dataclass(frozen=True)
class CaughtMail:
    """One mail in the folder; its name is that of its file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed as a mail program would."""
        return message_from_bytes(self.path.read_bytes(), policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or self.message["X-Envelope-From"] or "")

    @property
    def recipient(self) -> str:
        """Whom it was really delivered to."""
        return str(self.message["X-Envelope-To"] or self.message["To"] or "")

    @property
    def sent_at(self) -> datetime | None:
        """What the mail itself says."""
        try:
            return parsedate_to_datetime(str(self.message["Date"]))
        except ValueError:
            return None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All of them, in their order, unfolded."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain text part, or nothing."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part, or nothing."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part else ""


def caught_mails() -> list[CaughtMail]:
    """All of them, newest first."""
    return [
        CaughtMail(path) for path in sorted(settings.MAILBOX_DIR.glob("[!.]*.eml"), reverse=True)
    ]


def only_with_mailbox(view: View) -> View:
    """Where a mail server is set, nothing is caught and there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if not settings.HAS_MAILBOX:
            raise Http404("Mail goes to a mail server; there is no mailbox here.")
        return view(request, **kwargs)

    return guarded


@only_with_mailbox
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    page = Paginator(caught_mails(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailbox/list.html", {"page": page})


@only_with_mailbox
@require_safe
def mail(request: HttpRequest, *, name: str) -> HttpResponse:
    """One mail: as HTML, as text, and its headers."""
    return render(request, "mailbox/mail.html", {"mail": _find(name)})


@only_with_mailbox
@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # It knows views without arguments only.
def mail_html(request: HttpRequest, name: str) -> HttpResponseBase:
    """What goes into the frame."""
    return HttpResponse(_find(name).html)


@only_with_mailbox
@require_POST
def empty_mailbox(request: HttpRequest) -> HttpResponse:
    """Throw all caught mail away."""
    for caught in caught_mails():
        caught.path.unlink(missing_ok=True)
    return redirect("mailbox")


def _find(name: str) -> CaughtMail:
    path = settings.MAILBOX_DIR / f"{name}.eml"
    if not path.is_file():
        raise Http404("There is no such mail any more.")
    return CaughtMail(path)
