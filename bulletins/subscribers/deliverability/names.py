"""Our names in the DNS, as the servers that get our mail look them up.

Only a worker calls this. A DNS that does not answer makes a verdict unknown, never bad.
"""

from __future__ import annotations

import ipaddress
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import dns.exception
import dns.resolver
import dns.reversename
import spf
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bulletins.subscribers.deliverability.verdicts import State, Verdict

_PATIENCE = 4.0  # seconds for one name
_SHORTEST_KEY = 2048  # bits
_NOBODYS = "192.0.2.1"  # RFC 5737: no mail comes from there
_NAME_ADDRESSES = "Name the addresses your mail leaves from in SENDING_ADDRESSES."


@dataclass(frozen=True)
class Sender:
    """Who we are to other mail servers."""

    domain: str
    envelope_domain: str
    selector: str
    dkim_domain: str
    addresses: tuple[str, ...]


def look(sender: Sender) -> list[Verdict]:
    """SPF, DKIM, DMARC, and the name of each address mail leaves from."""
    looks: list[tuple[str, Callable[[], Verdict]]] = [
        ("SPF", partial(_spf, sender)),
        ("DKIM", partial(_dkim, sender)),
        ("DMARC", partial(_dmarc, sender.domain)),
    ]
    looks += [(f"Name of {each}", partial(_ptr, each)) for each in sender.addresses]
    if not sender.addresses:
        looks.append(("Name of the mail server", _no_addresses))
    return [_told(what, judge) for what, judge in looks]


def addresses_of(host: str) -> tuple[str, ...]:
    """The public addresses of a mail server; none if it is on our own network or unknown."""
    try:
        found = [ipaddress.ip_address(host)]
    except ValueError:
        found = [ipaddress.ip_address(each) for each in _addresses(host)]
    return tuple(str(each) for each in found if each.is_global)


def _told(what: str, judge: Callable[[], Verdict]) -> Verdict:
    try:
        return judge()
    except (dns.exception.DNSException, OSError) as error:
        words = str(error) or type(error).__name__
        return Verdict(what, State.UNKNOWN, f"The DNS did not answer: {words}"[:300])


def _spf(sender: Sender) -> Verdict:
    domain = sender.envelope_domain
    records = [each for each in _texts(domain) if each.lower().split(" ")[0] == "v=spf1"]
    if not records:
        advice = f"Publish a TXT record at {domain} such as “v=spf1 mx -all”."
        return Verdict("SPF", State.BAD, f"{domain} has no SPF record.", advice)
    if len(records) > 1:
        advice = "Join them into one; with two, receivers use neither."
        return Verdict("SPF", State.BAD, f"{domain} has {len(records)} SPF records.", advice)
    return _spf_result(sender, records[0])


def _spf_result(sender: Sender, record: str) -> Verdict:
    """What a receiver makes of the record, for each address our mail leaves from."""
    for address in sender.addresses or (_NOBODYS,):
        result, words = spf.check2(
            i=address,
            s=f"bulletin@{sender.envelope_domain}",
            h=sender.envelope_domain,
            timeout=_PATIENCE,
            querytime=_PATIENCE,
        )[:2]
        if result == "temperror":
            return Verdict("SPF", State.UNKNOWN, f"The DNS did not answer: {words}")
        if result == "permerror":
            return Verdict("SPF", State.BAD, f"{record}: {words}", "Correct the record.")
        if sender.addresses and result != "pass":
            found = f"{address} may not send for {sender.envelope_domain} ({result}): {record}"
            return Verdict("SPF", State.BAD, found, f"Add ip4:{address} or its host to the record.")
        if not sender.addresses and result == "pass":
            return Verdict("SPF", State.BAD, record, "It lets anyone send. End it with -all.")
    if not sender.addresses:
        return Verdict("SPF", State.UNKNOWN, f"There is a record: {record}", _NAME_ADDRESSES)
    return Verdict("SPF", State.GOOD, record)


