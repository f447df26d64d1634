"""A test mail as it arrived: what the servers on its way and its own headers say."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message

import dkim
import dns.exception

from bulletins.subscribers.deliverability.verdicts import State, Verdict

LARGEST = 1_000_000  # bytes
_MUST_BE_SIGNED = {"from", "list-unsubscribe", "list-unsubscribe-post"}
_PASSED = re.compile(r"\b(spf|dkim|dmarc)=(\w+)", re.ASCII)


def read(source: str, *, domain: str, message_id: str) -> list[Verdict]:
    """Verdicts on the pasted source of a mail that should be ours."""
    raw = _as_sent(source)
    message = message_from_bytes(raw, policy=policy.compat32)
    if str(message.get("Message-ID", "")).strip() != message_id:
        advice = "Paste the whole source of the newest test mail: “Show original”, “View source”."
        return [Verdict("The mail", State.BAD, "This is not the test mail we sent.", advice)]
    return [_signature(raw, message, domain), _results(message), _one_click(message), _tls(message)]


def _as_sent(source: str) -> bytes:
    """Lines end in CRLF on the way; a browser's text box keeps that, an editor may not."""
    lines = source.strip("\ufeff\r\n\t ").replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", "\r\n").encode()[:LARGEST] + b"\r\n"


def _signature(raw: bytes, message: Message, domain: str) -> Verdict:
    what = "Signature (DKIM)"
    found = [_tags(str(each)) for each in message.get_all("DKIM-Signature", [])]
    ours = [each for each in found if _is_aligned(each.get("d", ""), domain)]
    if not ours:
        advice = f"Let your mail server sign with a key of {domain}."
        return Verdict(what, State.BAD, f"Nobody signed it for {domain}.", advice)
    signed = {name.strip().lower() for name in ours[0].get("h", "").split(":")}
    if missing := sorted(_MUST_BE_SIGNED - signed):
        advice = "Gmail and Yahoo trust one-click unsubscribing only where these are signed."
        return Verdict(what, State.BAD, f"It does not cover {', '.join(missing)}.", advice)
    return _verified(what, raw, f"{ours[0].get('s', '')} of {ours[0].get('d', '')}")


def _verified(what: str, raw: bytes, signer: str) -> Verdict:
    try:
        is_true = dkim.verify(raw)
    except (dkim.DKIMException, dns.exception.DNSException, OSError) as error:
        words = str(error) or type(error).__name__
        return Verdict(what, State.UNKNOWN, f"By {signer}; it could not be checked: {words}"[:300])
    if is_true:
        return Verdict(what, State.GOOD, f"By {signer}, and it is true.")
    advice = (
        "If the server below says dkim=pass, copying changed it; else it was changed on its way."
    )
    return Verdict(what, State.UNKNOWN, f"By {signer}; what was pasted does not match it.", advice)


def _results(message: Message) -> Verdict:
    """What the server that took it says; the topmost header is its own."""
    what = "What the receiving server found"
    header = " ".join(str(message.get("Authentication-Results", "")).split())
    found: dict[str, str] = {}
    for name, result in _PASSED.findall(header):
        found.setdefault(name, result)
        if result == "pass":
            found[name] = result
    if not found:
        return Verdict(what, State.UNKNOWN, "It does not say.")
    words = ", ".join(f"{name}={result}" for name, result in sorted(found.items()))
    is_good = found.get("dmarc", "pass") == "pass" and "pass" in found.values()
    advice = "" if is_good else "Mend what did not pass above, then look again."
    return Verdict(what, State.GOOD if is_good else State.BAD, words, advice)


def _one_click(message: Message) -> Verdict:
    what = "One-click unsubscribe"
    link = str(message.get("List-Unsubscribe", ""))
    post = " ".join(str(message.get("List-Unsubscribe-Post", "")).split())
    if not re.fullmatch(r"<https://[^>\s]+>", link.strip()):
        advice = "SITE_URL must begin with https and be short enough to stay on one line."
        return Verdict(what, State.BAD, link.strip() or "The header is gone.", advice)
    if post != "List-Unsubscribe=One-Click":
        advice = "A server on its way took the header off."
        return Verdict(what, State.BAD, post or "List-Unsubscribe-Post is gone.", advice)
    return Verdict(what, State.GOOD, link.strip())


def _tls(message: Message) -> Verdict:
    """The last hop is the first “Received”; each server writes its own above the others."""
    hops = [" ".join(str(each).split()) for each in message.get_all("Received", [])]
    if not hops:
        return Verdict("Encryption on the way", State.UNKNOWN, "No server left a trace.")
    is_encrypted = any(re.search(r"with (\w*SMTPS\w*)|TLS", each) for each in hops)
    words = "At least one hop used TLS." if is_encrypted else "No hop says that it used TLS."
    advice = "" if is_encrypted else "Use a mail server that offers TLS; Gmail shows a red lock."
    return Verdict(
        "Encryption on the way", State.GOOD if is_encrypted else State.BAD, words, advice
    )


def _is_aligned(signing: str, domain: str) -> bool:
    """Relaxed alignment (RFC 7489): the same organization."""
    signing, domain = signing.lower(), domain.lower()
    return signing == domain or domain.endswith(f".{signing}") or signing.endswith(f".{domain}")


def _tags(header: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in header.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs}
