"""One of each mail the product sends, as HTML with its text part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from bulletins.accounts import mailer as accounts_mailer
from bulletins.accounts import services as accounts
from bulletins.accounts.models import AccountMail
from bulletins.desk import mailer as desk_mailer
from bulletins.desk.models import Mention, Remark
from bulletins.issues import documents
from bulletins.issues import mailer as issues_mailer
from bulletins.issues.models import Correction
from bulletins.subscribers import notices
from bulletins.subscribers.models import Confirmation, address_hash
from bulletins.tracker import documents as daily_documents
from bulletins.tracker import mailer as tracker_mailer
from bulletins.tracker import services
from bulletins.tracker.models import DailyRendition
from tests.fixtures.people import make_person
from tests.issues.content import content, edition, entry, takeaway
from tests.issues.factories import EntryFactory
from tests.publications.factories import WeeklyFactory
from tests.tracker.factories import (
    CommentFactory,
    DailyUpdateFactory,
    ReadingFactory,
    TrackerItemFactory,
)

NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)
SAID = "The bridge is in Hit & not in Haditha: " + "look again at the map of the river. " * 4
EVERYTHING = (
    '<p>Text, <strong>strong</strong> and <em>slanted</em>, <a href="https://a.example/">led</a>.'
    "<br>هيت and <span>Hit</span>.</p><ul><li>One</li></ul><ol><li>First</li></ol>"
    '<blockquote><p>Said.</p></blockquote><figure><img src="/media/figures/a.png" alt="A bridge">'
    "<figcaption>The bridge</figcaption></figure>"
)


def stored_picture():
    """The picture of ``EVERYTHING``, wider than a mail."""
    if not default_storage.exists("figures/a.png"):
        body = BytesIO()
        Image.new("RGB", (1200, 900)).save(body, "PNG")
        default_storage.save("figures/a.png", ContentFile(body.getvalue()))


def _weekly(**changes):
    issue = edition(**changes)
    return documents.draw(issue, "email_html").decode(), documents.draw(
        issue, "email_text"
    ).decode()


def weekly():
    stored_picture()
    everything = takeaway(9, "All Marks", "They are set.", [entry(91, EVERYTHING)])
    return _weekly(takeaways=[*content()["takeaways"], everything], note="A note.")


def long_weekly():
    entries = [entry(number, f"<p>{'The river rose. ' * 40}</p>") for number in range(200)]
    return _weekly(takeaways=[takeaway(1, "High Water", "It rose.", entries)])


def weekly_without_incidents():
    return _weekly(incidents=[])


def correction():
    issue = edition(number=2)
    issue.correction = Correction(edition=issue, note="The bridge is in Hit, not in Haditha.")
    html = documents.draw(issue, "email_html").decode()
    return html, documents.draw(issue, "email_text").decode()


def daily():
    stored_picture()
    update = DailyUpdateFactory()
    TrackerItemFactory(update=update, body=EVERYTHING, is_analysis=True)
    ReadingFactory(update=update, title="Counting trucks", author="N. Salih")
    issue = services.publish_daily(update=update, at=NOON)
    html, text = (
        daily_documents.draw(issue, kind).decode()
        for kind in (DailyRendition.Kind.EMAIL_HTML, DailyRendition.Kind.EMAIL_TEXT)
    )
    return html, text


def notice(purpose):
    email = "reader@example.org"
    confirmation = Confirmation.objects.create(
        email=email,
        email_sha256=address_hash(email),
        purpose=purpose,
        requested_at=NOON,
        expires_at=NOON + timedelta(days=2),
    )
    confirmation.publications.add(WeeklyFactory())
    notices.mail_confirmation(confirmation_id=confirmation.pk, at=NOON)
    return sent()


def reply():
    asked = CommentFactory(status="approved", wants_replies=True)
    answer = CommentFactory(update=asked.update, parent=asked, status="approved", name="Omar",
                            email="omar@example.org", text=SAID)  # fmt: skip
    tracker_mailer.tell_of_reply(comment_id=answer.pk, at=NOON)
    return sent()


def drift():
    told = EntryFactory(author=make_person("editor"))
    issues_mailer.tell_of_drift(entry=told, before=SAID, now="", note="The bridge is in Hit.")
    return sent()


def mention():
    remark = Remark(pk=1, subject=EntryFactory(), author=make_person("editor"), text=SAID)
    desk_mailer.tell(Mention(remark=remark, person=make_person("reporter")))
    return sent()


def invitation():
    accounts.invite(email="new@example.org", role="reporter", by=None, at=NOON)
    return account_mail()


def new_password():
    form = {"email": make_person("editor").email}
    Client().post("/accounts/password/reset/", form, secure=True)
    return account_mail()


def account_mail():
    accounts_mailer.deliver(AccountMail.objects.get(), at=NOON)
    return sent()


def sent():
    message = mail.outbox.pop()
    return message.alternatives[0][0], message.body


SPECIMENS = {
    "weekly": weekly,
    "weekly, too long for a mail": long_weekly,
    "weekly without incidents": weekly_without_incidents,
    "correction": correction,
    "daily": daily,
    **{
        f"notice: {purpose.label}": lambda purpose=purpose: notice(purpose)
        for purpose in Confirmation.Purpose
    },
    "reply": reply,
    "drift": drift,
    "mention": mention,
    "invitation": invitation,
    "new password": new_password,
}
