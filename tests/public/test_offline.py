"""What a reader has opened can be read without a network, and says how old it is."""

import pytest

from bulletins.issues import services
from bulletins.issues.models import Entry
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until
from tests.public.shelves import correct, publish, write_issue

SAVED = "A saved copy."


@pytest.mark.django_db
def test_the_worker_is_asked_for_anew_and_names_what_it_keeps(client):
    response = client.get("/sw.js")
    script = response.content.decode()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert '"/static/css/issue.css"' in script
    assert "desk" not in script.split("const ASSETS")[1]


class TestOffline:
    pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

    @pytest.fixture
    def issue(self):
        return publish(write_issue(number=122)).issue

    @pytest.fixture
    def reader(self, issue, open_page):
        """Somebody who has opened the issue once, and whose device has kept it."""
        page = open_page("/issues/122/", keeps_pages=True)
        wait_until(lambda: "/issues/122/" in kept(page), what="the page on the device")
        return page

    def test_an_opened_issue_can_be_read_without_a_network_and_says_so(self, reader, complaints):
        reader.context.set_offline(True)
        reader.reload()
        assert SAVED in reader.get_by_role("status").inner_text()
        assert reader.get_by_text("A bridge was repaired.").is_visible()
        assert reader.locator(".map img").evaluate("picture => picture.naturalWidth") > 0
        ground = "getComputedStyle(document.querySelector('.kicker')).textTransform"
        assert reader.evaluate(ground) == "uppercase"  # its style sheets are there too
        assert_accessible(reader)
        complaints.clear()  # The browser notes that it has no network.

    def test_with_a_network_a_reader_gets_the_newest_edition_unmarked(self, reader, issue):
        Entry.objects.update(body="<p>A ferry was repaired.</p>")
        correct(issue, "It was a ferry.")
        reader.reload()
        assert reader.get_by_text("A ferry was repaired.").first.is_visible()
        assert reader.get_by_text(SAVED).count() == 0

    def test_a_correction_that_was_not_seen_is_not_passed_over(self, reader, issue, complaints):
        Entry.objects.update(body="<p>A ferry was repaired.</p>")
        correct(issue, "It was a ferry.")
        reader.context.set_offline(True)
        reader.reload()
        assert reader.get_by_text("A bridge was repaired.").is_visible()
        assert (
            "what was corrected since then is not in it"
            in reader.get_by_role("status").inner_text()
        )
        complaints.clear()

    def test_what_was_withdrawn_leaves_the_device(self, reader, issue, complaints):
        services.withdraw_issue(issue=issue)
        reader.reload()
        wait_until(lambda: "/issues/122/" not in kept(reader), what="an emptied device")
        complaints.clear()

    def test_a_page_nobody_opened_offers_those_that_were(self, reader, complaints):
        reader.context.set_offline(True)
        reader.goto("/archive/")
        assert (
            reader.get_by_role("heading", level=1).inner_text() == "This page is not on your device"
        )
        reader.get_by_role("link", name="ISHM: July 21 – 27, 2017").click()
        assert reader.get_by_text("A bridge was repaired.").is_visible()
        complaints.clear()

    def test_nothing_of_the_desk_and_no_search_is_kept(self, issue, open_page, cast):
        page = open_page("/issues/122/", as_user=cast.editor, keeps_pages=True)
        wait_until(lambda: "/issues/122/" in kept(page), what="the page on the device")
        for address in ("/desk/", "/search/?q=bridge", "/subscribe/"):
            page.goto(address)
        assert [path for path in kept(page) if path.startswith(("/desk", "/search", "/sub"))] == []
        page.context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto("/desk/")


def kept(page):
    """The paths that lie in the caches of the reader's device."""
    return page.evaluate(
        """async () => {
          const paths = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              paths.push(new URL(request.url).pathname);
          return paths;
        }"""
    )
