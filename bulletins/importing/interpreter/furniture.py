"""Lines every bulletin repeats and residue every web page leaves: recognized, never imported.

Only known lines are dropped. What is not listed here is text, or reported as not understood.
"""

from __future__ import annotations

import re

from bulletins.importing.document import Block, Kind, Region
from bulletins.importing.interpreter.openings import opens_with_a_date

GUIDE_LINE = "reference guide line"
MAP_NOTE = "map note"
SOURCE_LINE = "source line"
SUBSCRIBE_LINE = "subscribe line"
SPONSOR_LINE = "sponsor line"
COMMENT_FORM = "comment form"
REPLIES = "replies heading"
# What stands below these is the end of an issue.
END_LINES = frozenset({MAP_NOTE, SOURCE_LINE, SUBSCRIBE_LINE, SPONSOR_LINE})

_LONGEST = 600


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases), re.IGNORECASE)


# Found anywhere in a line, which may word them in many ways.
_STANDING_LINES = {
    GUIDE_LINE: _any_of(r"\breference guide\b"),
    MAP_NOTE: _any_of(
        r"^(?:please )?note\b.*\blocations?\b.*\bapproximat",
        r"^(?:positions|locations) .*\bapproximat.*\bmap\b",
    ),
    SOURCE_LINE: _any_of(
        r"\b(?:is|as) an? (?:free )?(?:weekly )?(?:publication|product) of\b",
        r"^(?:derived|compiled) from .*(?:sources|reports|accounts)",
        r"\bis published free of charge by\b",
    ),
    SUBSCRIBE_LINE: _any_of(
        r"^(?:to )?(?:subscribe|sign up)\b.*\b(?:ishm|week|inbox|mail|updates?)\b",
        r"^(?:please )?follow (?:us|epic|@\w+)\b.*\b(?:twitter|facebook)\b",
    ),
    SPONSOR_LINE: _any_of(
        r"^(?:this|the) (?:issue|publication|report|ishm|monitor)\b.*"
        r"\b(?:made possible|supported|sponsored|funded)\b",
        r"^(?:sponsored|supported|funded) by\b",
    ),
}

# Whole lines.
_RESIDUE = {
    "masthead": _any_of(r"enhance understanding"),
    "logo text": _any_of(
        r"(?:(?:ishm|epic|website|site)[\s_-]*)*logo(?:[\s_-]*\d+)?(?:\.(?:png|jpe?g|gif))?"
    ),
    "print button": _any_of(
        r"print(?:er)?[\s-]?friendly(?:,? pdf(?: (?:&|and) email)?)?", "print", "pdf"
    ),
    "share buttons": _any_of(
        r"share(?: this)?:?",
        r"share (?:on|via) .{2,40}",
        r"tweet|like|like this:?|loading(?:\.\.\.|…)?|be the first to like.{0,40}",
        r"click to (?:share|print|email).{0,80}",
        r"facebook|twitter|linkedin|whatsapp|reddit|pinterest|tumblr|pocket|e-?mail|google\+?",
        r"related(?: posts)?:?|advertisements?|report this ad|\d+ bloggers? likes? this\.?",
    ),
    "menu": _any_of(
        r"home|about(?: us)?|(?:main )?menu|skip to (?:main )?content|search(?: for:?)?",
        r"contact(?: us)?|donate(?: now)?|blog|news|our work|get involved|archives?|publications",
        r"subscribe|log ?in|sign in|follow|careers|media|resources|toggle navigation",
    ),
    "post frame": _any_of(
        r"posted (?:on|in|by)\b.{0,120}",
        r"(?:categories|category|tags|tagged|filed under):? .{0,160}",
        r"(?:← |« |‹ )?(?:previous|older)(?: (?:post|entry|entries|posts))?.{0,80}",
        r"(?:next|newer)(?: (?:post|entry|entries|posts))?(?: [→»›])?",
        r"comments?(?: \(\d+\))?",
        r"read more(?:\.\.\.|…)?|continue reading.{0,80}|permalink|edit(?: this)?|reblog",
        r"(?:©|\(c\)|copyright).{0,160}|all rights reserved\.?",
        r"powered by .{0,80}|blog at wordpress\.com\.?|view all posts by .{0,80}",
        r"view (?:this email )?in (?:your )?browser",
    ),
    REPLIES: _any_of(r"(?:\d+|one|two|three) (?:comments?|replies|responses?|thoughts?)\b.{0,300}"),
    COMMENT_FORM: _any_of(
        r"leave a (?:reply|comment)(?: cancel reply)?|cancel reply|post comment|reply",
        r"fill in your details below.{0,80}|logo|(?:wordpress\.com|gravatar)(?: logo)?",
        r"(?:twitter|google\+?|facebook|wordpress) (?:picture|photo|logo)|connecting to ?%s",
        r"you are commenting using your .{0,80}|\(? ?log out ?/? ?change ?\)?",
        r"your email address will not be published.{0,60}|required fields are marked.{0,9}",
        r"(?:address never made public|name|email|website|comment)"
        r"(?: ?\((?:required|optional)\)| ?\*)",
        r"notify me of (?:new|follow-?up) .{0,60}|save my name.{0,120}",
        r"enter your comment here.{0,10}|this site uses akismet.{0,120}",
    ),
    "rule": _any_of(r"[-_*=~·•|:\s]{3,}"),
}

_PICTURE_OF_A_LOGO = _any_of(r"\b(?:logo|banner|masthead|print ?friendly|icon|avatar)\b")
_PICTURE_OF_A_MAP = _any_of(r"\b(?:ied|incidents?|ishm)\b.*\bmap\b", r"\bmap\b.*\bincidents?\b")


def recognize(block: Block) -> str | None:
    """What furniture the block is, or ``None`` for text."""
    if block.region is not Region.BODY:
        return block.region
    if block.kind is Kind.PICTURE:
        return _recognize_picture(block.text)
    if block.kind is Kind.ROW and block.cells:
        return None
    return _recognize_text(" ".join(block.text.split()))


def _recognize_picture(words: str) -> str | None:
    if _PICTURE_OF_A_LOGO.search(words):
        return "logo"
    return "map picture" if _PICTURE_OF_A_MAP.search(words) else None


def _recognize_text(text: str) -> str | None:
    if not text or len(text) > _LONGEST:
        return None
    if not opens_with_a_date(text):
        for name, pattern in _STANDING_LINES.items():
            if pattern.search(text):
                return name
    return next((name for name, pattern in _RESIDUE.items() if pattern.fullmatch(text)), None)
