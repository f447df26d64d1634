"""The proof sheet at the desk: every surface as pictures, compared with what readers have."""

import re
import shutil

import pytest
from PIL import Image

from bulletins.desk import previews
from bulletins.desk.models import Preview
from bulletins.desk.services import publishing
from bulletins.desk.tasks import draw_preview
from bulletins.issues import proofs
from bulletins.issues import services as issues
from bulletins.rendering import browser
from tests.desk.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PHONE = proofs.View("Mail, phone", "mail", 360)


@pytest.fixture(autouse=True)
def one_view(monkeypatch):
    """A browser takes a second for each picture; one view shows that it is asked."""
    if not any(map(shutil.which, browser.PROGRAMS)):
        pytest.fail("No Chromium on PATH. Install one (apt install chromium) or set CHROMIUM.")
    monkeypatch.setattr(proofs, "VIEWS", (PHONE,))


@pytest.fixture
def sheet(sign_in, cast):
    def draw(issue):
        publishing.ask_for_preview(issue=issue, kind="proof", at=NOON)
        preview = Preview.objects.get(kind="proof")
        draw_preview(preview_id=preview.pk)
        preview.refresh_from_db()
        assert preview.error == ""
        return sign_in(cast.reporter).get(f"/desk/previews/{preview.pk}/")

    return draw


def test_mail_and_pages_stand_on_one_sheet_that_loads_nothing(sheet, issue):
    answer = sheet(issue)
    page = answer.content.decode()
    assert "Mail, phone" in page
    assert "PDF, page 1 of" in page
    assert "There is no edition before this one" in page
    assert page.count('src="data:image/png;base64,') == page.count("<img")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_correction_frames_what_moved_since_readers_edition(sheet, issue, entry, monkeypatch):
    monkeypatch.setattr(proofs, "VIEWS", ())  # The pages of the PDF show it without a browser.
    issues.approve_issue(issue=issue, by=None)
    issues.publish_issue(issue=issue, at=NOON)
    entry.body = "<p>Another story altogether.</p>"
    entry.save()
    page = sheet(issue).content.decode()
    assert "framed in red" in page
    assert re.search(r"PDF, page 1 of 1 <b>\d changes?</b>", page)


def test_the_bar_moves_with_every_picture(issue, monkeypatch):
    monkeypatch.setattr(proofs, "VIEWS", (PHONE, PHONE))
    monkeypatch.setattr(browser, "picture", lambda *_, **__: Image.new("RGB", (360, 100)))
    stands = []
    advance = previews._advance

    def watched(preview, part):
        advance(preview, part)
        stands.append(Preview.objects.get(kind="proof").progress)

    monkeypatch.setattr(previews, "_advance", watched)
    preview = publishing.ask_for_preview(issue=issue, kind="proof", at=NOON)
    draw_preview(preview_id=preview.pk)
    assert stands == sorted(set(stands))
    assert len(stands) >= 2


def test_the_page_offers_the_sheet(sign_in, cast, issue):
    page = sign_in(cast.reporter).get(f"/desk/issues/{issue.pk}/preview/proof/").content.decode()
    assert "Proof sheet" in page
    assert "360 px" not in page
