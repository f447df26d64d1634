"""Web addresses in plain text: found, and made into links that hide nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’]{1,500}", re.IGNORECASE)
_CLOSING = ".,;:!?)]}…"


def addresses_in(text: str) -> list[str]:
    """The web addresses a text names, without the punctuation behind them."""
    return [match.group().rstrip(_CLOSING) for match in _ADDRESS.finditer(text)]


def paragraphs_with_links(text: str) -> SafeString:
    """Plain text of a stranger as HTML: escaped, in paragraphs, with its addresses linked.

    A link shows the whole address, its host as it is spelled in the domain name system, so that a
    look-alike letter is seen. Search engines are told that we do not vouch for it.
    """
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    html = "".join(f"<p>{_with_links(part)}</p>" for part in paragraphs if part)
    return mark_safe(html)  # noqa: S308 - every piece was escaped in _with_links


def _with_links(text: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_CLOSING)
        pieces += [_escaped(text[end : match.start()]), _link(address)]
        end = match.start() + len(address)
    return "".join([*pieces, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _link(address: str) -> str:
    plain = _in_ascii(address)
    if plain is None:
        return _escaped(address)
    return f'<a href="{escape(plain)}" rel="nofollow ugc noopener">{escape(plain)}</a>'


def _in_ascii(address: str) -> str | None:
    """The address with its host in ASCII (RFC 3490); None when it has no usable host."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if "." not in host or parts.username or parts.password:
        return None
    return parts._replace(scheme=parts.scheme.lower(), netloc=host + port).geturl()
