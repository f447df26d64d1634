"""Signing in by another service: a real one over TLS on this machine, and who is let in."""

from __future__ import annotations

from http.client import HTTPSConnection
from ssl import create_default_context
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from bulletins.accounts.models import User
from bulletins.rendering import fetching
from bulletins.tracker import forms
from bulletins.tracker.models import Comment
from ishm import social
from tests.fixtures.browser import assert_accessible
from tests.fixtures.certificates import make_certificate
from tests.tracker.factories import published_daily
from tests.tracker.openid_provider import Provider

pytestmark = pytest.mark.django_db
START = "/accounts/by/openid_connect/"


@pytest.fixture
def provider(tmp_path, monkeypatch):
    """The service, which the guard is told to let through; everything else is as it is."""
    certificate, key = make_certificate(tmp_path)
    server = Provider(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(fetching, "is_public", lambda address: True)
    monkeypatch.setitem(fetching.PORTS, "https", server.server_port)
    cache.clear()  # allauth keeps what it has read of a service.
    yield server
    server.shutdown()
    server.server_close()


def agree(client, next_path="", *, answer="yes"):
    """Press the button, answer at the service; the way back, as a browser would go it."""
    onward = client.post(START, {"next": next_path})
    asked = urlsplit(onward.context["address"])
    page, content = fetching.exchange(asked.geturl(), "GET", headers={}, body=None)
    assert page.status == 200, content
    body = urlencode({"asked": asked.query, "answer": answer}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    agreed, _ = fetching.exchange("https://localhost/agree", "POST", headers=form, body=body)
    back = urlsplit(agreed.getheader("Location"))
    assert back.path == "/accounts/oidc/openid_connect/login/callback/"
    return f"{back.path}?{back.query}"


def come_back(client, next_path="", *, answer="yes"):
    """The same, and the answer of our own page to it."""
    return client.get(agree(client, next_path, answer=answer))


@pytest.mark.parametrize("client_auth", ["client_secret_post", "client_secret_basic"])
def test_a_reader_comes_in_by_another_service_and_goes_on(client, provider, client_auth):
    provider.client_auth = client_auth
    answer = come_back(client, "/daily/a-post/reply/")
    assert (answer.status_code, answer.url) == (302, "/daily/a-post/reply/")
    user = User.objects.get()
    assert (user.email, user.name, user.is_colleague()) == ("huda@example.org", "Huda", False)
    assert "/token" in provider.served
    assert "/userinfo" in provider.served
    client.logout()
    assert come_back(client).url == "/accounts/you/"
    assert User.objects.get() == user
    assert client.session["_auth_user_id"] == str(user.pk)


def refused(client, words, *, answer="yes"):
    answer = come_back(client, answer=answer)
    page = client.get(answer.url)
    return answer.url == "/accounts/login/" and words in page.content.decode()


@pytest.mark.parametrize("said", [False, "false", None, 0, "yes"])
def test_an_address_that_is_not_proved_makes_no_account(client, provider, said):
    provider.person["email_verified"] = said
    assert refused(client, "does not say that your address is proved")
    assert not User.objects.exists()


def test_another_service_does_not_open_an_account_that_is_here(client, provider, cast):
    provider.person["email"] = "Editor@example.org"
    assert refused(client, "already")
    assert "_auth_user_id" not in client.session


def test_a_colleague_does_not_come_in_by_another_service(client, provider):
    come_back(client)
    user = User.objects.get()
    client.logout()
    user.is_staff = True
    user.save()
    assert refused(client, "signs in with a password")
    assert "_auth_user_id" not in client.session


def test_a_service_that_writes_true_as_a_word_is_understood(client, provider):
    provider.person["email_verified"] = "true"
    assert come_back(client).url == "/accounts/you/"
    assert User.objects.get().email == "huda@example.org"


def test_whoever_says_no_there_is_told_what_to_do_instead(client, provider):
    assert refused(client, "You can reply without an account", answer="no")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "claims", [{"aud": "somebody else"}, {"iss": "https://elsewhere.example"}, {"exp": 1}]
)
def test_a_token_for_somebody_else_from_elsewhere_or_of_yesterday_signs_nobody_in(
    client, provider, claims
):
    provider.claims = claims
    assert refused(client, "gave no proper answer")
    assert not User.objects.exists()


def test_a_code_is_good_once(client, provider):
    way_back = agree(client)
    assert client.get(way_back).url == "/accounts/you/"
    client.logout()
    assert client.get(way_back).url == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_state_that_is_not_this_browsers_is_refused(client, provider):
    onward = client.post(START)
    state = parse_qs(urlsplit(onward.context["address"]).query)["state"][0]
    stranger = type(client)()
    stranger.get(f"/accounts/oidc/openid_connect/login/callback/?code=a-code&state={state}")
    assert "_auth_user_id" not in stranger.session
    assert "/token" not in provider.served


def test_a_service_inside_our_own_network_is_not_asked(client, provider, monkeypatch):
    monkeypatch.undo()  # The guard is itself again, and “localhost” is not public.
    answer = client.post(START)
    assert answer.url == "/accounts/login/"
    assert "does not answer" in client.get(answer.url).content.decode()


def test_the_button_is_there_only_where_a_service_is_configured(client, settings):
    assert "Go on with Example" in client.get("/accounts/login/").content.decode()
    settings.SOCIAL_LOGINS = {}
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert "Go on with" not in client.get(page).content.decode()
    assert client.post(START).status_code == 404


def test_nothing_is_loaded_where_none_is_configured():
    problems = []
    assert social.apps_for(social.read({}, problems)) == []
    keys = {"client_id": "x", "secret": "y"}
    assert social.apps_for(social.read({"google": keys}, problems)) == [
        "allauth.socialaccount",
        "allauth.socialaccount.providers.google",
    ]
    assert problems == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"facebook": {}}, "use openid_connect for others"),
        ({"google": {"client_id": "x"}}, "google lacks secret"),
        ({"google": "x"}, "google lacks client_id, secret"),
        (
            {
                "openid_connect": {
                    "name": "x", "server_url": "http://x", "client_id": "x", "secret": "x",
                }
            },
            "must begin with https://",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_the_setting_is_named(given, words):
    problems = []
    assert social.read(given, problems) == {}
    assert words in problems[0]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_reader_signs_in_there_and_replies(open_page, provider, monkeypatch):
    """Under the strict policy, out to the service and back, to the reply that was begun."""
    monkeypatch.setattr(forms, "QUICKEST", 0)
    daily = published_daily(items=["Anbar"])
    daily.editions.create(number=1, content={}, sha256="", published_at=timezone.now())
    page = open_page(f"/daily/{daily.slug}/reply/")

    def ask_the_service(route):
        """The browser's own request, to the port the service has here."""
        asked = urlsplit(route.request.url)
        line = HTTPSConnection("localhost", provider.server_port, context=create_default_context())
        line.request(
            route.request.method,
            f"{asked.path}?{asked.query}",
            route.request.post_data,
            route.request.headers,
        )
        answer = line.getresponse()
        headers = dict(answer.getheaders())
        route.fulfill(status=answer.status, headers=headers, body=answer.read())

    page.route("https://localhost/**", ask_the_service)
    page.get_by_role("button", name="Go on with Example").click()
    page.get_by_role("button", name="I am Huda").click()
    expect(page.get_by_text("You reply as Huda")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Your reply").fill("By noon.")
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reply is in")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Your reply").fill("By one.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("By one.")).to_be_visible()
    comment = Comment.objects.get()
    assert (comment.user, comment.email, comment.text) == (
        User.objects.get(),
        "huda@example.org",
        "By one.",
    )
