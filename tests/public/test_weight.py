"""What an issue weighs on a weak connection, measured in the browser as bytes on the wire."""

import pytest

from bulletins.importing import sample
from bulletins.issues.models import Issue
from bulletins.public.services import index_published
from tests.public.shelves import NOON, publish
from tests.publications.factories import WeeklyFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT = 60_000


@pytest.fixture
def whole_week():
    """The sample week: 45 entries, 17 incidents, linked to the guide."""
    WeeklyFactory()
    sample.load_week(at=NOON)
    publish(Issue.objects.get(number=122))
    index_published()


def transferred(page, address):
    """Bytes received for a page and all it loads, with headers, by kind of resource."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds, sizes = {}, {}
    session.on(
        "Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}),
    )
    page.goto(address, wait_until="networkidle")
    by_kind = {}
    for request, size in sizes.items():
        by_kind[kinds[request]] = by_kind.get(kinds[request], 0) + size
    return by_kind


def test_an_issue_without_its_images_stays_below_60_kb(whole_week, open_page):
    weight = transferred(open_page(), "/issues/122/")
    assert weight["Document"] > 10_000  # it was really measured
    assert weight["Stylesheet"] > 1_000
    assert "Font" not in weight
    assert sum(size for kind, size in weight.items() if kind != "Image") < LIMIT, weight
