"""DKIM at the sender: what leaves us verifies, as any receiver would verify it."""

import re
from base64 import b64encode
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bulletins.subscribers.mailer.backends import line_for
from bulletins.subscribers.mailer.letter import Letter
from bulletins.subscribers.mailer.signing import CannotSign, signer_for
from tests.faults.sink import Sink
from tests.subscribers.letters import READER, content


@cache
def a_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key, form=PrivateFormat.PKCS8):
    return key.private_bytes(Encoding.PEM, form, NoEncryption())


def record(name, timeout=5):
    """The DNS, with our public key where the signature says it is."""
    assert name == b"august._domainkey.example.org."
    public = a_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


@pytest.fixture
def key_file(settings, tmp_path):
    settings.DKIM_KEY_FILE, settings.DKIM_SELECTOR = str(tmp_path / "key.pem"), "august"
    (tmp_path / "key.pem").write_bytes(pem(a_key()))
    return tmp_path / "key.pem"


def accepted_by_a_server(letter, settings):
    """The message as a mail server took it."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        sink.book.keeps_bodies = True
        line = line_for(letter, mails_per_connection=10)
        line.deliver([READER], until=float("inf"))
        line.close()
    return re.sub(rb"(?m)^\.\.", b".", sink.book.bodies[0])


def test_signature_verifies_and_covers_the_unsubscribe_headers(settings, key_file):
    dots = "Leave: {{unsubscribe_url}}\n.hidden\n..\n.\nafter\n"
    letter = Letter(content(text=dots), signer_for("example.org"))
    raw = accepted_by_a_server(letter, settings)
    assert dkim.verify(raw, dnsfunc=record)
    signed = re.search(rb"h=([^;]+);", raw)[1].lower()
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"from"} <= {
        name.strip() for name in signed.split(b":")
    }


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"To: reader@", b"To: other@"),
        (b"List-Unsubscribe-Post", b"List-Unsubscribe-Past"),
        (b"\r\n\r\n", b"\r\n\r\nBuy. "),
        (b"MIME-Version", b"From: someone@example.com\r\nMIME-Version"),
    ],
    ids=["to", "one click", "body", "second sender"],
)
def test_what_was_changed_on_the_way_does_not_verify(settings, key_file, was, becomes):
    raw = Letter(content(), signer_for("example.org")).to(READER).removesuffix(b".\r\n")
    assert dkim.verify(raw, dnsfunc=record)
    assert not dkim.verify(raw.replace(was, becomes, 1), dnsfunc=record)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_key_may_be_in_either_form(settings, key_file, form):
    key_file.write_bytes(pem(a_key(), form))
    raw = Letter(content(), signer_for("example.org")).to(READER).removesuffix(b".\r\n")
    assert dkim.verify(raw, dnsfunc=record)


def test_without_a_key_nothing_is_signed(settings):
    settings.DKIM_KEY_FILE = ""
    assert signer_for("example.org") is None
    assert b"DKIM-Signature" not in Letter(content(), None).to(READER)


@pytest.mark.parametrize(
    "found", [None, b"no key", pem(ec.generate_private_key(ec.SECP256R1()))],
    ids=["missing", "no key", "another kind"],
)  # fmt: skip
def test_key_that_cannot_be_used_is_named(settings, key_file, found):
    key_file.unlink()
    if found is not None:
        key_file.write_bytes(found)
    with pytest.raises(CannotSign, match=re.escape(str(key_file))):
        signer_for("example.org")
