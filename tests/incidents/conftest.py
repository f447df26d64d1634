"""The casualty record, for each test as if just started."""

import pytest

from bulletins.gazetteer import services as gazetteer
from bulletins.incidents import overview


@pytest.fixture(autouse=True)
def _nothing_kept_of_another_test():
    """Rolled back and begun anew, two tests can bring the record to the same state."""
    overview.forget()
    gazetteer._phrases.cache_clear()
