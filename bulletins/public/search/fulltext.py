"""The full-text index of the database at hand: the only module that knows which one it is.

PostgreSQL keeps a generated ``tsvector`` column under a GIN index, SQLite an FTS5 table that
triggers keep in step (migration 0002). Both hold the stems made by ``words``; phrases travel as
parameters, quoted, so that no question can be read as syntax.
"""

from __future__ import annotations

from typing import cast

from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from bulletins.public.models import PublishedItemQuerySet
from bulletins.public.search.query import Clause, Query

_ITEM = "public_publisheditem"
_FTS = "public_itemwords"
# A word in the heading is worth four in the text.
_WEIGHTS = "{0, 0, 0.25, 1}"

Sql = tuple[str, list[str]]


def matching(items: PublishedItemQuerySet, query: Query) -> PublishedItemQuerySet:
    """Those of the items that answer the query."""
    if connection.vendor == "postgresql":
        sql, values = _tsquery(query)
        return _narrowed(items, f"{_ITEM}.vector @@ ({sql})", values)
    for is_wanted, match in _matches(query):
        verb = "IN" if is_wanted else "NOT IN"
        found = f"{_ITEM}.id {verb} (SELECT rowid FROM {_FTS} WHERE {_FTS} MATCH %s)"  # noqa: S608
        items = _narrowed(items, found, [match])
    return items


def best_first(items: PublishedItemQuerySet, query: Query) -> PublishedItemQuerySet:
    """Items that match, by how well they do; equal ones newest first."""
    if not query.wanted:
        return items.newest_first()
    if connection.vendor == "postgresql":
        sql, values = _tsquery(query)
        rank = f"-ts_rank('{_WEIGHTS}', {_ITEM}.vector, ({sql}))"
        return _by(items, RawSQL(rank, values, output_field=FloatField()))  # noqa: S611
    joined = f"{_FTS}.rowid = {_ITEM}.id AND {_FTS} MATCH %s"
    items = _narrowed(items, joined, [_match(query.wanted)], tables=[_FTS])
    rank = f"bm25({_FTS}, 4.0, 1.0)"
    return _by(items, RawSQL(rank, (), output_field=FloatField()))  # noqa: S611


def _narrowed(
    items: PublishedItemQuerySet, where: str, values: list[str], tables: list[str] | None = None
) -> PublishedItemQuerySet:
    """Django knows no join with an FTS5 table; the SQL is this module's, the values parameters."""
    narrowed = items.extra(where=[where], params=values, tables=tables)  # noqa: S610
    return cast("PublishedItemQuerySet", narrowed)


def _by(items: PublishedItemQuerySet, rank: RawSQL) -> PublishedItemQuerySet:
    return items.order_by(rank, "-sort_day", "-pk")


def _tsquery(query: Query) -> Sql:
    """The query as an expression of PostgreSQL, with its values."""
    parts = [_ts_clause(clause) for clause in query.wanted]
    parts += [(f"!!({sql})", values) for sql, values in map(_ts_clause, query.unwanted)]
    return " && ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _ts_clause(clause: Clause) -> Sql:
    phrases = " || ".join(["phraseto_tsquery('simple', %s)"] * len(clause.phrases))
    return f"({phrases})", [" ".join(phrase) for phrase in clause.phrases]


def _matches(query: Query) -> list[tuple[bool, str]]:
    """What SQLite is asked for in turn: wanted together, each unwanted thing apart."""
    wanted = [(True, _match(query.wanted))] if query.wanted else []
    return wanted + [(False, _match((clause,))) for clause in query.unwanted]


def _match(clauses: tuple[Clause, ...]) -> str:
    """An FTS5 expression. Stems hold letters and digits only, so that quoting them is enough."""
    return " AND ".join(
        "(" + " OR ".join(f'"{" ".join(phrase)}"' for phrase in clause.phrases) + ")"
        for clause in clauses
    )
