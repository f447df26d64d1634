"""Addresses that are given once."""

import pytest

from bulletins.issues.models import Issue
from bulletins.publications.addresses import free_slug
from tests.issues.factories import IssueFactory

pytestmark = pytest.mark.django_db


def test_a_taken_address_gets_the_next_free_number():
    found = []
    for _ in range(3):
        slug = free_slug(Issue.objects.all(), "2017-07-27")
        IssueFactory(slug=slug)
        found.append(slug)
    assert found == ["2017-07-27", "2017-07-27-2", "2017-07-27-3"]


def test_an_address_that_only_begins_the_same_takes_nothing():
    IssueFactory(slug="1220")
    assert free_slug(Issue.objects.all(), "122") == "122"
