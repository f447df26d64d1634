"""A small OpenID Connect service over TLS: one person, and all that the standard asks of a service.

It holds its clients to OpenID Connect Core 1.0 and RFC 7636: an exact redirect address, the scope
“openid”, a secret, a code that is good once, its PKCE verifier; and gives a signed ID token beside
the key to the facts of the person.
"""

from __future__ import annotations

import base64
import json
import secrets
import ssl
import threading
import time
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "ishm", "of the test"
ISSUER = "https://localhost"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_KEY = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
PAGE = """<!doctype html><html lang="en"><title>Example</title><h1>Who are you?</h1>
<form method="post" action="/agree"><input type="hidden" name="asked" value="{asked}">
<button name="answer" value="yes">I am Huda</button> <button name="answer" value="no">No</button>
</form></html>"""


class Provider(ThreadingHTTPServer):
    """The service. What it says of the person and how clients prove themselves can be changed."""

    daemon_threads = True

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.person: dict[str, Any] = {
            "sub": "7",
            "name": "Huda",
            "email": "huda@example.org",
            "email_verified": True,
        }
        self.client_auth = "client_secret_post"
        self.claims: dict[str, Any] = {}  # What the ID token says otherwise than it should.
        self.codes: dict[str, dict[str, str]] = {}  # what was asked for, by the code given for it
        self.tokens: set[str] = set()
        self.served: list[str] = []  # requests of the client alone, by path
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def id_token(self) -> str:
        """Who the person is, signed."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person}
        return jwt.encode(claims | self.claims, KEY, algorithm="RS256", headers={"kid": "one"})


class _Desk(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        pages = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda: self._say({"keys": [PUBLIC_KEY | {"kid": "one", "alg": "RS256"}]}),
            "/userinfo": self._userinfo,
        }
        if parts.path == "/authorize":
            return self._ask(dict(parse_qsl(parts.query)), parts.query)
        if parts.path not in pages:
            return self._say({"error": "not_found"}, 404)
        self.server.served.append(parts.path)
        return pages[parts.path]()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body))
        if urlsplit(self.path).path == "/agree":
            return self._answer(form)
        self.server.served.append(self.path)
        return self._token(form)

    def _discovery(self) -> None:
        self._say(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "userinfo_endpoint": f"{ISSUER}/userinfo",
                "jwks_uri": f"{ISSUER}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [self.server.client_auth],
            }
        )

    def _ask(self, asked: dict[str, str], query: str) -> None:
        """The page on which the person agrees; a client that asks wrongly gets none."""
        is_right = (
            asked.get("client_id") == CLIENT
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and asked.get("redirect_uri", "").endswith(
                "/accounts/oidc/openid_connect/login/callback/"
            )
        )
        page = PAGE.format(asked=escape(query)) if is_right else "A client that asks wrongly."
        self._send(page.encode(), "text/html; charset=utf-8", 200 if is_right else 400)

    def _answer(self, form: dict[str, str]) -> None:
        asked = dict(parse_qsl(form["asked"]))
        back = {"state": asked["state"], "error": "access_denied"}
        if form["answer"] == "yes":
            code = secrets.token_urlsafe()
            self.server.codes[code] = asked
            back = {"state": asked["state"], "code": code}
        self.send_response(303)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        asked = self.server.codes.pop(form.get("code", ""), None)
        if self._client(form) != (CLIENT, SECRET):
            return self._say({"error": "invalid_client"}, 401)
        verifier = form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode()
        is_right = (
            asked is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )
        if not is_right:
            return self._say({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe()
        self.server.tokens.add(token)
        return self._say(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.server.id_token(),
            }
        )

    def _client(self, form: dict[str, str]) -> tuple[str, str]:
        if self.server.client_auth == "client_secret_post":
            return form.get("client_id", ""), form.get("client_secret", "")
        words = self.headers.get("Authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(words).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

    def _userinfo(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.server.tokens:
            return self._say({"error": "invalid_token"}, 401)
        return self._say(self.server.person)

    def _say(self, what: dict[str, Any], status: int = 200) -> None:
        self._send(json.dumps(what).encode(), "application/json", status)

    def _send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: a test says what went wrong."""
