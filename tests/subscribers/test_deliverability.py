"""What other mail servers see of ours; without a DNS everything is unknown, nothing is wrong."""

from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail
from django.urls import reverse

from bulletins.subscribers.deliverability import checking, names
from bulletins.subscribers.mailer.letter import Letter
from bulletins.subscribers.mailer.signing import signer_for
from bulletins.subscribers.models import DeliverabilityCheck
from bulletins.subscribers.services import deliverability
from tests.publications.factories import WeeklyFactory
from tests.subscribers.dns_server import a_dns
from tests.subscribers.factories import NOW
from tests.subscribers.test_signing import a_key, key_file  # noqa: F401 - a fixture

ADDRESS = "8.8.4.4"
SENDER = names.Sender(
    domain="example.org",
    envelope_domain="example.org",
    selector="august",
    dkim_domain="example.org",
    addresses=(ADDRESS,),
)


def public(key):
    return b64encode(
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


@pytest.fixture
def resolver():
    """A DNS in which everything is as it should be."""
    with a_dns() as server:
        server.text("example.org", f"v=spf1 ip4:{ADDRESS} -all", "some-other-proof=1")
        server.text("august._domainkey.example.org", f"v=DKIM1; k=rsa; p={public(a_key())}")
        server.text("_dmarc.example.org", "v=DMARC1; p=quarantine; rua=mailto:d@example.org")
        server.records["4.4.8.8.in-addr.arpa"] = [("PTR", "mail.example.org.")]
        server.records["mail.example.org"] = [("A", ADDRESS)]
        yield server


def states(sender=SENDER):
    return {verdict.what: verdict.state for verdict in names.look(sender)}


def judged(what, sender=SENDER):
    return next(verdict for verdict in names.look(sender) if verdict.what.startswith(what))


def test_sender_whose_names_are_right_is_good(resolver):
    assert states() == {
        "SPF": "good",
        "DKIM": "good",
        "DMARC": "good",
        f"Name of {ADDRESS}": "good",
    }


def test_dns_that_does_not_answer_leaves_everything_unknown(resolver, monkeypatch):
    monkeypatch.setattr(names, "_PATIENCE", 0.2)
    resolver.is_deaf = True
    assert set(states().values()) == {"unknown"}


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ((), "has no SPF record"),
        (("v=spf1 -all", "v=spf1 mx -all"), "has 2 SPF records"),
        (("v=spf1 ip4:192.0.2.7 -all",), f"{ADDRESS} may not send for example.org (fail)"),
        (("v=spf1 ip4:192.0.2.7 ~all",), "(softfail)"),
        (("v=spf1 nonsense:192.0.2.7 -all",), "nonsense"),
        (("v=spf1 include:example.org -all",), "recursion"),
    ],
)
def test_spf_is_judged_as_receivers_judge_it(resolver, records, words):
    resolver.text("example.org", *records)
    verdict = judged("SPF")
    assert (verdict.state, words in verdict.found) == ("bad", True), verdict


def test_without_an_address_spf_is_only_read(resolver):
    nowhere = names.Sender("example.org", "example.org", "", "example.org", ())
    assert states(nowhere) == {
        "SPF": "unknown",
        "DKIM": "unknown",
        "DMARC": "good",
        "Name of the mail server": "unknown",
    }
    resolver.text("example.org", "v=spf1 +all")
    assert judged("SPF", nowhere).state == "bad"


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        ("", "bad", "There is no key"),
        ("v=DKIM1; p=", "bad", "revoked"),
        (f"v=DKIM1; p={public(rsa.generate_private_key(65537, 1024))}", "bad", "1024 bits"),
        ("v=DKIM1; p=AAAA", "unknown", "unknown kind"),
    ],
)
def test_dkim_key_is_there_and_long_enough(resolver, record, state, words):
    if record:
        resolver.text("august._domainkey.example.org", record)
    else:
        del resolver.records["august._domainkey.example.org"]
    verdict = judged("DKIM")
    assert (verdict.state, words in verdict.found) == (state, True), verdict


@pytest.mark.parametrize(
    ("at", "records", "state"),
    [
        ("_dmarc.example.org", (), "bad"),
        ("_dmarc.example.org", ("v=DMARC1; p=none",), "good"),
        ("_dmarc.example.org", ("v=DMARC1; p=often",), "bad"),
        ("_dmarc.example.org", ("v=DMARC1; p=none", "v=DMARC1; p=reject"), "bad"),
    ],
)
def test_dmarc_is_one_record_with_a_policy(resolver, at, records, state):
    resolver.text(at, *records)
    assert judged("DMARC").state == state


def test_dmarc_of_the_organization_holds_for_its_subdomains(resolver):
    below = names.Sender("news.example.org", "example.org", "", "example.org", ())
    assert judged("DMARC", below).state == "good"


def test_address_without_a_name_that_leads_back_is_bad(resolver):
    resolver.records["mail.example.org"] = [("A", "8.8.8.8")]
    assert judged("Name of").state == "bad"
    del resolver.records["4.4.8.8.in-addr.arpa"]
    assert judged("Name of").found == "It has none."


