"""Reads the environment, and keeps every mistake in it, so that all are named at once.

A value that cannot be read is replaced by its default for the moment: the settings can be loaded,
and the system checks (``ishm.checks``) refuse to start, naming each mistake.
"""

from __future__ import annotations

import json
import os
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}

DATABASE_SCHEMES = ("postgres://", "postgresql://", "sqlite:///")
EMAIL_SCHEMES = ("smtp://", "submission://", "file://", "console://")
REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://")


class Environment:
    """The variables, each with a default that is safe right after a clone; empty means default.

    What is wrong is said without repeating the value: addresses hold passwords.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        """Text, as it is."""
        return os.environ.get(name, "") or default

    def texts(self, name: str, default: list[str]) -> list[str]:
        """Texts, separated by commas."""
        return [part.strip() for part in self.text(name, "").split(",") if part.strip()] or default

    def flag(self, name: str, default: bool) -> bool:
        """“true” or “false”, or another usual word for it."""
        word = self.text(name, "").lower()
        if word not in YES | NO | {""}:
            self.problems.append(f"{name} must be “true” or “false”")
        return default if word not in YES | NO else word in YES

    def number(self, name: str, default: int) -> int:
        """A whole number, not below zero."""
        digits = self.text(name, str(default))
        if digits.isdecimal():
            return int(digits)
        self.problems.append(f"{name} must be a whole number")
        return default

    def decimal(self, name: str, default: float) -> float:
        """A number that may have a point in it, not below zero."""
        digits = self.text(name, str(default))
        if digits.replace(".", "", 1).isdecimal():
            return float(digits)
        self.problems.append(f"{name} must be a number")
        return default

    def numbers(self, name: str, default: list[int]) -> list[int]:
        """Whole numbers, separated by commas."""
        found = self.texts(name, [])
        if all(digits.isdecimal() for digits in found):
            return [int(digits) for digits in found] or default
        self.problems.append(f"{name} must be whole numbers, separated by commas")
        return default

    def day(self, name: str) -> date | None:
        """A day such as 2017-08-03, or none."""
        text = self.text(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.problems.append(f"{name} must be a day, such as 2017-08-03")
            return None

    def networks(self, name: str) -> list[Network]:
        """Networks such as 10.0.0.0/8, separated by commas."""
        try:
            return [ip_network(part) for part in self.texts(name, [])]
        except ValueError:
            self.problems.append(f"{name} must be networks, such as 10.0.0.0/8 or ::1")
            return []

    def mapping(self, name: str) -> dict[str, Any]:
        """Names and values as a JSON object; empty when it is not given or wrong."""
        try:
            found = json.loads(self.text(name, "{}"))
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        self.problems.append(f"{name} must be a JSON object")
        return {}

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        """An address that begins with one of the schemes; empty when it is not given or wrong."""
        value = self.text(name, "")
        if not value:
            return ""
        if not value.startswith(schemes):
            self.problems.append(f"{name} must begin with one of: {', '.join(schemes)}")
            return ""
        if not _has_a_real_port(value):
            self.problems.append(f"{name} has a port that is not a number up to 65535")
            return ""
        return value


def _has_a_real_port(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False
