"""A letter to try things with, and what a mail program reads in it."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

from bulletins.rendering.email import mailbox
from bulletins.subscribers.mailer.letter import Content, Recipient

READER = Recipient(7, 3, 5, "reader@example.org", wants_text=False)
TOKENS = ("{{unsubscribe_url}}", "{{preferences_url}}")


def content(**changes):
    fields = {
        "mailing_id": 12,
        "subject": "ISHM: July 21 – 27, 2017",
        "sender": mailbox("ISHM, Iraq", "bulletin@example.org"),
        "reply_to": "editors@example.org",
        "text": "Leave: {{unsubscribe_url}}\n",
        "html": '<p><a href="{{unsubscribe_url}}">Leave</a></p>',
        "date": datetime(2017, 8, 3, 11, 0, tzinfo=UTC),
        "list_name": "ishm",
        "site_url": "https://bulletin.example.org",
        "domain": "example.org",
        **changes,
    }
    return Content(**fields)


def read_back(raw):
    """The message as a mail server stores it: final dot gone, dots unstuffed."""
    body = raw.removesuffix(b"\r\n.\r\n")
    return message_from_bytes(re.sub(rb"(?m)^\.\.", b".", body), policy=policy.default)


def parts(mail):
    return {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in mail.walk()
        if not part.is_multipart()
    }
