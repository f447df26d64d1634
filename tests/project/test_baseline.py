"""A stranger with a scanner: headers, cookies, methods, error pages, redirects, hosts, listings."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client

from bulletins.accounts.models import AccountMail
from bulletins.issues.models import Entry
from tests.project.test_who_may_open_what import DOORS, clients, rows  # noqa: F401 - fixtures
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db
EVIL = "https://evil.example/x"
TELLING = re.compile(rb"Traceback|Django/|django\.|/site-packages/|Python/|settings\.py|SECRET")
OTHERS = "Access-Control-Allow-Origin", "Server", "X-Powered-By"


@pytest.fixture
def issue():
    return publish(write_issue(number=122)).issue


@pytest.mark.parametrize("method", ["put", "delete", "trace"])
def test_methods_nobody_uses_are_refused_everywhere(clients, rows, method):  # noqa: F811
    wrong = []
    for door in DOORS:
        answer = getattr(clients["anonymous"], method)(door.path(rows))
        if answer.status_code != 405:
            wrong.append((door.pattern, answer.status_code))
    assert wrong == []


def test_no_answer_opens_itself_to_other_sites_or_names_its_server(clients, rows):  # noqa: F811
    wrong = []
    for door in DOORS:
        answer = clients["anonymous"].get(door.path(rows), headers={"origin": EVIL})
        open_to_all = door.pattern.startswith(("api/", "^api/"))  # Public data, without cookies.
        told = [name for name in OTHERS if name in answer and not (open_to_all and "Allow" in name)]
        if told:
            wrong.append((door.pattern, told))
    assert wrong == []


REDIRECTS = ("next", "url", "redirect", "return", "return_to", "goto", "to")


@pytest.mark.parametrize("target", [EVIL, "//evil.example/x", "/\\evil.example"])
def test_no_address_sends_anybody_to_another_site(clients, rows, target):  # noqa: F811
    wrong = []
    for door in DOORS:
        answer = clients["reporter"].get(door.path(rows), dict.fromkeys(REDIRECTS, target))
        place = urlsplit(answer.get("Location", "").replace("\\", "/")).netloc
        if "evil" in place:
            wrong.append((door.pattern, answer["Location"]))
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/config", "/.env", "/static/", "/static/css/", "/media/", "/media/renditions/"),
        *("/manage.py", "/settings.py", "/backup.sql", "/wp-login.php", "/server-status"),
        *("/static/../ishm/settings.py", "/static/%2e%2e/ishm/settings.py", "/mailbox/../x/"),
        *("/media/figures/..%2f..%2fsecret_key", "/issues/../../etc/passwd"),
    ],
)
def test_nothing_lies_around_and_no_folder_is_listed(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert not TELLING.search(answer.content)


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/no-such-page/"), 404),
        (lambda client: client.get("/about/", headers={"host": "evil.example"}), 400),
        (lambda client: client.post("/subscribe/", {"email": "a@example.org"}), 403),
        (lambda client: client.get("/issues/%00/"), 404),
        (lambda client: client.get("/search/", {"q": "\x00'\"<script>"}), 200),
        (lambda client: client.get("/archive/?page=99999999999999999999"), 200),
    ],
    ids=["not found", "wrong host", "no token", "zero byte", "hostile words", "endless page"],
)
def test_error_pages_tell_nothing_of_the_inside(issue, ask, status):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = ask(client)
    assert answer.status_code == status
    assert not TELLING.search(answer.content)
    assert b"<script>" not in answer.content.split(b"</head>")[-1]


def test_a_page_that_breaks_tells_nothing_and_keeps_its_armor(issue, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("bulletins.public.shelf.find", breaks)
    answer = Client(raise_request_exception=False).get("/issues/122/")
    assert answer.status_code == 500
    assert b"secret of the inside" not in answer.content
    assert not TELLING.search(answer.content)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED"])
def test_a_claimed_host_gets_into_no_mail_and_no_page(client, cast, header):
    claimed = {header: "host=evil.example" if header == "HTTP_FORWARDED" else "evil.example"}
    client.post("/accounts/password/reset/", {"email": cast.reporter.email}, **claimed)
    assert "evil.example" not in AccountMail.objects.get().body
    assert b"evil.example" not in client.get("/", **claimed).content


@pytest.mark.parametrize("email", ["reporter", "nobody@example.org"])
def test_a_host_that_is_let_in_for_health_checks_gets_into_no_mail(client, cast, settings, email):
    settings.SITE_URL = "https://bulletin.example.org"
    address = cast.reporter.email if email == "reporter" else email
    client.post("/accounts/password/reset/", {"email": address}, headers={"host": "localhost"})
    body = AccountMail.objects.get().body
    assert "https://bulletin.example.org/accounts/" in body
    assert "localhost" not in body


def test_a_wrong_host_gets_no_reset_mail(client, cast):
    told = {"email": cast.reporter.email}
    answer = client.post("/accounts/password/reset/", told, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert not AccountMail.objects.exists()


class Page(HTMLParser):
    """What a page loads, and which of its forms carry no token."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.forms: list[dict] = []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag in {"script", "img", "iframe", "source", "video", "object", "embed"}:
            self.loads.append(found.get("src") or found.get("data") or "")
        if tag == "link" and found.get("rel") in {"stylesheet", "preload", "icon", "manifest"}:
            self.loads.append(found.get("href", ""))
        if tag == "form" and found.get("method", "").lower() == "post":
            self.forms.append({"action": found.get("action", ""), "has_token": False})
        if tag == "input" and found.get("name") == "csrfmiddlewaretoken" and self.forms:
            self.forms[-1]["has_token"] = True
        self.inline += [name for name in found if name.startswith("on")]


@pytest.mark.parametrize("who", ["anonymous", "publisher"])
def test_pages_load_nothing_from_elsewhere_and_every_form_has_its_token(
    who,
    clients,  # noqa: F811
    rows,  # noqa: F811
    issue,
):
    wrong = []
    for door in DOORS:
        if door.pattern.startswith("admin/"):
            continue  # The back office's own pages; CKEditor is answered in docs/security.md.
        answer = clients[who].get(door.path({**rows, "slug": "122"}))
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page()
        page.feed(answer.content.decode())
        places = {urlsplit(address).netloc for address in page.loads} - {"", "testserver"}
        bare = [form["action"] for form in page.forms if not form["has_token"]]
        # The one-click forms of mail programs act on the secret in their address alone.
        bare = [action for action in bare if not action.startswith("/u/")]
        if places or bare or page.inline:
            wrong.append((door.pattern, places, bare, page.inline))
    assert wrong == []


def test_what_is_written_is_never_run_as_a_template(client, settings):
    written = "{{ settings.SECRET_KEY }} {% debug %} {0} %(name)s ${HOME}"
    issue = write_issue(number=122)
    Entry.objects.update(body=f"<p>{written}</p>")
    publish(issue)
    page = client.get("/issues/122/").content.decode()
    assert html.escape(written, quote=False) in page
    assert settings.SECRET_KEY not in page
