"""Beside the issue readers get: the file for archives, US Letter, and a handout of one page."""

from io import BytesIO

import pikepdf
import pypdf
import pytest

from bulletins.issues import documents
from bulletins.rendering import pdf
from tests.issues.content import edition, takeaway

LETTER = (612, 792)


def opened(made):
    return pypdf.PdfReader(BytesIO(made))


def test_letter_has_the_size_of_letter():
    (page, *_) = opened(documents.draw_pdf(edition(), paper=pdf.LETTER)).pages
    assert (page.mediabox.width, page.mediabox.height) == LETTER


def test_the_archival_file_says_so_and_carries_the_same_text():
    archival = documents.draw_pdf(edition(), variant=pdf.ARCHIVAL)
    with pikepdf.open(BytesIO(archival)) as kept, kept.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    texts = [page.extract_text() for page in opened(documents.draw_pdf(edition())).pages]
    assert [page.extract_text() for page in opened(archival).pages] == texts


def summaries(words):
    return [takeaway(at, f"Headline {at}", "word " * words) for at in range(7)]


@pytest.mark.parametrize("words", [20, 120, 150])
def test_the_handout_is_one_page_with_every_takeaway(words):
    (page,) = opened(documents.draw_handout(edition(takeaways=summaries(words)))).pages
    text = page.extract_text()
    assert all(f"Headline {at}" in text for at in range(7))
    assert text.count("word") == 7 * words
    assert "2 recorded: 5–8 killed, at least 0 injured." in text


def test_a_handout_too_long_for_one_page_keeps_the_headlines():
    (page,) = opened(documents.draw_handout(edition(takeaways=summaries(900)))).pages
    text = page.extract_text()
    assert all(f"Headline {at}" in text for at in range(7))
    assert "word word" not in text