def _dkim(sender: Sender) -> Verdict:
    if not sender.selector:
        advice = "Name it in DKIM_SELECTOR, or paste the test mail below: it says which one signed."
        return Verdict("DKIM", State.UNKNOWN, "The selector is not known.", advice)
    name = f"{sender.selector}._domainkey.{sender.dkim_domain}"
    records = _texts(name)
    if not records:
        advice = "Publish the public key there as your mail server gives it."
        return Verdict("DKIM", State.BAD, f"There is no key at {name}.", advice)
    return _key(name, _tags(records[0]).get("p", ""))


def _key(name: str, public: str) -> Verdict:
    if not public:
        return Verdict("DKIM", State.BAD, f"The key at {name} is revoked.", "Publish a new one.")
    try:
        key = load_der_public_key(b64decode(public))
    except (ValueError, UnsupportedAlgorithm):
        return Verdict("DKIM", State.UNKNOWN, f"There is a key at {name} of an unknown kind.")
    size = key.key_size if isinstance(key, RSAPublicKey) else _SHORTEST_KEY
    if size < _SHORTEST_KEY:
        advice = f"Make one of {_SHORTEST_KEY} bits; shorter ones are ignored more and more."
        return Verdict("DKIM", State.BAD, f"The key at {name} has {size} bits.", advice)
    return Verdict("DKIM", State.GOOD, f"There is a key at {name}.")


def _dmarc(domain: str) -> Verdict:
    for name in _and_parents(domain):
        records = [each for each in _texts(f"_dmarc.{name}") if each.startswith("v=DMARC1")]
        if len(records) > 1:
            advice = "Keep one; with two, receivers use neither."
            return Verdict("DMARC", State.BAD, f"_dmarc.{name} has {len(records)}.", advice)
        if records:
            return _policy(records[0])
    advice = f"Publish a TXT record at _dmarc.{domain}: “v=DMARC1; p=none; rua=mailto:…” to begin."
    return Verdict("DMARC", State.BAD, f"{domain} has no DMARC record.", advice)


def _policy(record: str) -> Verdict:
    policy = _tags(record).get("p", "").lower()
    if policy not in {"none", "quarantine", "reject"}:
        return Verdict("DMARC", State.BAD, record, "p must be none, quarantine or reject.")
    advice = "" if policy != "none" else "Enough for Gmail; quarantine or reject keeps forgers off."
    return Verdict("DMARC", State.GOOD, record, advice)


def _ptr(address: str) -> Verdict:
    what = f"Name of {address}"
    names = [
        str(each.target).rstrip(".")
        for each in _answers(str(dns.reversename.from_address(address)), "PTR")
    ]
    if not names:
        advice = "Whoever owns the address, your host, must give it a name (PTR)."
        return Verdict(what, State.BAD, "It has none.", advice)
    for name in names:
        if address in _addresses(name):
            return Verdict(what, State.GOOD, name)
    advice = f"Let {names[0]} have the address {address}."
    return Verdict(what, State.BAD, f"{', '.join(names)} leads elsewhere.", advice)


def _no_addresses() -> Verdict:
    what = "Name of the mail server"
    return Verdict(what, State.UNKNOWN, "Its public address is not known.", _NAME_ADDRESSES)


def _and_parents(domain: str) -> list[str]:
    """The domain and those above it, but no top-level one."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _tags(record: str) -> dict[str, str]:
    """“a=1; b=2” as a dictionary."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs}


def _texts(name: str) -> list[str]:
    return [b"".join(each.strings).decode("utf-8", "replace") for each in _answers(name, "TXT")]


def _addresses(host: str) -> list[str]:
    return [each.address for kind in ("A", "AAAA") for each in _answers(host, kind)]


def _answers(name: str, kind: str) -> list[Any]:
    """The records; none where the DNS says there are none. Raises where it says nothing."""
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=_PATIENCE))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
