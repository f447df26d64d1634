"""A broker of one test alone, which may be killed under it."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from ishm.broker import PrivateRedis
from ishm.celery import app
from tests.fixtures.servers import _listen_to


@pytest.fixture
def private_broker(private_redis: PrivateRedis, monkeypatch: pytest.MonkeyPatch):
    """The address of ``private_redis``, with the test's own process listening there too."""
    monkeypatch.setenv("TEST_BROKER_URL", private_redis.url)
    before = (app.conf.broker_url, app.conf.broker_transport_options)
    _listen_to(private_redis.url, dict(django_settings.CELERY_BROKER_TRANSPORT_OPTIONS))
    yield private_redis.url
    _listen_to(*before)