@pytest.mark.parametrize(
    ("host", "addresses"),
    [("127.0.0.1", ()), ("10.0.0.1", ()), (ADDRESS, (ADDRESS,)), ("mail.example.org", (ADDRESS,))],
)
def test_only_public_addresses_of_the_mail_server_count(resolver, host, addresses):
    assert names.addresses_of(host) == addresses


# --- The test mail ----------------------------------------------------------------------------


@pytest.fixture
def weekly(db):
    return WeeklyFactory(sender_email="bulletin@example.org")


@pytest.fixture
def check(weekly, cast, settings):
    settings.SITE_URL, settings.SENDING_ADDRESSES = "https://bulletin.example.org", [ADDRESS]
    settings.DKIM_SELECTOR = "august"
    cast.publisher.email = "publisher@example.net"
    cast.publisher.save()
    return deliverability.request_check(publication=weekly, by=cast.publisher, at=NOW)


RESULTS = (
    "Received: from mail.example.org (mail.example.org [8.8.4.4])\r\n"
    "\tby mx.example.net with ESMTPS id 1; Thu, 03 Aug 2017 11:00:05 +0000\r\n"
    "Authentication-Results: mx.example.net; dkim=pass header.d=example.org;\r\n"
    "\tspf=pass smtp.mailfrom=example.org; dmarc=pass (p=QUARANTINE) header.from=example.org\r\n"
)


def arrived(check, *, results=RESULTS):
    """The test mail as a receiver shows its source."""
    letter: Letter = checking._letter(check, at=check.requested_at)
    raw = letter.to(checking._recipient(check)).removesuffix(b".\r\n")
    return results + raw.decode()


def read(check, source):
    deliverability.hand_in_mail(check=check, source=source)
    checking.carry_out(check.pk, at=NOW)
    check.refresh_from_db()
    return {each["what"]: each["state"] for each in check.arrival}


def test_worker_looks_and_mails_once_however_often_it_is_called(resolver, check):
    checking.carry_out(check.pk, at=NOW)
    asked = len(resolver.asked)
    checking.carry_out(check.pk, at=NOW)
    check.refresh_from_db()
    assert [each["state"] for each in check.names] == ["good"] * 4
    assert (len(mail.outbox), len(resolver.asked)) == (1, asked)
    assert mail.outbox[0].to == ["publisher@example.net"]
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert check.answer.startswith("Accepted")
    assert not check.is_unfinished


def test_mail_that_arrived_as_it_should_is_good_and_not_kept(resolver, check, key_file):  # noqa: F811
    assert signer_for("example.org") is not None
    assert read(check, arrived(check)) == {
        "Signature (DKIM)": "good",
        "What the receiving server found": "good",
        "One-click unsubscribe": "good",
        "Encryption on the way": "good",
    }
    assert check.source == ""


def test_line_ends_of_an_editor_do_not_break_the_signature(resolver, check, key_file):  # noqa: F811
    source = arrived(check).replace("\r\n", "\n")
    assert read(check, source)["Signature (DKIM)"] == "good"


@pytest.mark.parametrize(
    ("change", "what", "state"),
    [
        (("dmarc=pass", "dmarc=fail"), "What the receiving server found", "bad"),
        (("Authentication-Results", "X-Nothing"), "What the receiving server found", "unknown"),
        (("List-Unsubscribe-Post:", "X-Post:"), "One-click unsubscribe", "bad"),
        (("<https://", "<http://"), "One-click unsubscribe", "bad"),
        (("with ESMTPS", "with ESMTP"), "Encryption on the way", "bad"),
        (("DKIM-Signature", "X-Signature"), "Signature (DKIM)", "bad"),
        (("list-unsubscribe-post :", ""), "Signature (DKIM)", "bad"),
        (("This is a test", "This is a jest"), "Signature (DKIM)", "unknown"),
    ],
)
def test_what_went_wrong_on_the_way_is_named(resolver, check, key_file, change, what, state):  # noqa: F811
    was, becomes = change
    source = arrived(check)
    assert was in source
    assert read(check, source.replace(was, becomes))[what] == state


def test_another_mail_is_not_judged(resolver, check):
    assert read(check, "From: someone@example.com\n\nHello") == {"The mail": "bad"}


def test_asking_twice_at_once_is_one_check(check, weekly, cast):
    again = deliverability.request_check(
        publication=weekly, by=cast.publisher, at=NOW + timedelta(seconds=5)
    )
    assert (again, DeliverabilityCheck.objects.count()) == (check, 1)


def test_switched_off_sending_mails_no_test(resolver, check, settings):
    settings.SENDING_ENABLED = False
    checking.carry_out(check.pk, at=NOW)
    check.refresh_from_db()
    assert (mail.outbox, check.answer[:8]) == ([], "Not sent")


def test_publisher_asks_and_reads_the_verdicts(resolver, check, client, cast):
    client.force_login(cast.publisher)
    checking.carry_out(check.pk, at=NOW)
    page = client.get(reverse("desk:deliverability")).content.decode()
    assert page.count("verdict-good") == 4
    answer = client.post(reverse("desk:deliverability-mail", args=[check.pk]), {"source": " "})
    assert answer.status_code == 302
    assert "Paste the whole source" in client.get(answer.url).content.decode()
