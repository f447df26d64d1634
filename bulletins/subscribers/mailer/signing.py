"""DKIM (RFC 6376) at the sender, for those who send without a relay that signs.

It costs more than all the rest of a message, since every copy is signed by itself; a relay does it
better. Without a key nothing is signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

_STUFFED = re.compile(rb"(?m)^\.\.")
_END = b"\r\n.\r\n"
# “From” twice, so that nobody can add a second one. RFC 8058 §4 asks for the two of unsubscribing.
SIGNED = [
    *(b"from", b"from", b"to", b"subject", b"date", b"reply-to", b"message-id", b"mime-version"),
    *(b"content-type", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"feedback-id"),
]


class CannotSign(ValueError):
    """The key is not there, or is none. The message says which file."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key, and the name in the DNS under which its public half stands."""

    domain: str
    selector: str
    key: bytes

    def signed(self, data: bytes) -> bytes:
        """The same bytes for ``DATA`` with a DKIM-Signature before them."""
        message = _STUFFED.sub(b".", data.removesuffix(_END) + b"\r\n")
        header: bytes = dkim.sign(
            message,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=SIGNED,
        )
        return header + data


def signer_for(domain: str) -> Signer | None:
    """The signer the settings name, for mails from this domain. Raises ``CannotSign``."""
    if not settings.DKIM_KEY_FILE:
        return None
    try:
        key = _rsa_key(Path(settings.DKIM_KEY_FILE).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise CannotSign(
            f"The DKIM key {settings.DKIM_KEY_FILE} cannot be used: {error}"
        ) from error
    return Signer(settings.DKIM_DOMAIN or domain, settings.DKIM_SELECTOR, key)


def _rsa_key(pem: bytes) -> bytes:
    """The key in the one form dkimpy reads, whatever form OpenSSL wrote."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("it is no RSA key")
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
