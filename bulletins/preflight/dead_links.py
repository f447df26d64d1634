"""Looking behind the links of an issue: a few at a time, each once a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from bulletins.issues.models import Entry, Issue, Source
from bulletins.preflight.models import CheckedLink
from bulletins.rendering import fetching

AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 10  # five seconds each at worst: well within a task's time

_HREF = re.compile(r"href=\"(https?://[^\"]{1,1000})\"")


def look_behind_some(*, issue: Issue, at: datetime) -> bool:
    """Check the links of this issue that are due; true when one of them has died or come back."""
    urls = sorted(links_of(issue))
    known = {link.url: link for link in CheckedLink.objects.filter(url__in=urls)}
    due = [url for url in urls if url not in known or known[url].checked_at < at - AGAIN_AFTER]
    answers = {url: _answer(url) for url in due[:AT_ONCE]}
    if not any(answer.is_from_somebody for answer in answers.values()):
        return False  # it is our own line that is down; the links are asked again later
    for url, answer in answers.items():
        CheckedLink.objects.update_or_create(
            url=url,
            defaults={"is_dead": answer.is_dead, "answer": answer.words[:120], "checked_at": at},
        )
    was_dead = {url for url, link in known.items() if link.is_dead}
    return any(answer.is_dead != (url in was_dead) for url, answer in answers.items())


def links_of(issue: Issue) -> set[str]:
    """Every web address in its texts and sources."""
    entries = Entry.objects.filter(takeaway__issue=issue)
    texts = [*entries.values_list("body", flat=True)]
    texts += issue.takeaways.values_list("summary", flat=True)
    sources = Source.objects.filter(entry__in=entries).exclude(url="")
    written = {unescape(url) for text in texts for url in _HREF.findall(text)}
    return written | set(sources.values_list("url", flat=True))


def dead_links(issue: Issue) -> Iterator[tuple[str, str]]:
    """The addresses behind which nothing was found, each with the answer."""
    dead = CheckedLink.objects.filter(url__in=links_of(issue), is_dead=True)
    yield from dead.order_by("url").values_list("url", "answer")


@dataclass(frozen=True)
class _Said:
    words: str
    is_dead: bool
    is_from_somebody: bool = True


def _answer(url: str) -> _Said:
    try:
        answer = fetching.look(url)
    except fetching.Refused as error:
        return _Said(str(error), is_dead=False)  # “link-broken” says so already
    except fetching.Unreachable as error:
        return _Said(str(error), is_dead=True, is_from_somebody=False)
    return _Said(f"{answer.status} {answer.reason}".strip(), is_dead=answer.is_gone)
