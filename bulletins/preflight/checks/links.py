"""Links in the text and in sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from ipaddress import ip_address
from urllib.parse import urlsplit

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import PROSE, Draft, Passage
from bulletins.preflight.findings import Severity
from bulletins.rendering.html import plain_text

_LINK = re.compile(
    r"<a\s[^>]{0,2000}?href=\"(?P<href>[^\"]*)\"[^>]{0,200}>(?P<text>.{0,2000}?)</a>", re.DOTALL
)
_GENERIC = re.compile(
    r"(?:click |more |see |read )?(?:here|more|this)|website"
    r"|(?:this |the )?(?:link|article|report|page|source)"
)
_PRIVATE = re.compile(r"(?:localhost|.*\.(?:local|internal|lan|test|localhost|invalid))$")


def find_broken(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Addresses nobody outside can follow."""
    for match in _LINK.finditer(passage.html):
        fault = _fault(unescape(match["href"]))
        if fault:
            yield _hit(passage, match, f"The link “{match['href']}” {fault}.")
    for source in passage.sources:
        fault = _fault(source.url) if source.url else ""
        if fault:
            yield Hit(f"The source’s link “{source.url}” {fault}.", passage=passage)


def find_generic(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """“Here” tells nobody where it leads, least of all a screen reader."""
    for match in _LINK.finditer(passage.html):
        text = plain_text(match["text"]).strip()
        if _GENERIC.fullmatch(text.lower().rstrip(".…:")) or text.startswith(
            ("http://", "https://", "www.")
        ):
            message = f"The link text “{text}” does not say where it leads."
            yield _hit(passage, match, message, advice="Link the words that name the target.")
        elif not text and "<img" not in match["text"]:
            yield Hit("There is a link without text.", passage=passage)


def find_dead(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Addresses behind which a worker found nothing."""
    dead = dict(draft.dead_links)
    for passage in draft.passages:
        for match in _LINK.finditer(passage.html):
            address = unescape(match["href"])
            if address in dead:
                yield _hit(passage, match, _dead(address, dead[address]), _archived(address))
        for source in passage.sources:
            if source.url in dead:
                message = _dead(source.url, dead[source.url])
                yield Hit(message, passage=passage, advice=_archived(source.url))


def _dead(address: str, answer: str) -> str:
    return f"The link “{address}” leads nowhere ({answer})."


def _archived(address: str) -> str:
    return f"An archive may have it: https://web.archive.org/web/{address}"


def _hit(passage: Passage, match: re.Match[str], message: str, advice: str = "") -> Hit:
    text = plain_text(match["text"]).strip()
    start = passage.text.find(text) if text else -1
    if start < 0:
        return Hit(message, passage=passage, advice=advice)
    return at(passage, start, start + len(text), message, advice=advice)


def _fault(address: str) -> str:
    """What is wrong with it, in words that follow “the link”; nothing when it is fine."""
    if address.startswith("#"):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "is malformed"
    if parts.scheme == "mailto":
        return "" if "@" in parts.path else "is malformed"
    if parts.scheme not in {"http", "https"} or not host:
        return "is not a whole web address"
    return _host_fault(host, address)


def _host_fault(host: str, address: str) -> str:
    try:
        return "" if ip_address(host).is_global else "leads into a private network"
    except ValueError:
        pass
    if _PRIVATE.match(host):
        return "leads into a private network"
    if "." not in host or ".." in host or " " in address:
        return "is malformed"
    return ""


CHECKS = (
    Check(
        id="link-broken",
        title="Links that do not work",
        severity=Severity.MUST,
        reason="In a mail or a PDF only whole public addresses work.",
        find=find_broken,
        kinds=PROSE,
    ),
    Check(
        id="link-dead",
        title="Links with nothing behind them",
        severity=Severity.SHOULD,
        reason="A source nobody can open is no source.",
        find=find_dead,
        scope=Scope.ISSUE,
    ),
    Check(
        id="link-text",
        title="Links that do not say where they lead",
        severity=Severity.SHOULD,
        reason="Screen readers list links by their text alone.",
        find=find_generic,
        kinds=PROSE,
    ),
)
