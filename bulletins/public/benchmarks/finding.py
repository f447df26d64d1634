"""Searching 500 issues of 45 entries: a whole page of results, against no index.

The archive is made of the words of what is in the database, in a transaction that is rolled back.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.core.management.base import CommandError
from django.db import connection, transaction

from bulletins.benchmarking import Comparison
from bulletins.issues.models import Entry
from bulletins.public.models import PublishedItem
from bulletins.public.search import Filters, search
from bulletins.public.search.words import indexed, stem_of
from bulletins.rendering.html import plain_text

ISSUES = 500
ENTRIES = 45
RUNS = 20
FIRST_DAY = date(2015, 3, 6)


def search_archive() -> Iterator[Comparison]:
    """A rare word, the most frequent one, and the same without an index."""
    with transaction.atomic():
        counts = _fill()
        rare, frequent = _words(counts)
        rare_times = _times(lambda: search(rare, Filters()))
        frequent_times = _times(lambda: search(frequent, Filters()))
        unindexed = _times(lambda: _naive(rare), runs=3)
        transaction.set_rollback(True)
    engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite FTS5"
    yield Comparison(
        f"result page on {engine}, rare word",
        median(rare_times),
        "without an index",
        median(unindexed),
        at_most=0.05 if connection.vendor == "postgresql" else None,
    )
    yield Comparison(
        f"most frequent word on {engine}, 95th percentile",
        quantiles(frequent_times, n=20)[-1],
        "rare word, 95th percentile",
        quantiles(rare_times, n=20)[-1],
        at_most=15 if connection.vendor == "postgresql" else None,
    )


def _fill() -> Counter[str]:
    """Write the archive; how many of its entries each word stands in."""
    sentences = [
        f"{sentence.strip()}."
        for body in Entry.objects.values_list("body", flat=True)
        for sentence in plain_text(body).split(". ")
        if len(sentence) > 20
    ]
    if len(sentences) < 50:
        raise CommandError("There is too little text to search. Load some first: sample_data.")
    dice = random.Random(122)  # noqa: S311  # the same archive every time
    counts: Counter[str] = Counter()
    items = [
        _entry(number, dice.sample(sentences, 5), counts) for number in range(ISSUES * ENTRIES)
    ]
    PublishedItem.objects.bulk_create(items, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE public_publisheditem")
    return counts


def _entry(number: int, sentences: list[str], counts: Counter[str]) -> PublishedItem:
    text = " ".join(sentences)
    counts.update({word for word in text.split() if word.isalpha() and len(word) > 3})
    day = FIRST_DAY + timedelta(days=number // ENTRIES * 7)
    return PublishedItem(
        kind=PublishedItem.Kind.ENTRY,
        subject_id=10**9 + number,
        heading="A section of the archive",
        text=text,
        first_day=day,
        last_day=day,
        sort_day=day,
        published_at=datetime(2017, 7, 27, tzinfo=UTC),
        data={},
        heading_words="a section of the archiv",
        text_words=indexed(text),
    )


def _words(counts: Counter[str]) -> tuple[str, str]:
    """A word of about 2 % of the entries, and the most frequent one."""
    aim = ISSUES * ENTRIES * 0.02
    rare = min(counts, key=lambda word: (abs(counts[word] - aim), word))
    return rare, counts.most_common(1)[0][0]


def _times(work: Callable[[], object], *, runs: int = RUNS) -> list[float]:
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def _naive(word: str) -> list[PublishedItem]:
    """What one would write first: on PostgreSQL Django's own vectors, else a pattern."""
    if connection.vendor != "postgresql":
        return list(PublishedItem.objects.filter(text__icontains=stem_of(word))[:20])
    query = SearchQuery(word, config="english")
    found = PublishedItem.objects.annotate(
        vector=SearchVector("heading", "text", config="english"),
        rank=SearchRank(SearchVector("heading", "text", config="english"), query),
        marked=SearchHeadline("text", query, config="english"),
    ).filter(vector=query)
    found.count()
    return list(found.order_by("-rank")[:20])
