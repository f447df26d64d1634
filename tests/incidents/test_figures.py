"""Figures: unknown is not zero, ranges add up, and a sum never promises more than its parts."""

import pytest

from bulletins.incidents.figures import Figure, figure, total, totals
from bulletins.incidents.tables import incident_table
from tests.incidents.incidents import an_incident


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, "0"),
        (4, 4, "4"),
        (4, 7, "4–7"),
        (10, None, "at least 10"),
        (None, 7, "up to 7"),
        (None, None, "unknown"),
        (1200, 1500, "1,200–1,500"),
    ],
)
def test_a_figure_in_words(low, high, words):
    assert str(Figure(low, high)) == words


def test_lows_and_highs_add_up_apart():
    assert total([Figure(4, 7), Figure(1, 1), Figure(0, 2)]) == Figure(5, 10)


def test_a_sum_with_an_unknown_part_says_at_least():
    assert str(total([Figure(4, 7), Figure(None, None)])) == "at least 4"


def test_a_sum_of_unknowns_is_unknown_and_of_nothing_is_zero():
    assert str(total([Figure(None, None), Figure(None, None)])) == "unknown"
    assert str(total([])) == "0"


def test_totals_of_an_edition():
    sums = totals([an_incident(), an_incident(deaths_low=4, deaths_high=7)])

    assert (sums.incidents, str(sums.deaths), str(sums.injuries)) == (2, "4–7", "2")


def test_the_table_keeps_the_order_of_the_edition():
    table = incident_table([an_incident(id=3), an_incident(id=1), an_incident(id=2)])

    assert [row.id for row in table.rows] == [3, 1, 2]
    assert table.totals.incidents == 3


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017-07-27", None, "07/27/2017"),
        ("2017-07-26", "2017-07-27", "07/26 – 07/27/2017"),
        ("2016-12-31", "2017-01-01", "12/31/2016 – 01/01/2017"),
        (None, None, "unknown"),
    ],
)
def test_the_days_of_a_row(first, last, words):
    (row,) = incident_table([an_incident(event_date=first, event_date_end=last)]).rows

    assert row.days == words


def test_a_row_says_what_is_not_known():
    (row,) = incident_table([an_incident(location="", injuries_low=None, injuries_high=None)]).rows

    assert (row.location, str(row.injuries)) == ("unknown", "unknown")
    assert figure(an_incident(), "deaths") == Figure(0, 0)
