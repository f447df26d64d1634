"""Right words in the wrong place: slips no dictionary sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.wordlists import words

_PAST = {
    "began": "begun", "came": "come", "did": "done", "drove": "driven", "fell": "fallen",
    "gave": "given", "grew": "grown", "knew": "known", "rose": "risen", "ran": "run",
    "spoke": "spoken", "stole": "stolen", "took": "taken", "went": "gone", "wrote": "written",
    "chose": "chosen", "broke": "broken", "flew": "flown", "saw": "seen", "threw": "thrown",
    "drew": "drawn", "withdrew": "withdrawn", "overthrew": "overthrown",
}  # fmt: skip
_PRESENT = {
    "began": "begin", "came": "come", "took": "take", "went": "go", "wrote": "write",
    "gave": "give", "fell": "fall", "drove": "drive", "withdrew": "withdraw", "chose": "choose",
    "rose": "rise", "ran": "run", "held": "hold", "left": "leave", "led": "lead", "fought": "fight",
    "sent": "send", "kept": "keep", "met": "meet", "paid": "pay", "fled": "flee",
}  # fmt: skip
_WORDS = (
    (r"(?<=unexploded )ordinances?\b", "ordnance", "Unexploded shells are “ordnance”."),
    (r"\bits’|\bit’s(?= (?:own|territory|forces|members|fighters|headquarters)\b)", "its",
     "“Its” without apostrophe."),
    (r"\btheir(?= (?:is|are|was|were)\b)", "there", "“There”, not “their”."),
    (r"\bthere(?= (?:homes|families|fighters|territory|own)\b)", "their", "“Their”, not “there”."),
    (r"(?<=more )then\b|(?<=less )then\b|(?<=rather )then\b", "than", "“Than”, not “then”."),
    (r"\bloosing\b", "losing", "“Losing”, not “loosing”."),
    (r"\b(?:could|should|would|must) of\b", "have", "“Have”, not “of”."),
    (r"(?<=has )lead\b|(?<=have )lead\b|(?<=had )lead\b", "led", "The past of “lead” is “led”."),
    (r"\bon route\b", "en route", "“En route”."),
    (r"\bprinciple(?= (?:reason|aim|target|demand|goal)\b)", "principal", "“Principal”."),
    (r"\baccredited(?= to (?:the|a|an|its|their)\b)", "attributed", "A cause is attributed."),
    (r"(?<=\bas )part(?= (?!of\b)[a-z])", "part of", "“Part of”."),
)  # fmt: skip
_WRONG = tuple((re.compile(pattern, re.IGNORECASE), fix, why) for pattern, fix, why in _WORDS)
_THEN = re.compile(
    r"\b(?:more|less)\s+\w+\s+(?P<then>then)\s+(?:the|a|an|in|ever|before|any|half)\b"
)
_HAD = re.compile(rf"\b(?:has|have|had)\s+(?:\w+ly\s+)?(?P<verb>{'|'.join(_PAST)})\b")
_TO = re.compile(rf"\bto\s+(?P<verb>{'|'.join(_PRESENT)})\b(?! (?:wing|bank|hand|side|over|flank))")
_PLURAL = re.compile(
    r"(?P<before>\b(?:of|by|with|for|and|or|from|among|between|against)\s+(?:[\w-]+\s+){0,3}?)?"
    r"\b(?:(?:[Tt]he|[Tt]hese|[Tt]hose|[Ss]everal|[Tt]heir|[Ii]ts|[Ss]ome|[Mm]any)\s+(?:\w+\s+)?)?"
    r"(?:[Rr]eports|[Oo]fficials|[Aa]uthorities|[Ss]ources|[Mm]ilitants|[Ff]ighters|[Tt]roops"
    r"|[Ff]amilies|[Pp]arties|[Ss]chools|[Cc]lashes|[Aa]irstrikes|[Ff]igures|[Aa]ttacks"
    r"|[Rr]esidents|[Cc]hildren|[Pp]eople|[Cc]ommittees|[Mm]embers|[Dd]octors|[Ee]ngineers"
    r"|[Ff]armers|[Gg]overnors|[Mm]inisters|[Vv]oters|[Vv]illages|[Cc]amps|[Hh]ospitals|[Bb]ridges"
    r"|[Rr]oads|[Ss]oldiers|[Cc]ivilians|[Tt]alks|[Pp]rotesters|[Ii]ncidents)\s+"
    r"(?P<verb>was|has|is|indicates|says|claims|shows|reveals|suggests|remains|continues|states)\b"
)
_SINGULAR = {"was": "were", "has": "have", "is": "are"}
_ARTICLE = re.compile(r"(?<![\w.-])(?P<article>[Aa]n?)\s+[“‘\"]?(?P<word>[A-Za-z][\w.’'-]*)")
_VOWEL_SOUND = re.compile(
    r"(?:[ai]|e(?![uw])|o(?!ne\b|nce\b|ne-|uija)|u(?!n[iI](?![nm])|s[eu]|S|k|tili|rani|gand|biq|N\b|AE|K\b)|"
    r"hon(?:o|est)|hour|heir)", re.IGNORECASE,
)  # fmt: skip
_SPELLED = re.compile(r"[A-Z]{2,}|[A-Z][a-z]?[A-Z]{1,3}")
_LETTERS_WITH_VOWEL = frozenset("AEFHILMNORSX")
_SPOKEN_AS_WORDS = words("NATO UNICEF UNESCO UNHCR OCHA ISIS ISIL SOFA FIFA NASA")


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each slip with what is meant."""
    for pattern, fix, why in _WRONG:
        for match in pattern.finditer(passage.text):
            yield at(passage, match.start(), match.end(), why, replacement=_with(match[0], fix))
    for match in _THEN.finditer(passage.text):
        yield at(passage, *match.span("then"), "“Than”, not “then”.", replacement="than")
    yield from _verbs(passage)
    yield from _plurals(passage)
    yield from _articles(passage)


