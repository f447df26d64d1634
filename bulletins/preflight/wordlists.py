"""Lists of words, written as people would write them."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    """The words of these lines."""
    return frozenset(word for line in lines for word in line.split())
