"""Style sheets and scripts, where no front serves them."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ZIPPED = {"accept-encoding": "gzip"}


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["css/issue.css", "js/reader.js", "ckeditor/ckeditor/ckeditor.js"])
def test_text_is_sent_compressed_to_those_who_can_read_that(client, name):
    source = Path(finders.find(name)).read_bytes()
    plain = client.get(f"/static/{name}")
    assert body(plain) == source
    assert plain["Vary"] == "Accept-Encoding"
    for _ in range(2):
        sent = client.get(f"/static/{name}", headers=ZIPPED)
        assert sent["Content-Encoding"] == "gzip"
        data = body(sent)
        assert gzip.decompress(data) == source
        assert len(data) < len(source) / 2


def test_a_second_process_finds_what_the_first_compressed(client, data):
    body(client.get("/static/css/issue.css", headers=ZIPPED))
    (copy,) = (data / "compressed").iterdir()
    made_at = copy.stat().st_mtime_ns
    body(type(client)().get("/static/css/issue.css", headers=ZIPPED))
    assert copy.stat().st_mtime_ns == made_at


def test_where_nothing_can_be_written_the_file_goes_as_it_is(client, data):
    (data / "compressed").write_text("in the way")
    sent = client.get("/static/css/issue.css", headers=ZIPPED)
    assert "Content-Encoding" not in sent
    assert body(sent) == Path(finders.find("css/issue.css")).read_bytes()


def test_a_page_of_the_desk_is_not_compressed(client, db):
    # It holds the token that forms are guarded by, beside what a stranger may put in an address.
    page = client.get("/accounts/login/?next=/desk/", headers=ZIPPED)
    assert b"csrfmiddlewaretoken" in page.content
    assert "Content-Encoding" not in page
