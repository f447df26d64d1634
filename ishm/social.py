"""Signing in by another service: which ones are configured, and what they need loaded.

``SOCIAL_LOGIN`` is a JSON object, a key for each service::

    {"google": {"client_id": "…", "secret": "…"},
     "openid_connect": {"name": "…", "server_url": "https://…", "client_id": "…", "secret": "…"}}

Only services that say whether an address has been proved: an account here stands for a mailbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# By their names at django-allauth. Any other service is reached by OpenID Connect.
NAMES = {"google": "Google", "github": "GitHub", "openid_connect": "OpenID Connect"}
NEEDED = {
    "google": ("client_id", "secret"),
    "github": ("client_id", "secret"),
    "openid_connect": ("name", "server_url", "client_id", "secret"),
}
# Asked for besides what allauth asks by itself.
EXTRA: dict[str, dict[str, Any]] = {
    "google": {"OAUTH_PKCE_ENABLED": True},
    "github": {"SCOPE": ["user:email"]},
    "openid_connect": {"OAUTH_PKCE_ENABLED": True},
}


def read(given: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    """What django-allauth is told of each service; what is wrong is added to the problems."""
    return {
        service: {"APPS": [_app(service, keys)], **EXTRA[service]}
        for service, keys in given.items()
        if _is_whole(service, keys, problems)
    }


def names(providers: Mapping[str, Any]) -> dict[str, str]:
    """The services of ``read`` as readers know them, by the word in their addresses."""
    return {service: told["APPS"][0]["name"] for service, told in providers.items()}


def apps_for(providers: Mapping[str, Any]) -> list[str]:
    """The Django apps these services need; none for none, so that nobody carries them unused."""
    if not providers:
        return []
    own = [f"allauth.socialaccount.providers.{service}" for service in providers]
    return ["allauth.socialaccount", *own]


def _is_whole(service: str, keys: Any, problems: list[str]) -> bool:
    if service not in NAMES:
        problems.append(f"SOCIAL_LOGIN can name {', '.join(NAMES)}; use openid_connect for others")
        return False
    missing = [key for key in NEEDED[service] if not (isinstance(keys, dict) and keys.get(key))]
    if missing:
        problems.append(f"SOCIAL_LOGIN: {service} lacks {', '.join(missing)}")
    elif not str(keys.get("server_url", "https://")).startswith("https://"):
        problems.append("SOCIAL_LOGIN: server_url must begin with https://")
        return False
    return not missing


def _app(service: str, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        "provider_id": service,
        "name": keys.get("name") or NAMES[service],
        "client_id": keys["client_id"],
        "secret": keys["secret"],
        "settings": {"server_url": keys["server_url"]} if "server_url" in keys else {},
    }
