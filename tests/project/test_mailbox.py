"""Mail that is caught on this machine, and what the site shows of it."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from email.message import EmailMessage

import pytest

from ishm.ports import reserve_port
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.fixtures.servers import ROOT

RAW = b"""\
X-Envelope-From: ishm@example.org\r
X-Envelope-To: reader@example.org\r
From: ISHM <ishm@example.org>\r
To: undisclosed-recipients:;\r
Subject: =?utf-8?q?The_week=E2=80=99s_issue?=\r
Date: Thu, 27 Jul 2017 11:00:00 +0000\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=x\r
\r
--x\r
Content-Type: text/plain; charset=utf-8\r
\r
In words: https://example.org/issues/122/\r
--x\r
Content-Type: text/html; charset=utf-8\r
\r
<h1 style="color: red">In color</h1><script>parent.document.title = "taken over"</script>\r
--x--\r
"""


@pytest.fixture
def folder(settings, tmp_path):
    settings.HAS_MAILBOX = True
    settings.MAILBOX_DIR = tmp_path
    return tmp_path


@pytest.fixture
def caught(folder):
    (folder / "20170727-110000-000000-abcd.eml").write_bytes(RAW)
    return "/mailbox/20170727-110000-000000-abcd/"


def test_the_list_names_subject_and_true_recipient(client, caught, db):
    page = client.get("/mailbox/").content.decode()
    assert "The week’s issue" in page
    assert "to reader@example.org" in page


def test_a_mail_shows_its_text_and_headers(client, caught, db):
    page = client.get(caught).content.decode()
    assert '<a href="https://example.org/issues/122/"' in page
    assert "undisclosed-recipients:;" in page


def test_the_newest_mail_comes_first(client, folder, db):
    for day in (1, 2):
        (folder / f"2017070{day}-x.eml").write_bytes(b"Subject: day %d\r\n\r\nx" % day)
    page = client.get("/mailbox/").content.decode()
    assert page.index("day 2") < page.index("day 1")


def test_emptying_it_throws_all_mail_away(client, caught, folder, db):
    assert client.get("/mailbox/empty/").status_code == 405
    assert list(folder.iterdir()) != []
    client.post("/mailbox/empty/")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/x/", "/mailbox/x/html/"])
def test_there_is_no_mailbox_where_a_mail_server_is_set(client, caught, settings, path, db):
    settings.HAS_MAILBOX = False
    assert client.get(path.replace("x", "20170727-110000-000000-abcd")).status_code == 404


def test_a_name_cannot_leave_the_folder(client, folder, db):
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nx")
    assert client.get("/mailbox/..%2fsecret/").status_code == 404


def test_the_html_of_a_mail_runs_no_script(open_page, caught, complaints):
    page = open_page(caught, width=360)
    assert page.frame_locator("iframe").locator("h1").text_content() == "In color"
    assert page.title() == "The week’s issue"
    assert_fits(page)
    assert_accessible(page)
    assert all("script" in complaint for complaint in complaints)
    complaints.clear()


def test_the_catcher_keeps_every_mail_with_its_envelope(tmp_path):
    port, mark = reserve_port()
    with (
        mark,
        subprocess.Popen(
            [sys.executable, "-m", "ishm.mailcatcher", str(port), tmp_path / "mailbox"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        ) as catcher,
    ):
        assert b"takes every mail" in catcher.stdout.readline()
        mail = EmailMessage()
        mail["Subject"] = "Hello"
        mail.set_content("text")
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.send_message(mail, "from@example.org", ["a@example.org", "b@example.org"])
        catcher.terminate()
    [path] = (tmp_path / "mailbox").glob("*.eml")
    assert path.read_bytes().startswith(
        b"X-Envelope-From: from@example.org\r\n"
        b"X-Envelope-To: a@example.org, b@example.org\r\n"
        b"Subject: Hello\r\n"
    )
