"""What the import commands share: argument types, and how they count."""

from __future__ import annotations

from argparse import ArgumentTypeError


def counted(number: int, one: str, several: str) -> str:
    """“1 entry”, “45 entries”."""
    return f"{number} {one if number == 1 else several}"


def a_year(text: str) -> int:
    """A year that bulletins on Iraq can be of."""
    if not text.isdecimal() or not 2003 <= int(text) <= 2099:
        raise ArgumentTypeError(f"“{text}” is not a year between 2003 and 2099")
    return int(text)


def a_number(text: str) -> int:
    """The number of an issue, from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 9999:
        raise ArgumentTypeError(f"“{text}” is not the number of an issue")
    return int(text)
