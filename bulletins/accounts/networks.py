"""Which network a request came from, without keeping its address."""

from __future__ import annotations

import hmac
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The key of the network a request came from."""
    return network_key(address_of(request))


def address_of(request: HttpRequest) -> str:
    """The address a request came from, never to be stored.

    Behind our own proxy every request comes from it; the last address it names is the one it saw
    itself, the ones before are whatever the client claimed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        named = request.headers.get("X-Forwarded-For", "")
        address = named.rpartition(",")[2].strip() or address
    return address


def network_key(address: str) -> str:
    """A keyed hash of the /24 or /64 an address lies in, in hexadecimal; empty for no address.

    Whole networks count as one sender, since one person has a whole /64 at hand. The key keeps the
    hash from being turned back into an address by trying them all.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    width = 64 if isinstance(parsed, IPv6Address) else 24
    network = str(ip_network(f"{parsed}/{width}", strict=False))
    return hmac.new(settings.SECRET_KEY.encode(), network.encode(), sha256).hexdigest()
