"""No page is forgotten by the tests that look at every page."""

from tests.public.addresses import EXAMPLES, patterns


def test_every_page_a_reader_can_open_has_an_example():
    assert patterns() == set(EXAMPLES)
