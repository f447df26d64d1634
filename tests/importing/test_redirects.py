"""Whoever kept a link to the site there was before still arrives."""

from io import StringIO

import pytest
from django.core.management import call_command

from bulletins.importing.models import OldAddress
from tests.importing.an_archive import archive, post, week_post
from tests.public.shelves import draw

pytestmark = pytest.mark.django_db

HERE = "https://old.example"


@pytest.fixture
def moved(tmp_path):
    """An archive with one issue, its picture and an about page, published and drawn."""

    def bring(*posts):
        path = tmp_path / "old-site.xml"
        path.write_text(archive(*posts), encoding="utf-8")
        call_command("import_archive", str(path), "--publish", "--json", stdout=StringIO())
        for old in OldAddress.objects.exclude(issue=None).select_related("issue"):
            draw(old.issue.editions.get())

    bring(
        week_post(link=f"{HERE}/2017/07/27/ishm122/", number="122"),
        post("dam", "", link=f"{HERE}/dam-picture/", number="130", parent="122",
             kind="attachment", status="inherit"),
        post("About", "Who we are.", link=f"{HERE}/about-us/", number="2", kind="page"),
    )  # fmt: skip
    return bring


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # The post, by its permalink and its number, and what WordPress hung below it.
        ("/2017/07/27/ishm122/", "/issues/122/"),
        ("/2017/07/27/ishm122", "/issues/122/"),
        ("/2017/07/27/ishm122/?share=twitter", "/issues/122/"),
        ("/?p=122", "/issues/122/"),
        ("/?page_id=122&preview=true", "/issues/122/"),
        ("/2017/07/27/ishm122/feed/", "/issues/122/"),
        ("/2017/07/27/ishm122/comment-page-2/", "/issues/122/"),
        # The page of a picture.
        ("/2017/07/27/ishm122/dam/", "/issues/122/"),
        ("/dam-picture/", "/issues/122/"),
        ("/?attachment_id=130", "/issues/122/"),
        # Lists of posts.
        ("/2017/", "/archive/2017/"),
        ("/2017/07/", "/archive/2017/#month-2017-07"),
        ("/2017/07/27/", "/archive/2017/#month-2017-07"),
        ("/2017/07/page/2/", "/archive/2017/#month-2017-07"),
        ("/1999/", "/archive/"),
        ("/0000/", "/archive/"),
        ("/?m=201707", "/archive/2017/#month-2017-07"),
        ("/category/weekly/", "/archive/"),
        ("/category/weekly/page/3/", "/archive/"),
        ("/tag/mosul/", "/archive/"),
        ("/author/editor/", "/archive/"),
        ("/page/2/", "/archive/"),
        ("/?cat=3", "/archive/"),
        ("/?paged=2", "/archive/"),
        ("/?s=Tal+Afar&x=1", "/search/?q=Tal+Afar"),
        # Feeds.
        ("/feed/", "/feeds/issues.rss"),
        ("/feed", "/feeds/issues.rss"),
        ("/feed/atom/", "/feeds/issues.atom"),
        ("/category/weekly/feed/", "/feeds/issues.rss"),
        ("/?feed=rss2", "/feeds/issues.rss"),
        ("/?feed=atom", "/feeds/issues.atom"),
    ],
)
def test_every_kind_of_old_address_arrives(client, moved, old, new):
    answer = client.get(old)
    assert (answer.status_code, answer.headers.get("Location")) == (301, new)
    assert client.get(new).status_code == 200


@pytest.mark.parametrize("old", ["/wp-content/uploads/2017/07/dam.jpg", "/comments/feed/"])
def test_what_was_not_brought_along_is_gone(client, moved, old):
    answer = client.get(old)
    assert answer.status_code == 410
    assert 'role="search"' in answer.content.decode()


@pytest.mark.parametrize("old", ["/?p=2", "/?p=999", "/?p=1%00", "/about-us/", "/nothing/"])
def test_what_never_was_ours_is_not_found(client, moved, old):
    assert client.get(old).status_code == 404


def test_reading_an_archive_again_adds_the_addresses_an_earlier_run_did_not_know(client, moved):
    OldAddress.objects.filter(path__startswith="?p=").delete()
    assert client.get("/?p=122").status_code == 404
    moved(week_post(link=f"{HERE}/2017/07/27/ishm122/", number="122"))
    assert client.get("/?p=122").headers["Location"] == "/issues/122/"


@pytest.mark.parametrize("old", ["/?p=122", "/?s=bridge", "/?feed=rss2"])
def test_a_site_that_never_moved_answers_with_its_front_page(client, old):
    assert client.get(old).status_code == 200


@pytest.mark.parametrize("old", ["/feed/", "/2017/07/", "/category/weekly/", "/wp-content/a.jpg"])
def test_a_site_that_never_moved_knows_none_of_these(client, old):
    assert client.get(old).status_code == 404
