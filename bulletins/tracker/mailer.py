"""The one mail the conversation sends: somebody replied to you."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.template.loader import render_to_string

from bulletins.rendering.email import mailbox
from bulletins.rendering.notices import notice
from bulletins.tracker.models import Comment

STOP_SALT = "stop mail about replies"


def stop_token(comment: Comment) -> str:
    """The key to one commenter's “no more mail about replies”. It does not expire."""
    return Signer(salt=STOP_SALT).sign(str(comment.pk))


def tell_of_reply(*, comment_id: int, at: datetime) -> bool:
    """Mail the writer of the comment this one answers. False when there is nothing to tell.

    The row is marked before the mail is handed over: a reply announced twice annoys, one not
    announced is found on the page.
    """
    reply = (
        Comment.objects.approved()
        .select_related("parent", "update__publication")
        .filter(pk=comment_id, parent__wants_replies=True, answered_at=None)
        .first()
    )
    if reply is None or reply.parent is None or reply.parent.email == reply.email:
        return False
    if not Comment.objects.filter(pk=reply.pk, answered_at=None).update(answered_at=at):
        return False
    _message(reply, reply.parent).send()
    return True


def _message(reply: Comment, parent: Comment) -> EmailMultiAlternatives:
    context = {
        "reply": reply,
        "parent": parent,
        "address": f"{settings.SITE_URL}/daily/{reply.update.slug}/#comment-{reply.pk}",
        "stop_address": f"{settings.SITE_URL}/daily/replies/stop/{stop_token(parent)}/",
    }
    publication = reply.update.publication
    mail = notice(
        render_to_string("tracker/mail/reply.txt", context),
        subject=f"{publication.name}: a reply to your comment",
        sender=publication.series_title,
        title="A reply to your comment",
    )
    mail.extra_headers |= {
        "List-Unsubscribe": f"<{context['stop_address']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail.from_email = mailbox(publication.sender_name, publication.sender_email)
    mail.to = [parent.email]
    return mail
