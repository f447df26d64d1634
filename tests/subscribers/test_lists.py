"""Lists of readers as CSV."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bulletins.publications.models import Publication
from bulletins.subscribers import lists
from bulletins.subscribers.models import Subscription, Suppression, address_hash
from bulletins.subscribers.services.imports import import_rows
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import NOW, SubscriptionFactory

pytestmark = pytest.mark.django_db
CSV = """email,publication,consent_source,consent_date,plain_text
Ann@Example.org,ishm,conference list 2016,2016-05-01,yes
bob@example.org,,conference list 2016,,
ann@example.org,ishm,again,,
no address,ishm,x,,
carl@example.org,weekly gazette,x,,
dora@example.org,ishm,,,
erik@example.org,ishm,x,27 July,
gone@example.org,ishm,x,,
"""


def run(path, *arguments):
    out = StringIO()
    call_command("import_subscribers", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    WeeklyFactory()
    Suppression.objects.create(
        email_sha256=address_hash("gone@example.org"), reason="complaint", created_at=NOW
    )
    path = tmp_path / "readers.csv"
    path.write_text(CSV)
    return path


def test_every_line_is_read_or_left_out_with_the_reason(file):
    report = json.loads(run(file, "--json"))
    assert (report["read"], report["new"]) == (2, 2)
    assert [(each["line"], each["message"]) for each in report["left_out"]] == [
        (4, "This address stands in the file twice."),
        (5, "Enter a valid email address."),
        (6, "There is no publication “weekly gazette”."),
        (7, "Nothing says where this person agreed to get the mail."),
        (8, "“27 July” is no date. Write 2017-07-27."),
        (9, "This address asked not to be mailed, or its mail came back."),
    ]
    ann = Subscription.objects.get(subscriber__email="ann@example.org")
    assert ann.consent_source == "conference list 2016"
    assert ann.confirmed_at.isoformat() == "2016-05-01T00:00:00+00:00"
    assert ann.subscriber.wants_text


def test_dry_run_saves_nothing(file):
    assert "2 subscriptions would be read; 6 lines left out." in run(file, "--dry-run")
    assert not Subscription.objects.exists()


def test_importing_again_adds_nobody_and_brings_back_nobody_who_left(file):
    run(file)
    Subscription.objects.update(unsubscribed_at=NOW)
    assert json.loads(run(file, "--json"))["new"] == 0
    assert not Subscription.objects.active().exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,town\nAnn,Erbil\n", "missing: consent_source, email"),
        (b"", "missing: consent_source, email"),
        (b"\xff\xfe\x00", "not a UTF-8 text file"),
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path, content, message):
    path = tmp_path / "readers.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv")


def test_list_of_ours_brings_nobody_back_who_left_in_an_empty_copy_either():
    weekly = WeeklyFactory()
    SubscriptionFactory(publication=weekly, unsubscribed_at=NOW)
    text = "".join(lists.write(Subscription.objects.select_related("subscriber", "publication")))
    (doubt,) = lists.read(text, publications=[weekly], at=NOW)
    assert doubt.message == "This person left; the list says so."
    assert lists.columns_not_read(text) == []


@pytest.mark.parametrize("mark", [";", "\t"])
def test_spreadsheets_semicolons_and_tabs_are_read(mark):
    weekly = WeeklyFactory()
    text = (
        mark.join(["Email", "consent_source", "Town"]) + "\n" + mark.join(["a@b.example", "x", "y"])
    )
    (row,) = lists.read(text, publications=[weekly], at=NOW)
    assert (row.email, row.consent_source) == ("a@b.example", "x")
    assert lists.columns_not_read(text) == ["town"]


def test_what_is_written_can_be_read_again():
    weekly = WeeklyFactory()
    SubscriptionFactory(publication=weekly, consent_source="=HYPERLINK(evil)")
    text = "".join(lists.write(Subscription.objects.select_related("subscriber", "publication")))
    assert '"\'=HYPERLINK(evil)"' in text
    (row,) = lists.read(text, publications=[weekly], at=NOW)
    assert row.consent_source == "=HYPERLINK(evil)"
    assert import_rows(rows=[row], at=NOW) == 0


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    publications = list(Publication.objects.all())
    try:
        found = lists.read("email,consent_source\n" + text, publications=publications, at=NOW)
    except lists.NotAList:
        return
    assert all(isinstance(each, (lists.Row, lists.Doubt)) for each in found)
