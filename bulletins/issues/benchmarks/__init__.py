"""How fast an issue is drawn and published, against the other ways of doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bulletins.benchmarking import Comparison
from bulletins.issues.benchmarks import memory
from bulletins.issues.benchmarks.chromium import against_chromium
from bulletins.issues.benchmarks.pdf import against_weasyprint
from bulletins.issues.benchmarks.publish import together


def _pdf() -> Iterator[Comparison]:
    yield from memory.of_a_worker()
    yield from against_weasyprint()


BENCHMARKS: dict[str, Callable[[], Iterator[Comparison]]] = {
    "pdf": _pdf,
    "pdf-chromium": against_chromium,
    "publish": together,
}
