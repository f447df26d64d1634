"""What an answer of the mail server means for the message, and for all the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
LONGEST_REPLY = 240  # characters kept of an answer


class Result(Enum):
    """What became of one message."""

    SENT = "sent"
    LATER = "queued"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_TRIED = "not tried"


class Trouble(Enum):
    """What an answer says about us, the sender; none of it is the reader's fault."""

    NONE = "none"
    SLOW_DOWN = "slow down"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One message, its result, and the server's own words."""

    delivery_id: int
    result: Result
    code: int = 0
    reply: str = ""
    reason: str = ""
    trouble: Trouble = Trouble.NONE
    is_dead_address: bool = False


def in_short(reply: str) -> str:
    """A server's words as a row can keep them: no control characters, and no advertising."""
    return "".join(each if each.isprintable() else " " for each in reply[:LONGEST_REPLY])


def not_tried(delivery_id: int, reply: str = "", trouble: Trouble = Trouble.NONE) -> Outcome:
    """The server was offered nothing; if it said something, it is about us."""
    return Outcome(delivery_id, Result.NOT_TRIED, reply=in_short(reply), trouble=trouble)


def accepted_or_not(delivery_id: int, code: int, reply: str) -> Outcome:
    """The answer after the final dot. Only 400–599 is a rejection (RFC 5321 §4.2.1).

    Garbage or an intermediate code says nothing: the server may well have kept the message.
    """
    if 200 <= code < 300:
        return Outcome(delivery_id, Result.SENT, code, in_short(reply))
    if not 400 <= code < 600:
        reason = "the server's last answer made no sense"
        return Outcome(delivery_id, Result.UNKNOWN, max(code, 0), in_short(reply), reason)
    return refused(delivery_id, code, reply, command="DATA")


def refused(delivery_id: int, code: int, reply: str, *, command: str) -> Outcome:
    """A definite rejection of this message at ``MAIL``, ``RCPT`` or ``DATA``."""
    reply = in_short(reply)
    trouble = trouble_in(code, reply, command=command)
    if trouble is not Trouble.NONE or not 500 <= code < 600:
        return Outcome(delivery_id, Result.LATER, max(code, 0), reply, "refused for now", trouble)
    is_dead = command != "MAIL" and is_dead_address(reply)
    reason = "no such mailbox" if is_dead else "refused by the server"
    return Outcome(delivery_id, Result.FAILED, code, reply, reason, is_dead_address=is_dead)


def trouble_in(code: int, reply: str, *, command: str) -> Trouble:
    """Whether the answer is about us rather than about this reader.

    Size, protocol, content and policy (x.3, x.5, x.6, x.7 of RFC 3463) would meet every reader.
    """
    group, subject, detail = enhanced(reply)
    if code in {530, 535} or (command in {"CONNECT", "MAIL"} and 500 <= code < 600):
        return Trouble.STOP
    if group == 5 and (subject in {3, 5, 6, 7} or (subject, detail) in {(1, 7), (1, 8)}):
        return Trouble.STOP
    if group == 4 and subject == 7:
        return Trouble.SLOW_DOWN
    return Trouble.NONE


def is_dead_address(reply: str) -> bool:
    """The mailbox is gone for good: 5.1.x or 5.2.1, but not 5.1.7 and 5.1.8 (bad sender)."""
    group, subject, detail = enhanced(reply)
    if group != 5:
        return False
    return (subject == 1 and detail not in {7, 8}) or (subject, detail) == (2, 1)


def enhanced(reply: str) -> tuple[int, int, int]:
    """The enhanced status code of RFC 3463 at the start of an answer; zeros where there is none."""
    match = _ENHANCED.match(reply)
    return (int(match[1]), int(match[2]), int(match[3])) if match else (0, 0, 0)
