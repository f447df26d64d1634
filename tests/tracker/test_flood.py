"""A flood of replies, by several processes at once, on the database of the test."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bulletins.tracker import comments, services
from bulletins.tracker.models import Comment
from tests.fixtures.servers import ROOT, process_environment
from tests.tracker.factories import DailyUpdateFactory

PROCESSES = 4
EACH = 125  # 500 in all
SENDER = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime
from bulletins.tracker import comments
from bulletins.tracker.models import DailyUpdate
mine, each, posts = json.loads(sys.argv[1])
dailies = list(DailyUpdate.objects.filter(pk__in=posts))
for number in range(each):
    key = f"{mine}-{number}"
    reply = comments.Reply(
        name="Many", text="Read this.", email=f"{key}@example.org", network=key, form_token=key
    )
    try:
        comments.post_comment(
            update=dailies[number % len(dailies)],
            reply=reply,
            at=datetime(2014, 6, 23, 9, tzinfo=UTC),
        )
    except comments.CommentRefused:
        pass
"""


def flood(posts, settings):
    """Four processes send 500 replies from 500 networks at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SENDER, json.dumps([mine, EACH, posts])],
            cwd=ROOT,
            env=process_environment(settings),
        )
        for mine in range(PROCESSES)
    ]
    assert [process.wait(150) for process in started] == [0] * PROCESSES


@pytest.mark.django_db(transaction=True)
def test_500_replies_put_no_more_than_the_limit_into_the_queue(settings):
    keys = []
    for day in range(1, 6):
        update = DailyUpdateFactory(date_start=f"2014-06-{day:02}", date_end=f"2014-06-{day:02}")
        services.publish_daily(update=update, at=datetime(2014, 6, 22, 18, tzinfo=UTC))
        keys.append(update.pk)
    flood(keys, settings)
    assert Comment.objects.pending().count() == comments.MOST_PENDING
    for key in keys:
        waiting = Comment.objects.pending().filter(update=key).count()
        assert waiting <= comments.MOST_PENDING_A_POST
