"""Argument types the import commands share; a wrong value is wrong usage."""

from __future__ import annotations

from argparse import ArgumentTypeError


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
