"""What every test may ask for; each group of fixtures has its own module in tests/fixtures."""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings

pytest_plugins = ["tests.fixtures.people", "tests.fixtures.servers", "tests.fixtures.browser"]


def pytest_report_header() -> str:
    """Say on what the tests run; a green run is worth what it ran on."""
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    broker = os.environ.get("REDIS_URL") or "embedded (a private server on a socket)"
    return f"database: {database} · broker: {broker.rpartition('@')[2]}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests in one process of a parallel run: starting Chromium costs seconds."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


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
