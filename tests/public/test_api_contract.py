"""The API keeps its contract, whatever it is asked."""

import atexit
import shutil
import tempfile
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS
from schemathesis.core import storage

from bulletins.public.api.openapi import document
from bulletins.public.services import index_published
from ishm.wsgi import application
from tests.guide.factories import TermFactory
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db

# What it learns of an API it would keep in the tree; every run learns it again.
storage.DEFAULT_ROOT = Path(tempfile.mkdtemp(prefix="schemathesis-"))
atexit.register(shutil.rmtree, storage.DEFAULT_ROOT, ignore_errors=True)

schema = schemathesis.openapi.from_dict(document())
schema.app = application


def test_the_contract_is_a_valid_openapi_document():
    schema.validate()


@pytest.fixture
def _archive(settings):
    # A real request ends by giving back its connection, which is the test's own.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    _publish(settings)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _publish(settings):
    settings.API_REQUESTS_PER_MINUTE = 10**6
    TermFactory(slug="mosul")
    publish(write_issue(number=122, entries=("Mosul opened a bridge.",)))
    index_published()


@pytest.mark.usefixtures("_archive")
@schema.parametrize()
@settings(
    max_examples=12,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case):
    checks = [CHECKS.get_one(name) for name in CHECKS_MADE]
    case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})


CHECKS_MADE = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
)
