"""Lists of readers as CSV: read with every doubt told, written without live formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bulletins.publications.models import Publication
from bulletins.subscribers.mailer.letter import is_safe_address
from bulletins.subscribers.models import Subscription, Suppression, address_hash, normalized

COLUMNS = ("email", "publication", "consent_source", "consent_date", "plain_text")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")


class NotAList(Exception):
    """This file is no list of readers. The message says what is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line that can be subscribed."""

    line: int
    email: str
    publication: Publication
    consent_source: str
    consented_at: datetime
    wants_text: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """One line that is left out, and why."""

    line: int
    email: str
    message: str


def read(text: str, *, publications: Iterable[Publication], at: datetime) -> list[Row | Doubt]:
    """Every line as a row or a doubt, in order. Raises ``NotAList``.

    Columns: email and consent_source are needed; publication is a slug (empty: the first that
    ships), consent_date an ISO date (empty: now), plain_text yes or no.
    """
    reader = csv.DictReader(StringIO(_with_plain_lines(text)))
    names = {(name or "").strip().lower() for name in reader.fieldnames or []}
    if missing := {"email", "consent_source"} - names:
        raise NotAList(
            f"The first line must name the columns; missing: {', '.join(sorted(missing))}. "
            f"Known are {', '.join(COLUMNS)}."
        )
    by_slug = {publication.slug: publication for publication in publications}
    seen: set[tuple[str, str]] = set()
    try:
        return [
            _row(reader.line_num, _tidied(values), by_slug, seen, at)
            for values in reader
            if any(values.values())
        ]
    except csv.Error as error:
        raise NotAList(f"Line {reader.line_num} cannot be read: {error}.") from None


def write(subscriptions: Iterable[Subscription]) -> Iterator[str]:
    """CSV lines, the header first; every cell quoted, formulas disarmed."""
    yield _line([*COLUMNS, "unsubscribed_at"])
    for each in subscriptions:
        yield _line(
            [
                each.subscriber.email,
                each.publication.slug,
                each.consent_source,
                each.confirmed_at.date().isoformat(),
                "yes" if each.subscriber.wants_text else "no",
                each.unsubscribed_at.date().isoformat() if each.unsubscribed_at else "",
            ]
        )


def _with_plain_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _tidied(values: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    """Names in lower case, cells trimmed, the quote before a disarmed formula taken off."""
    cells = {
        (name or "").strip().lower(): value.strip() if isinstance(value, str) else ""
        for name, value in values.items()
    }
    return {
        name: cell[1:] if cell[:1] == "'" and cell[1:2] in _STARTS_A_FORMULA else cell
        for name, cell in cells.items()
    }


def _row(
    line: int,
    cells: dict[str, str],
    by_slug: dict[str, Publication],
    seen: set[tuple[str, str]],
    at: datetime,
) -> Row | Doubt:
    email = normalized(cells["email"])
    slug = cells.get("publication") or next(iter(by_slug), "")
    try:
        _refuse(email, slug, cells, by_slug, seen)
        consented_at = _consented_at(cells.get("consent_date", ""), at)
    except ValidationError as error:
        return Doubt(line, cells["email"], error.messages[0])
    seen.add((email, slug))
    return Row(
        line=line,
        email=email,
        publication=by_slug[slug],
        consent_source=cells["consent_source"],
        consented_at=consented_at,
        wants_text=cells.get("plain_text", "").lower() in {"yes", "y", "true", "1"},
    )


def _refuse(
    email: str,
    slug: str,
    cells: dict[str, str],
    by_slug: dict[str, Publication],
    seen: set[tuple[str, str]],
) -> None:
    validate_email(email)
    if not is_safe_address(email):
        raise ValidationError("Mail cannot be sent to an address with such letters.")
    if slug not in by_slug:
        raise ValidationError(f"There is no publication “{slug}”.")
    if not cells["consent_source"]:
        raise ValidationError("Nothing says where this person agreed to get the mail.")
    if (email, slug) in seen:
        raise ValidationError("This address stands in the file twice.")
    if Suppression.objects.filter(email_sha256=address_hash(email)).exists():
        raise ValidationError("This address asked not to be mailed, or its mail came back.")


def _consented_at(text: str, at: datetime) -> datetime:
    if not text:
        return at
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
    except ValueError:
        raise ValidationError(f"“{text}” is no date. Write 2017-07-27.") from None


def _line(cells: list[str]) -> str:
    out = StringIO()
    safe = [f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell for cell in cells]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(safe)
    return out.getvalue()