def _verbs(passage: Passage) -> Iterator[Hit]:
    """“Has wrote” and “to began”."""
    for match in _HAD.finditer(passage.text):
        right = _PAST[match["verb"]]
        message = f"After “has” or “had” it is “{right}”."
        yield at(passage, *match.span("verb"), message, replacement=right)
    for match in _TO.finditer(passage.text):
        if _is_infinitive(passage.text, match):
            right = _PRESENT[match["verb"]]
            message = f"After “to” it is “{right}”."
            yield at(passage, *match.span("verb"), message, replacement=right)


def _plurals(passage: Passage) -> Iterator[Hit]:
    """“The reports indicates”, but “one of the officials was”."""
    for match in _PLURAL.finditer(passage.text):
        if not match["before"]:
            right = _SINGULAR.get(match["verb"], match["verb"].removesuffix("s"))
            message = f"A plural takes “{right}”."
            yield at(passage, *match.span("verb"), message, replacement=right)


def _with(wrong: str, fix: str) -> str:
    """“Could of” keeps its first word."""
    return f"{wrong.split()[0]} {fix}" if fix == "have" else fix


def _is_infinitive(text: str, match: re.Match[str]) -> bool:
    """“Closed to led teams” is rare; “led”, “left”, “held” and “paid” may also be adjectives."""
    return match["verb"] not in {"left", "paid", "held", "led"} or text[: match.start()].endswith(
        ("prepared ", "ready ", "plans ", "wants ", "agreed ", "began ")
    )


def _articles(passage: Passage) -> Iterator[Hit]:
    for match in _ARTICLE.finditer(passage.text):
        article, word = match["article"], match["word"]
        if article == "A" and not _begins_sentence(passage.text, match.start()):
            continue
        right = "an" if _sounds_like_vowel(word) else "a"
        if article.lower() != right:
            replacement = right.capitalize() if article[0].isupper() else right
            message = f"“{right} {word}”, by the sound of the word."
            yield at(passage, *match.span("article"), message, replacement=replacement)


def _begins_sentence(text: str, start: int) -> bool:
    """A capital A elsewhere may be a letter or a grade."""
    return start == 0 or text[:start].rstrip()[-1:] in ".!?”\n•"


def _sounds_like_vowel(word: str) -> bool:
    letters = word.partition("-")[0].removesuffix("s").replace(".", "")
    is_spelled = _SPELLED.fullmatch(letters) and letters not in _SPOKEN_AS_WORDS
    if is_spelled:
        return letters[0] in _LETTERS_WITH_VOWEL
    if letters in {"UNICEF", "UNESCO", "UNHCR"}:
        return False
    return bool(_VOWEL_SOUND.match(word))


CHECK = Check(
    id="usage",
    title="Right words in the wrong place",
    severity=Severity.SHOULD,
    reason="A real word in the wrong place passes every spell checker.",
    find=find,
)
