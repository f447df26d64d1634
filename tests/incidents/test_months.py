"""What is kept of each month is what the database adds up, and read anew only if it changed."""

from datetime import date

import pytest
from django.db.models import F

from bulletins.incidents import months
from bulletins.incidents.filters import Filter
from bulletins.incidents.models import Incident
from bulletins.incidents.overview import overview

pytestmark = pytest.mark.django_db
EVERYTHING = Filter()


def recorded(month, **facts):
    figures = {"deaths_low": 1, "deaths_high": 2, "injuries_low": None, "injuries_high": 3}
    day = date(2017, month, 5) if month else None
    return Incident.objects.create(**{"event_date": day, "governorate": "Anbar"} | figures | facts)


def change(incident, **facts):
    Incident.objects.filter(pk=incident.pk).update(version=F("version") + 1, **facts)


def incidents_by_month():
    return [
        (month.days[0][0], sum(part[0] for _, part in month.governorates))
        for month in months.months(months.state(), EVERYTHING)
        if month.days
    ]


def look(asked=EVERYTHING):
    """What the explorer shows, after it was held against the database."""
    seen = overview(asked, step="month")
    assert seen.totals == asked.apply().totals()
    assert sum(totals.incidents for _, totals in seen.governorates) == seen.totals.incidents
    return seen


def test_a_changed_figure_a_new_row_and_one_that_went_all_show():
    first, second = recorded(6), recorded(7)
    look()
    change(first, deaths_high=9)
    assert look().totals.deaths.high == 11
    recorded(8)
    assert look().totals.incidents == 3
    second.delete()
    assert [month.totals.incidents for month in look().trend] == [1, 0, 1]


def test_an_incident_that_moves_to_another_month_leaves_the_first():
    moving, _ = recorded(6), recorded(7)
    look()
    change(moving, event_date=date(2017, 7, 9))

    assert [(month.start, month.totals.incidents) for month in look().trend] == [
        (date(2017, 7, 1), 2)
    ]


def test_the_undated_count_in_the_totals_and_have_no_month():
    undated = recorded(None)
    recorded(6)
    assert (look().totals.incidents, len(look().trend)) == (2, 1)
    change(undated, deaths_low=2)
    assert look().totals.deaths.low == 3


@pytest.mark.parametrize(
    "asked",
    [
        Filter(governorate="Anbar"),
        Filter(casualties="deaths"),
        Filter(kind="ied"),
        Filter(start=date(2017, 6, 5), end=date(2017, 7, 4)),
    ],
)
def test_every_filter_follows_a_change(asked):
    incident = recorded(6)
    recorded(7, governorate="Basra", deaths_low=0)
    look(asked)
    change(incident, governorate="Basra", deaths_low=0, kind="other", event_date=date(2017, 6, 1))

    assert look(asked).totals.incidents == asked.apply().count()


def test_only_months_that_changed_are_read_again(django_assert_num_queries):
    rows = [recorded(month) for month in (5, 6, 7)]
    before = months.months(months.state(), EVERYTHING)
    change(rows[1], deaths_low=2)
    state = months.state()
    with django_assert_num_queries(3) as asked:
        after = months.months(state, EVERYTHING)

    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert all("2017-06-01" in query["sql"] for query in asked.captured_queries[1:])
    assert incidents_by_month() == [(date(2017, month, 5), 1) for month in (5, 6, 7)]


def test_while_nothing_changes_nothing_is_read(django_assert_num_queries):
    recorded(5)
    state = months.state()
    months.months(state, EVERYTHING)

    with django_assert_num_queries(0):
        months.months(state, EVERYTHING)
