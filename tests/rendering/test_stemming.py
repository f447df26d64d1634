"""Many requests at once cut their own words."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bulletins.rendering.stemming import english_stem

WORDS = ["militants", "nationalizations", "displaced", "clashes", "governorates", "is", "injuries"]


@pytest.fixture
def hasty_threads():
    """Threads that take turns in the middle of a word."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.once
@pytest.mark.usefixtures("hasty_threads")
def test_words_cut_at_the_same_time_are_cut_as_one_by_one():
    alone = list(map(english_stem, WORDS))
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(english_stem, WORDS * 300))
    assert together == alone * 300
