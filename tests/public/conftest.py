"""The public site, for each test as if just started."""

import pytest

from bulletins.public import frozen


@pytest.fixture(autouse=True)
def _no_page_kept():
    frozen._pages.clear()
