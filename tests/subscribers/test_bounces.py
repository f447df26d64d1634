"""What comes back: who is suppressed, who is not, and who cannot be by strangers."""

import json
from base64 import b64encode
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from bulletins.subscribers import frozen, reports
from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.models import Bounce, Delivery, Suppression
from bulletins.subscribers.services.bounces import record_report
from bulletins.subscribers.tokens import bounce_mark
from tests.subscribers.factories import NOW, make_issue, start_mailing

pytestmark = pytest.mark.django_db

DSN = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {email}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} said the server

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {email}

--b--
"""
ARF = """From: fbl@mailbox.example.net
To: {to}
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

A complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Loop/1.0
Version: 1
Original-Rcpt-To: <{email}>

--b
Content-Type: message/rfc822

Message-ID: {message_id}
To: {email}

Hello
--b--
"""


@pytest.fixture
def delivery():
    mailing = start_mailing(readers=2)
    mailing.deliveries.update(state="sent")
    return mailing.deliveries.first()


def own_message_id(delivery):
    recipient = Recipient(
        delivery.pk, delivery.subscriber_id, delivery.subscription_id, delivery.email, False
    )
    return frozen.letter(delivery.mailing).message_id(recipient)


def mail(template, delivery, **changes):
    values = {
        "to": f"b+{bounce_mark(delivery.pk)}@bounce.example.org",
        "email": delivery.email,
        "action": "failed",
        "status": "5.1.1",
        "message_id": "<lost>",
        **changes,
    }
    return template.format(**values).encode()


def take(raw):
    return [record_report(report=report, at=NOW) for report in reports.read(raw)]


@pytest.mark.parametrize(
    ("status", "kind", "is_suppressed"),
    [
        ("5.1.1", "hard", True),
        ("5.2.1", "hard", True),
        ("5.2.2", "soft", False),
        ("5.7.1", "soft", False),
        ("4.4.7", "soft", False),
    ],
)
def test_only_a_dead_mailbox_is_suppressed_at_once(delivery, status, kind, is_suppressed):
    assert take(mail(DSN, delivery, status=status)) == [True]
    bounce = Bounce.objects.get()
    assert (bounce.delivery, bounce.kind, bounce.status) == (delivery, kind, status)
    assert bounce.detail == f"550 {status} said the server"
    assert Suppression.objects.exists() is is_suppressed


def test_complaint_is_suppressed_at_once(delivery):
    assert take(mail(ARF, delivery)) == [True]
    assert Suppression.objects.get().reason == "complaint"


def test_same_report_twice_is_one(delivery):
    raw = mail(DSN, delivery, status="5.2.2")
    assert take(raw) + take(raw) == [True, False]


def test_three_mailings_in_a_row_that_came_back_suppress():
    for number in range(3):
        mailing = start_mailing(readers=1) if number == 0 else start_again(number)
        mailing.deliveries.update(state="sent")
        take(mail(DSN, mailing.deliveries.get(), status="5.2.2"))
        assert Suppression.objects.exists() is (number == 2)
    assert Suppression.objects.get().reason == "soft bounces"


def start_again(number):
    from bulletins.subscribers.services import mailings

    issue = make_issue(number=122 + number, slug=str(122 + number))
    mailing = mailings.queue_mailing(issue=issue, send_at=NOW, at=NOW)
    mailing.refresh_from_db()
    return mailing


def test_message_id_of_the_own_copy_is_proof_without_a_return_address(delivery):
    raw = mail(DSN, delivery, to="bulletin@example.org", message_id=own_message_id(delivery))
    assert take(raw) == [True]


@pytest.mark.parametrize("template", [DSN, ARF])
def test_stranger_cannot_have_a_reader_suppressed(delivery, template):
    other = Delivery.objects.exclude(pk=delivery.pk).get()
    forgeries = [
        {"to": "bulletin@example.org"},
        {"to": f"b+{delivery.pk}.0123456789abcdef@bounce.example.org"},
        {"to": "x@example.org", "message_id": own_message_id(other)},
        {"to": "x@example.org", "message_id": f"<{delivery.mailing_id}.0@example.org>"},
        {"to": "x@example.org", "message_id": "<ä.b@c>"},
    ]
    for changes in forgeries:
        assert take(mail(template, delivery, **changes)) == [False]
    assert not Suppression.objects.exists()


def test_holiday_notice_and_delay_are_no_bounces(delivery):
    to = f"b+{bounce_mark(delivery.pk)}@bounce.example.org"
    holiday = f"To: {to}\nAuto-Submitted: auto-replied\nSubject: away 5.1.1\n\nBack on Monday\n"
    assert reports.read(holiday.encode()) == []
    assert reports.read(mail(DSN, delivery, action="delayed", status="4.4.7")) == []
    assert reports.read(b"") == []


# Bounces as servers write them that know no RFC 3464.
QMAIL = """From: MAILER-DAEMON@old.example.net
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at old.example.net.
I could not deliver your message to the following addresses.

<{email}>:
192.0.2.7 does not like the recipient.
Remote host said: 550 {status} no such mailbox here

--- Below this line is a copy of the message.

