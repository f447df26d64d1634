"""Short mails that tell one person one thing, in the hand of the bulletin.

They are written as text; the HTML part is made of it, so both always say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from bulletins.rendering.inlining import mail_html
from bulletins.rendering.plaintext import wrap

# RFC 3834: answered by nobody's holiday notice.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def notice(text: str, *, subject: str, sender: str, title: str = "") -> EmailMultiAlternatives:
    """A mail to nobody yet: whoever asked for it adds ``to``, and ``from_email`` if it matters.

    Blank lines part paragraphs, addresses become links. ``sender`` is
    named above and below the text; ``title`` stands over it, by default the subject.
    """
    mail = EmailMultiAlternatives(subject=subject, body=wrap(text), headers={**AUTOMATIC})
    paragraphs = list(_paragraphs(text))
    context = {"title": title or subject, "sender": sender, "paragraphs": paragraphs}
    mail.attach_alternative(mail_html(render_to_string("mail/notice.html", context)), "text/html")
    return mail


def _paragraphs(text: str) -> Iterator[SafeString]:
    for paragraph in _BLANK_LINES.split(text.strip("\n")):
        lines = (mark_safe(urlize(line, autoescape=True)) for line in paragraph.splitlines())  # noqa: S308 – escaped
        yield format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
