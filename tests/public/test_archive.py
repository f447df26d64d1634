"""The archive: years, months, and how the days of neighbors fit together."""

import re
from datetime import date

import pytest

from bulletins.public.services import index_published
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db


def issue(number, start, end):
    fields = {"period_start": date.fromisoformat(start), "period_end": date.fromisoformat(end)}
    return publish(write_issue(number=number, **fields)).issue


def page(client, address="/archive/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def remarks(client):
    return re.findall(r'archive-remark">([^<]*)<', page(client))


def test_an_issue_stands_in_the_month_its_period_ends_in(client):
    issue(122, "2017-07-28", "2017-08-03")
    assert '<h2 id="month-2017-08">August 2017</h2>' in page(client)


def test_takeaways_lead_from_the_archive_to_their_sections(client):
    takeaway = issue(122, "2017-07-21", "2017-07-27").takeaways.get()
    index_published()
    assert f'<a href="/issues/122/#takeaway-{takeaway.pk}">Crossings Open Again</a>' in page(client)


def test_the_newest_year_comes_first_and_every_year_has_its_address(client):
    issue(80, "2016-07-22", "2016-07-28")
    issue(122, "2017-07-21", "2017-07-27")
    assert "<h1>Archive 2017</h1>" in page(client)
    assert "<h1>Archive 2016</h1>" in page(client, "/archive/2016/")
    assert 'href="/archive/2016/"' in page(client)


def test_neighbors_that_follow_each_other_need_no_remark(client):
    issue(121, "2017-07-14", "2017-07-20")
    issue(122, "2017-07-21", "2017-07-27")
    assert remarks(client) == []


@pytest.mark.parametrize(
    ("older", "remark"),
    [
        (("2017-07-14", "2017-07-21"), "Shares July 21, 2017 with the issue before it."),
        (("2017-07-14", "2017-07-23"), "Shares July 21 – 23, 2017 with the issue before it."),
        (("2017-07-07", "2017-07-13"), "No issue covers July 14 – 20, 2017."),
        (("2016-12-23", "2017-07-19"), "No issue covers July 20, 2017."),
        (("2016-12-09", "2016-12-15"), "No issue covers December 16, 2016 – July 20, 2017."),
    ],
)
def test_shared_days_and_gaps_are_told(client, older, remark):
    issue(121, *older)
    issue(122, "2017-07-21", "2017-07-27")
    assert remarks(client) == [remark]


def test_an_issue_without_a_number_stands_under_its_days(client):
    unnumbered = issue(None, "2017-07-21", "2017-07-27")
    found = page(client)
    assert f'<a href="/issues/{unnumbered.slug}/">ISHM: July 21 – 27, 2017</a>' in found
    assert "No. " not in found


@pytest.mark.parametrize("year", ["1999", "0", "99999999999"])
def test_a_year_without_issues_is_not_found(client, year):
    issue(122, "2017-07-21", "2017-07-27")
    assert client.get(f"/archive/{year}/").status_code == 404
