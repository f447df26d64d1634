"""Published pages as files, and a real nginx that serves them while the application is stopped."""

import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from datetime import date, timedelta

import pytest

from bulletins.issues import services
from bulletins.issues.models import Entry
from bulletins.public import pages
from ishm.ports import reserve_port
from tests.fixtures.servers import PATIENCE, ROOT, wait_until
from tests.public.shelves import NOON, correct, publish, write_issue

pytestmark = pytest.mark.django_db

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
WEEK = timedelta(days=7)
# What a reader's browser acts on must not depend on who answers.
SAME = (
    "Cache-Control", "Content-Type", "Cross-Origin-Opener-Policy", "Last-Modified",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pages"


@pytest.fixture
def issue():
    return publish(write_issue(number=122)).issue


def text(folder, path):
    return (folder / path).read_text()


def test_a_file_says_what_the_application_would(client, issue, folder):
    pages.write(folder)
    assert text(folder, "issues/122/index.html") == client.get("/issues/122/").content.decode()
    assert text(folder, "index.html") == client.get("/").content.decode()
    served = b"".join(client.get("/issues/122/map.svg").streaming_content)
    assert (folder / "issues/122/map.svg").read_bytes() == served


def test_without_a_change_nothing_is_written(issue, folder, django_assert_num_queries):
    # The front page and the edition at two addresses, each plain and compressed; its files twice.
    assert pages.write(folder) == 3 * 2 + 2 * 4
    with django_assert_num_queries(7):
        assert pages.write(folder) == 0


def test_a_new_neighbor_changes_the_page_before_it(issue, folder):
    pages.write(folder)
    later = write_issue(number=123, period_start=date(2017, 7, 28), period_end=date(2017, 8, 3))
    publish(later, at=NOON + WEEK)
    pages.write(folder)
    assert 'rel="next" href="/issues/123/"' in text(folder, "issues/122/index.html")
    assert "July 28 – August 3, 2017" in text(folder, "index.html")


def test_a_correction_replaces_the_page_and_marks_the_edition_before(issue, folder):
    pages.write(folder)
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    correct(issue, "It was a ferry.")
    pages.write(folder)
    assert "It was a ferry." in text(folder, "issues/122/index.html")
    assert "It has been corrected since." in text(folder, "issues/122/editions/1/index.html")


def test_an_edition_that_is_not_drawn_yet_has_no_page(folder):
    publish(write_issue(number=122), drawn=False)
    pages.write(folder)
    assert not (folder / "issues").exists()


def test_what_was_withdrawn_is_taken_away(issue, folder):
    pages.write(folder)
    services.withdraw_issue(issue=issue)
    pages.write(folder)
    left = sorted(file.name for file in folder.rglob("*") if file.is_file())
    assert left == ["index.html", "index.html.gz"]  # the front page


def test_a_lost_record_only_means_writing_again(issue, folder):
    written = pages.write(folder)
    folder.with_suffix(".json").write_text("{")
    assert pages.write(folder) == written


@pytest.mark.parametrize("issues", [1, 3])
def test_looking_for_changes_takes_the_same_queries_for_one_issue_and_for_many(
    issues, folder, django_assert_num_queries
):
    for number in range(issues):
        later = WEEK * number
        publish(
            write_issue(
                number=122 + number,
                period_start=date(2017, 7, 21) + later,
                period_end=date(2017, 7, 27) + later,
            )
        )
    pages.write(folder)
    with django_assert_num_queries(7):
        pages.write(folder)


def configuration(folder, port):
    """deploy/nginx.conf as it is, but for certificates, ports and folders of this machine."""
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    site = site[: site.index("server {\n    listen 80;")]
    site = re.sub(r"\n    ssl_certificate\S* [^;]*;", "", site)
    site = site.replace("    listen [::]:443 ssl http2;\n", "")
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    site = site.replace("/var/lib/ishm/pages", str(folder))
    # The application is stopped: nothing listens there.
    site = site.replace("/run/ishm/web.sock", str(folder.parent / "nobody.sock"))
    user = "user root;" if os.getuid() == 0 else ""
    work = folder.parent
    temporary = "\n".join(
        f"{kind}_temp_path {work}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    http = f"include /etc/nginx/mime.types; access_log off;\n{temporary}\n{site}"
    return (
        f"{user} daemon off; worker_processes 1; pid {work}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ {http} }}"
    )


@pytest.fixture
def front(folder):
    """Asks nginx: ``front("/issues/122/", **headers)`` gives status, headers, body."""
    port, mark = reserve_port()
    file = folder.parent / "nginx.conf"
    file.write_text(configuration(folder, port))

    def ask(address, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def is_up():
        try:
            return ask("/readyz")[0] == 404
        except OSError:
            return False

    with mark, subprocess.Popen([NGINX, "-p", folder.parent, "-c", file]) as process:
        wait_until(is_up, what="nginx that answers")
        yield ask
        process.terminate()


def policy(header):
    return sorted(part.strip() for part in header.split(";"))


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
def test_with_the_application_stopped_nginx_serves_what_is_published(client, issue, folder, front):
    pages.write(folder)
    status, headers, body = front("/issues/122/")
    ours = client.get("/issues/122/")
    assert (status, body) == (200, ours.content)
    assert {name: headers[name] for name in SAME} == {name: ours[name] for name in SAME}
    assert policy(headers["Content-Security-Policy"]) == policy(ours["Content-Security-Policy"])

    _, packed, _ = front("/issues/122/", **{"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    status, again, _ = front("/issues/122/", **{"If-None-Match": headers["ETag"]})
    assert (status, again["Content-Security-Policy"]) == (304, headers["Content-Security-Policy"])
    assert front("/issues/122/", **{"If-Modified-Since": ours["Last-Modified"]})[0] == 304

    assert front("/")[0] == 200
    assert front("/?utm_source=mail")[0] == 200
    # These are the application's: the archive, and what WordPress asked for at the front page.
    for address in ("/archive/", "/?p=122", "/?x=1&feed=rss2"):
        assert front(address)[0] == 502, address


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
def test_files_of_an_issue_come_from_nginx_under_the_same_headers(client, issue, folder, front):
    pages.write(folder)
    for name in ("map.svg", "map.png", "issue.pdf", "card.png"):
        for address in (f"/issues/122/{name}", f"/issues/122/editions/1/{name}"):
            status, headers, body = front(address)
            ours = client.get(address)
            assert (status, body) == (200, b"".join(ours.streaming_content))
            for each in ("Cache-Control", "Content-Disposition", "Content-Type"):
                assert headers[each] == ours[each], (address, each)
            if name != "issue.pdf":
                assert headers["Content-Security-Policy"] == ours["Content-Security-Policy"]


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
def test_nginx_keeps_nothing_that_was_withdrawn_and_shows_no_record(issue, folder, front):
    pages.write(folder)
    services.withdraw_issue(issue=issue)
    pages.write(folder)
    for address in ("/issues/122/", "/issues/122/map.svg", "/pages.json", "/%2e%2e/pages.json"):
        assert front(address)[0] in {400, 502}
