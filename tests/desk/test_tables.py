"""A table of incidents taken in at the desk."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from bulletins.incidents.models import Incident

pytestmark = pytest.mark.django_db
TABLE = "date,location,deaths,injuries\n07/24/2017,Taji,1,2\n08/24/2017,Taji,3,4\n"


def upload(client, issue, text=TABLE):
    file = BytesIO(text.encode())
    file.name = "table.csv"
    return client.post(f"/desk/issues/{issue.pk}/incidents/import/", {"file": file})


def test_a_table_is_shown_first_and_saves_nothing(sign_in, cast, issue):
    answer = upload(sign_in(cast.reporter), issue)

    assert answer.context["table"].counts["new"] == 2
    assert not Incident.objects.exists()


def test_what_is_saved_is_counted_in_the_issue_of_its_days(sign_in, cast, issue):
    client = sign_in(cast.reporter)
    fingerprint = upload(client, issue).context["fingerprint"]
    answer = client.post(f"/desk/issues/{issue.pk}/incidents/import/", {"fingerprint": fingerprint})

    assert answer.url == f"/desk/issues/{issue.pk}/incidents/"
    assert Incident.objects.count() == 2
    assert [one.event_date for one in issue.incidents.all()] == [date(2017, 7, 24)]


def test_what_is_no_table_is_refused_with_the_reason(sign_in, cast, issue):
    answer = upload(sign_in(cast.reporter), issue, "nothing of use\n")

    assert answer.context["form"].errors
    assert "table" not in answer.context


def test_the_same_preview_saves_once(sign_in, cast, issue):
    client = sign_in(cast.reporter)
    fingerprint = upload(client, issue).context["fingerprint"]
    for _ in range(2):
        client.post(f"/desk/issues/{issue.pk}/incidents/import/", {"fingerprint": fingerprint})

    assert Incident.objects.count() == 2
