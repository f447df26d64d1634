"""The proof sheet shows every surface, and frames what changed since the edition before."""

import shutil

import pytest
from PIL import Image

from bulletins.issues import documents, proofs, renditions
from bulletins.rendering import browser
from bulletins.rendering.comparing import MARK
from tests.issues.content import edition, entry, takeaway

PHONE = proofs.View("Mail, phone, dark", "mail", 360, is_dark=True)


@pytest.fixture(autouse=True)
def one_view(monkeypatch):
    """A browser takes a second for each picture; one view shows that it is asked rightly."""
    if not any(map(shutil.which, browser.PROGRAMS)):
        pytest.fail("No Chromium on PATH. Install one (apt install chromium) or set CHROMIUM.")
    monkeypatch.setattr(proofs, "VIEWS", (PHONE,))


def files(text):
    return {
        name: documents.draw(version(text), kind) for kind, name in renditions.FILE_NAMES.items()
    }


def version(text):
    return edition(takeaways=[takeaway(entries=[entry(html=f"<p>{text}</p>")])])


def test_mail_and_pages_stand_on_one_sheet(tmp_path):
    missing = proofs.write_proof(
        tmp_path, edition=version("Rain."), files=files("Rain."), before=None
    )
    sheet = (tmp_path / "proof.html").read_text()
    assert missing == []
    assert "There is no edition before this one" in sheet
    with Image.open(tmp_path / "proof" / "mail-phone-dark.png") as picture:
        assert picture.width == 360
        assert sum(picture.getpixel((2, picture.height // 2))) < 200  # dark
    assert 'src="map.png"' in (tmp_path / "proof" / "now" / "mail.html").read_text()
    assert (tmp_path / "proof" / "pdf-page-1-of-2.png").exists()
    assert "Rain." in sheet  # the text part


def test_what_changed_is_framed(tmp_path):
    now, before = files("Rain fell."), files("Snow fell.")
    proofs.write_proof(tmp_path, edition=version("Rain fell."), files=now, before=before)
    sheet = (tmp_path / "proof.html").read_text()
    assert "PDF, page 1 of 2 <b>1 change</b>" in sheet
    assert "PDF, page 2 of 2</figcaption>" in sheet
    with Image.open(tmp_path / "proof" / "pdf-page-1-of-2.png") as picture:
        assert MARK in {color for _, color in picture.getcolors(1 << 24)}


def test_without_a_browser_the_rest_is_made_and_the_reason_said(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "PROGRAMS", ("no-such-browser",))
    monkeypatch.delenv("CHROMIUM", raising=False)
    (reason,) = proofs.write_proof(
        tmp_path, edition=version("Rain."), files=files("Rain."), before=None
    )
    assert reason.startswith("No Chromium on PATH")
    assert reason in (tmp_path / "proof.html").read_text()
    assert (tmp_path / "proof" / "pdf-page-1-of-2.png").exists()
