"""A daily as page, mail and PDF: all from the same frozen content."""

import io
import re
from datetime import UTC, datetime

import pikepdf
import pytest

from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.rendering.inlining import LARGEST
from bulletins.tracker import documents, services
from bulletins.tracker.models import DailyRendition
from tests.tracker.factories import DailyUpdateFactory, ReadingFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db

Kind = DailyRendition.Kind
EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)


@pytest.fixture
def edition(settings):
    settings.SITE_URL = "https://bulletin.example.org"
    update = DailyUpdateFactory()
    TrackerItemFactory(
        update=update,
        body='<p>Trucks <a href="https://a.example/x">queued</a> at <em>dusk</em>.</p>',
        is_analysis=True,
    )
    ReadingFactory(update=update, title="Counting trucks", author="N. Salih")
    return services.publish_daily(update=update, at=EVENING)


def draw(edition, kind):
    return documents.draw(edition, kind).decode()


@pytest.mark.parametrize("kind", [Kind.WEB, Kind.EMAIL_HTML, Kind.EMAIL_TEXT])
def test_every_form_says_the_same(edition, kind):
    text = " ".join(re.sub(r"<[^>]+>", " ", draw(edition, kind)).split())
    for words in (
        "Border post changes hands; Parade in the capital",
        "A quiet morning and a loud evening.",
        "Anbar",
        "Analysis",
        "N. Salih",
        "Counting trucks",
        "Counts the trucks.",
    ):
        assert words in text


@pytest.mark.parametrize("kind", [Kind.WEB, Kind.EMAIL_HTML])
def test_a_paragraph_in_arabic_script_alone_runs_from_the_right(kind):
    update = DailyUpdateFactory()
    TrackerItemFactory(update=update, body="<p>قال الشاهد: نعم.</p>")
    drawn = draw(services.publish_daily(update=update, at=EVENING), kind)
    assert re.search(r'<p dir="rtl" lang="ar"[^>]*>', drawn)


def test_the_text_part_numbers_its_links(edition):
    lines = draw(edition, Kind.EMAIL_TEXT).splitlines()
    assert "Trucks queued [1] at dusk." in lines
    assert lines[lines.index("Links") + 3 :][:2] == [
        "[1] https://a.example/x",
        "[2] https://gazette.example.org/bridge",
    ]
    assert max(len(line) for line in lines if "http" not in line) <= 72


@pytest.mark.parametrize("kind", [Kind.EMAIL_HTML, Kind.EMAIL_TEXT])
def test_a_mail_holds_the_readers_own_links_twice(edition, kind):
    text = draw(edition, kind)
    assert text.count(UNSUBSCRIBE_URL) == 2
    assert text.count(PREFERENCES_URL) == 1


def test_the_mail_is_small_and_every_address_in_it_whole(edition):
    mail = draw(edition, Kind.EMAIL_HTML)
    assert len(mail.encode()) < LARGEST
    addresses = re.findall(r'(?:href|src)="([^"]*)"', mail)
    assert {address.split(":")[0] for address in addresses} == {
        "https", *(token for token in (UNSUBSCRIBE_URL, PREFERENCES_URL)),
    }  # fmt: skip


def test_the_pdf_is_tagged_titled_and_always_the_same_bytes(edition):
    first, second = (documents.draw(edition, Kind.PDF) for _ in range(2))
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo["/Title"]) == edition.content["title"]
        assert document.Root.MarkInfo.Marked is True
        outline = [str(item.title) for item in document.open_outline().root[0].children]
    assert outline == ["Anbar Analysis", "writing on iraq"]


def test_a_correction_is_named_in_mail_and_pdf(edition):
    edition.note = "The hour was wrong."
    for kind in (Kind.EMAIL_HTML, Kind.EMAIL_TEXT):
        assert "Corrected: The hour was wrong." in draw(edition, kind)
