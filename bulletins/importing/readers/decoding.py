"""Bytes to text: the encodings old files come in, and a clear no to files that are no text."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc); save it as .docx first"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"PK\x03\x04", "a zip file; unpack it first"),
    (b"{\\rtf", "an RTF document; save it as .docx first"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%PDF", "a PDF"),
)
# What UTF-8 turns into when it was once read as Windows-1252: “â€™” for an apostrophe. The second
# class is what that encoding shows for the bytes 80–BF.
_GARBLED = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_LEAST_GARBLED = 3  # fewer may be meant


class UnreadableFile(Exception):
    """The file cannot be read. The message says what it seems to be and what to do."""


def decode(data: bytes, *, declared: str = "") -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text, and doubts about its encoding as (check, message).

    ``declared`` is what the file says of itself; it is believed when UTF-8 does not fit. Raises
    ``UnreadableFile`` for what is no text.
    """
    if not data.strip():
        raise UnreadableFile("The file is empty.")
    _refuse_binary(data)
    text, doubts = _decode(data, declared)
    text = text.replace("\x00", "")
    if _is_noise(text):
        raise UnreadableFile("The file is binary, not text.")
    if len(_GARBLED.findall(text)) >= _LEAST_GARBLED:
        return _repair(text, doubts)
    return text, doubts


def _refuse_binary(data: bytes) -> None:
    for beginning, what in _KINDS:
        if data.startswith(beginning):
            raise UnreadableFile(f"The file is {what}, not text.")


def _decode(data: bytes, declared: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    if b"\x00" in data[:4000]:
        return _decode_wide(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_narrow(data, declared)


def _decode_narrow(data: bytes, declared: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One byte a letter. Pages that declare Latin-1 mean Windows-1252, as browsers know."""
    if declared and declared.lower() not in {"utf-8", "utf8", "iso-8859-1", "latin1", "us-ascii"}:
        try:
            return data.decode(declared), ()
        except (LookupError, ValueError):
            pass
    message = "The file is not UTF-8; it was read as Windows-1252."
    return data.decode("cp1252", errors="replace"), (("encoding", message),)


def _decode_wide(data: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """UTF-16 without a byte order mark: Latin letters leave every other byte zero."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 8 or min(even, odd) * 4 > max(even, odd):
        raise UnreadableFile("The file is binary, not text.")
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    message = f"The file was read as {encoding.upper()}."
    return data.decode(encoding, errors="replace"), (("encoding", message),)


def _is_noise(text: str) -> bool:
    sample = text[:4000]
    strange = sum(1 for sign in sample if ord(sign) < 32 and sign not in "\t\n\r\f\x0b")
    strange += sample.count("\ufffd")
    return strange * 20 > len(sample)


def _repair(
    text: str, doubts: tuple[tuple[str, str], ...]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Undo a wrong decoding line by line, where undoing it loses nothing."""
    repaired = "\n".join(_repair_line(line) for line in text.split("\n"))
    if repaired == text:
        return text, doubts
    message = "Characters were garbled by a wrong encoding and have been restored."
    return repaired, (*doubts, ("encoding", message))


def _repair_line(line: str) -> str:
    if not _GARBLED.search(line):
        return line
    try:
        return _as_windows(line).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return line


def _as_windows(line: str) -> bytes:
    """Windows-1252 as browsers use it: five unassigned bytes stand for themselves."""
    return b"".join(
        bytes([ord(sign)]) if ord(sign) in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else sign.encode("cp1252")
        for sign in line
    )
