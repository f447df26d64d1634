"""A corrected edition says what changed, wherever the site does not stand around it."""

from io import BytesIO

import pypdf
import pytest

from bulletins.issues import documents
from bulletins.issues.models import Correction
from tests.issues.content import edition

NOTE = "The bridge opened on July 22, not on July 21."


@pytest.fixture
def corrected():
    second = edition(number=2)
    Correction(edition=second, note=NOTE)
    return second


def test_mail_and_print_carry_the_note(corrected):
    assert f"Corrected: {NOTE}" in documents.draw(corrected, "email_html").decode()
    assert f"Corrected: {NOTE}" in documents.draw(corrected, "email_text").decode()
    printed = pypdf.PdfReader(BytesIO(documents.draw(corrected, "pdf"))).pages[0].extract_text()
    assert f"Corrected: {NOTE}" in printed


def test_the_page_leaves_it_to_the_site_and_a_first_edition_has_none(corrected):
    assert "Corrected:" not in documents.draw(corrected, "web").decode()
    assert "Corrected:" not in documents.draw(edition(), "email_html").decode()
