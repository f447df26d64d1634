"""What every test may ask for; each group of fixtures has its own module in tests/fixtures."""

from __future__ import annotations

import os
import shutil

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches

pytest_plugins = ["tests.fixtures.people", "tests.fixtures.servers", "tests.fixtures.browser"]

# How long an example takes tells of the machine, nothing of ours.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# Whoever asks for one of these works with the servers of the run's configuration.
SERVERS = {"db", "transactional_db", "broker", "broker_url"}


def pytest_report_header() -> str:
    """Say on what the tests run; a green run is worth what it ran on."""
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    broker = os.environ.get("REDIS_URL") or "embedded (a private server on a socket)"
    return f"database: {database} · broker: {broker.rpartition('@')[2]}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests in one process of a parallel run: starting Chromium costs seconds.

    What asks for no database and no broker comes out the same in every configuration, and so does
    what a browser makes of a page; journeys with a real worker are made in each.
    """
    for item in items:
        asks = set(getattr(item, "fixturenames", ()))
        if "chromium" in asks:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not asks & {"worker", "start_worker"}:
                item.add_marker(pytest.mark.once)
        if not asks & SERVERS and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.once)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove all that the run wrote; the processes of a parallel run leave it to their parent."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["TEST_DATA_DIR"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_media(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Files one test stores are never seen by another."""
    asks = {"db", "transactional_db"} & set(request.fixturenames)
    if not asks and request.node.get_closest_marker("django_db") is None:
        return
    config = request.getfixturevalue("settings")
    config.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _own_requests():
    """What one test asks of the API is never counted against the next; each minute has a limit."""
    caches["api"].clear()
