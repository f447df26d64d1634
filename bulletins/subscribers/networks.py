"""Where a request came from, as far as limits need to know."""

from __future__ import annotations

from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.http import HttpRequest


def network_hash(request: HttpRequest) -> str:
    """The hash of the network: one IPv4 address, or the /64 an IPv6 household has."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if address.version == 4:
        return sha256(address.packed).hexdigest()
    network = ip_network((address, 64), strict=False)
    return sha256(network.network_address.packed).hexdigest()
