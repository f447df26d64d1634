"""Lists of readers as CSV: read with every doubt told, written without live formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bulletins.publications.models import Publication
from bulletins.subscribers.mailer.letter import is_safe_address
from bulletins.subscribers.models import Subscription, Suppression, address_hash, normalized

COLUMNS = ("email", "publication", "consent_source", "consent_date", "plain_text")
LEFT = "unsubscribed_at"  # in what we write, and heeded in what we read
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
    ships), consent_date an ISO date (empty: now), plain_text yes or no. Whoever has a date in
    unsubscribed_at left.
    """
    reader = _reader(text)
    names = set(_names(reader))
    if missing := {"email", "consent_source"} - names:
        raise NotAList(
            f"The first line must name the columns; missing: {', '.join(sorted(missing))}. "
            f"Known are {', '.join(COLUMNS)}."
        )
    try:
        lines = [(reader.line_num, _tidied(row)) for row in reader if any(row.values())]
    except csv.Error as error:
        raise NotAList(f"Line {reader.line_num} cannot be read: {error}.") from None
    known = _Known(
        by_slug={publication.slug: publication for publication in publications},
        barred=_barred_among(cells["email"] for _, cells in lines),
        at=at,
    )
    return [_row(line, cells, known) for line, cells in lines]


def columns_not_read(text: str) -> list[str]:
    """Names in the first line that say nothing to us, as they are written there."""
    return [name for name in _names(_reader(text)) if name not in {*COLUMNS, LEFT, ""}]


def write(subscriptions: Iterable[Subscription]) -> Iterator[str]:
    """CSV lines, the header first; every cell quoted, formulas disarmed."""
    yield _line([*COLUMNS, LEFT])
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


def _reader(text: str) -> csv.DictReader:
    """Spreadsheets write semicolons or tabs where the comma is the decimal sign."""
    plain = _with_plain_lines(text)
    head = plain.partition("\n")[0]
    return csv.DictReader(StringIO(plain), delimiter=max(",;\t", key=head.count))


def _names(reader: csv.DictReader) -> list[str]:
    return [(name or "").strip().lower() for name in reader.fieldnames or []]


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


@dataclass(frozen=True)
class _Known:
    """What a line is held against; ``seen`` grows from line to line."""

    by_slug: dict[str, Publication]
    barred: set[str]
    at: datetime
    seen: set[tuple[str, str]] = field(default_factory=set)


def _barred_among(addresses: Iterable[str]) -> set[str]:
    """The hashes of those that must not be mailed; one query for each thousand."""
    hashes = [address_hash(address) for address in addresses]
    barred: set[str] = set()
    for start in range(0, len(hashes), 1000):
        some = Suppression.objects.filter(email_sha256__in=hashes[start : start + 1000])
        barred.update(some.values_list("email_sha256", flat=True))
    return barred


def _row(line: int, cells: dict[str, str], known: _Known) -> Row | Doubt:
    email = normalized(cells["email"])
    slug = cells.get("publication") or next(iter(known.by_slug), "")
    try:
        _refuse(email, slug, cells, known)
        consented_at = _consented_at(cells.get("consent_date", ""), known.at)
    except ValidationError as error:
        return Doubt(line, cells["email"], error.messages[0])
    known.seen.add((email, slug))
    return Row(
        line=line,
        email=email,
        publication=known.by_slug[slug],
        consent_source=cells["consent_source"],
        consented_at=consented_at,
        wants_text=cells.get("plain_text", "").lower() in {"yes", "y", "true", "1"},
    )


def _refuse(email: str, slug: str, cells: dict[str, str], known: _Known) -> None:
    validate_email(email)
    if not is_safe_address(email):
        raise ValidationError("Mail cannot be sent to an address with such letters.")
    if slug not in known.by_slug:
        raise ValidationError(f"There is no publication “{slug}”.")
    if not cells["consent_source"]:
        raise ValidationError("Nothing says where this person agreed to get the mail.")
    if cells.get(LEFT):
        raise ValidationError("This person left; the list says so.")
    if (email, slug) in known.seen:
        raise ValidationError("This address stands in the file twice.")
    if address_hash(email) in known.barred:
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