Message-ID: {message_id}
To: {email}
"""
EXIM = """From: Mail Delivery System <Mailer-Daemon@old.example.net>
To: {to}
Auto-Submitted: auto-replied
X-Failed-Recipients: {email}
Subject: Mail delivery failed

It could not be delivered to all of its recipients.

  {email}
    550 {status} unrouteable address

------ This is a copy of the headers. ------

Message-ID: {message_id}
"""
EXCHANGE = """From: System Administrator <postmaster@old.example.net>
To: {to}
Subject: Undeliverable

Your message did not reach the following recipient(s):

{email} on Thu, 3 Aug 2017 11:00:00 +0200
    The recipient name is not recognized: 550 {status}
    MSEXCH:MSExchangeMTA:old

Message-ID: {message_id}
"""


@pytest.mark.parametrize("template", [QMAIL, EXIM, EXCHANGE])
def test_old_servers_words_are_a_bounce_but_a_guess_suppresses_nobody(delivery, template):
    to = "bulletin@example.org"
    assert take(mail(template, delivery, to=to)) == [False]  # Anybody could have written it.
    raw = mail(template, delivery, to=to, message_id=own_message_id(delivery))
    assert take(raw) + take(raw) == [True, False]
    bounce = Bounce.objects.get()
    assert (bounce.delivery, bounce.kind, bounce.status) == (delivery, "soft", "5.1.1")
    assert "550 5.1.1" in bounce.detail
    assert not Suppression.objects.exists()


def test_old_servers_answer_to_a_sealed_address_is_about_its_reader(delivery):
    assert take(mail(QMAIL, delivery, email="forwarded@elsewhere.example")) == [True]
    assert Bounce.objects.get().delivery == delivery


WARNING = """From: Mail Delivery System <Mailer-Daemon@old.example.net>
To: {to}
Subject: Warning: could not send message for past 4 hours

This is an advisory-only email. The delivery to
"{email}"
has been postponed.

Message-ID: {message_id}
"""
AWAY = """From: {email}
To: {to}
Subject: Out of the office

I am away until Monday and cannot answer. Ask <{email}> again then, or 550 others.
"""


@pytest.mark.parametrize("template", [WARNING, AWAY])
def test_old_servers_warning_and_a_holiday_without_marks_are_no_bounces(delivery, template):
    assert reports.read(mail(template, delivery)) == []


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(raw):
    reports.read(raw)
    reports.read(DSN.encode() + raw)
    reports.read(ARF.replace("report-type=", "report-type*=").encode() + raw)
    reports.read(QMAIL.encode() + raw)
    reports.read(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + raw)


def test_command_reads_a_maildir_and_changes_nothing_the_second_time(delivery, tmp_path):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1").write_bytes(mail(DSN, delivery))
    (tmp_path / "cur" / "2:2,S").write_bytes(b"Subject: hello\n\n")
    answers = []
    for _ in range(2):
        out = StringIO()
        call_command("read_bounces", str(tmp_path), stdout=out)
        answers.append(out.getvalue().strip())
    assert answers == [
        "2 messages, 1 reports, 1 of them new.",
        "2 messages, 1 reports, 0 of them new.",
    ]


def use_postmark(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:word"}


def test_hook_of_another_service_is_not_there(client, settings, delivery):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:word"}
    bounce = postmark("Bounce", delivery, Type="HardBounce")
    assert hook(client, bounce).status_code == 404


def hook(client, events, secret="user:word"):
    return client.post(
        "/hooks/mail/postmark/",
        json.dumps(events),
        content_type="application/json",
        headers={"authorization": "Basic " + b64encode(secret.encode()).decode()},
    )


def postmark(kind, delivery, **fields):
    return {
        "RecordType": kind,
        "ID": 42,
        "MessageID": "m",
        "Email": delivery.email,
        "Recipient": delivery.email,
        "BouncedAt": "2017-08-03T12:00:00Z",
        "DeliveredAt": "2017-08-03T12:00:00Z",
        **fields,
    }


def test_mail_service_is_believed_only_with_its_secret_and_once(client, settings, delivery):
    use_postmark(settings)
    bounce = postmark("Bounce", delivery, Type="HardBounce", Details="550 gone")
    assert hook(client, bounce, "user:guess").status_code == 400
    assert not Bounce.objects.exists()
    assert hook(client, bounce).status_code == 200
    assert hook(client, bounce).status_code == 200
    assert Bounce.objects.get().kind == "hard"
    assert Suppression.objects.get().reason == "hard bounce"


def test_mail_service_settles_what_was_in_doubt(client, settings, delivery):
    use_postmark(settings)
    Delivery.objects.filter(pk=delivery.pk).update(state="unknown")
    assert hook(client, postmark("Delivery", delivery)).status_code == 200
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("sent", "resolved: mail service")


def test_who_leaves_by_a_link_of_the_mail_service_has_left(client, settings, delivery):
    use_postmark(settings)
    farewell = postmark(
        "SubscriptionChange", delivery, SuppressSending=True, ChangedAt="2017-08-03T12:00:00Z"
    )
    assert hook(client, farewell).status_code == 200
    subscription = delivery.subscription
    subscription.refresh_from_db()
    assert (subscription.is_active, subscription.unsubscribe_source) == (False, "mail service")
    assert not Suppression.objects.exists()
