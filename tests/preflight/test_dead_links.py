"""Links are looked behind by a worker, each once a day."""

from datetime import UTC, datetime, timedelta

import pytest

from bulletins.preflight import dead_links, services, tasks
from bulletins.preflight.models import CheckedLink
from bulletins.rendering.fetching import Answer, Refused, Unreachable
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

pytestmark = pytest.mark.django_db
AT = datetime(2017, 7, 27, 9, tzinfo=UTC)


@pytest.fixture
def web(monkeypatch):
    """What each address answers: a status, or an exception. It counts who was asked."""
    answers, asked = {}, []

    def look(url):
        asked.append(url)
        answer = answers.get(url, 200)
        if isinstance(answer, Exception):
            raise answer
        return Answer(url=url, status=answer, reason="")

    monkeypatch.setattr(dead_links.fetching, "look", look)
    return answers, asked


@pytest.fixture
def issue():
    issue = IssueFactory(number=122)
    body = '<p>On July 22, <a href="https://example.org/a?x=1&amp;y=2">the survey</a> came out.</p>'
    entry = EntryFactory(takeaway=TakeawayFactory(issue=issue), body=body)
    SourceFactory(entry=entry, url="https://example.org/source")
    return issue


def find(issue):
    report = services.current_report(issue=issue, at=AT)
    return [one for one in report.all_findings() if one.check == "link-dead"]


def test_links_of_text_and_sources_are_looked_behind(issue, web):
    dead_links.look_behind_some(issue=issue, at=AT)
    assert sorted(web[1]) == ["https://example.org/a?x=1&y=2", "https://example.org/source"]


def test_a_link_is_asked_once_a_day(issue, web):
    for hours in (0, 1, 23, 25):
        dead_links.look_behind_some(issue=issue, at=AT + timedelta(hours=hours))
    assert len(web[1]) == 4


@pytest.mark.parametrize("answer", [404, 410, Unreachable("no such host")])
def test_a_dead_link_is_found_with_an_archive_copy_suggested(issue, web, answer):
    web[0]["https://example.org/source"] = answer
    assert dead_links.look_behind_some(issue=issue, at=AT)
    (finding,) = find(issue)
    assert "leads nowhere" in finding.message
    assert finding.suggestion.endswith("https://web.archive.org/web/https://example.org/source")


@pytest.mark.parametrize("answer", [200, 401, 403, 429, 500, Refused("private")])
def test_a_busy_or_closed_page_is_not_dead(issue, web, answer):
    web[0]["https://example.org/source"] = answer
    assert not dead_links.look_behind_some(issue=issue, at=AT)
    assert find(issue) == []


def test_the_tick_reads_the_issue_again_when_a_link_has_died(issue, web):
    web[0]["https://example.org/a?x=1&y=2"] = 404
    tasks.look_behind_links()
    assert [one.excerpt for one in find(issue)] == ["the survey"]
    assert CheckedLink.objects.get(is_dead=True).answer == "404"


def test_when_nobody_answers_it_is_our_own_line_that_is_down(issue, web):
    for url in dead_links.links_of(issue):
        web[0][url] = Unreachable("no such host")
    assert not dead_links.look_behind_some(issue=issue, at=AT)
    assert not CheckedLink.objects.exists()
