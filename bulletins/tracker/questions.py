"""What a text leaves open: the sentences a writer comes back to the next day."""

from __future__ import annotations

import re

# How analysts say that they do not know yet. “Unknown” alone is no such word: unknown gunmen are in
# every second paragraph.
_OPEN = re.compile(
    r"\?[”\"’]?$|"
    r"\b(?:unclear|unconfirmed|unverified|undetermined|conflicting|"
    r"not (?:yet )?(?:clear|known|confirmed|verified)|yet to be|to be (?:seen|confirmed)|"
    r"continue to conflict|could not be (?:confirmed|verified|reached)|await(?:s|ing)?|"
    r"(?:has|have) not (?:said|answered|commented))\b",
    re.IGNORECASE,
)
# A sentence ends at a mark before a space and a capital, a quote or a digit; “U.S. Army” does not.
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”\"’]))(?<!\b[A-Z]\.)\s+(?=[“\"‘A-Z0-9])")
LONGEST = 20_000  # letters; more is no paragraph


def open_questions(text: str) -> list[str]:
    """The sentences of a plain text that say something is not known yet, in their order."""
    sentences = (" ".join(sentence.split()) for sentence in _END.split(text[:LONGEST]))
    return [sentence for sentence in sentences if _OPEN.search(sentence)]
