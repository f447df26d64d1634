"""Printed pages of awkward issues look as they were when somebody last looked at them.

The pictures lie in ``pictures/``, gray and small: what they hold is layout. Letters come from our
own fonts, so they are the same on every machine. After a wanted change, look at the new pages and
keep them: ``KEEP_PICTURES=1 pytest tests/issues/test_pictures.py``.
"""

import os
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image, ImageChops

from bulletins.issues import documents
from tests.issues.content import content, edition, entry, incident, source, takeaway

FOLDER = Path(__file__).with_name("pictures")
SCALE = 0.6  # 43 dots per inch: a line of text is four of them high.
# Of 255, and how much of a page may be farther off than that: edges of letters, not their place.
TOLERANCE, SHARE = 60, 0.002
PAGES = 3

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik"
MIXED = (
    "<p>The alliance عصائب <strong>أهل</strong> الحق (AAH) met PUK officials in سلێمانی on July 3; "
    "the words “لا للحرب” stood on a wall. Café, Ḥawīja, na\u0131\u0308ve é̂̄ and 🙂 "
    "stay in line.</p>"
)
CASES = {
    "one-entry": {"takeaways": [takeaway(1, entries=[entry()])], "incidents": [incident()]},
    "long-headline": {
        "takeaways": [takeaway(1, "Council Votes Again on the Bridge " * 9, "It did.", [entry()])]
    },
    "long-word": {
        "takeaways": [
            takeaway(1, LONG_WORD, f"A {LONG_WORD}.", [entry(html=f"<p>{LONG_WORD}</p>")])
        ]
    },
    "long-address": {
        "takeaways": [
            takeaway(1, entries=[entry(sources=[source(url="https://e.example/" + "a1b-" * 125)])])
        ]
    },
    "mixed-directions": {
        "takeaways": [
            takeaway(1, "Names in عربي and کوردی", "Two scripts.", [entry(html=MIXED)]),
        ],
        "incidents": [incident(location="هيت (Hit), 70 km west of Ramadi")],
    },
    "400-rows": {
        "incidents": [incident(number, location=f"Place {number}") for number in range(400)]
    },
    "200-entries": {
        "takeaways": [
            takeaway(
                1,
                entries=[entry(at, f"<p>Story number {at} of the week.</p>") for at in range(200)],
            )
        ]
    },
    "printing-inks": {
        "takeaways": [
            takeaway(1, entries=[entry(html='<img src="/media/figures/inks.jpg" alt="Cyan">')])
        ]
    },
    "no-incidents": {"incidents": []},
    "small-issue": {"takeaways": content()["takeaways"]},
}


@pytest.fixture(autouse=True, scope="module")
def stored_picture(tmp_path_factory):
    """A photograph in the four inks of a printing press: on screens these are other colors."""
    body = BytesIO()
    Image.new("CMYK", (400, 200), (255, 0, 0, 0)).save(body, "JPEG")
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        default_storage.save("figures/inks.jpg", ContentFile(body.getvalue()))
        yield


@pytest.mark.parametrize("case", CASES)
def test_the_first_and_last_pages_look_as_they_did(case):
    document = pypdfium2.PdfDocument(documents.draw(edition(**CASES[case]), "pdf"))
    chosen = sorted({0, 1 % len(document), len(document) - 1})[:PAGES]
    sheet = _beside(
        [document[number].render(scale=SCALE).to_pil().convert("L") for number in chosen]
    )
    kept = FOLDER / f"{case}.png"
    if os.environ.get("KEEP_PICTURES"):
        kept.write_bytes(_small(sheet))
    with Image.open(kept) as picture:
        before = picture.convert("L")
    assert sheet.size == before.size
    off = ImageChops.difference(sheet, before).point(lambda value: value > TOLERANCE and 255)
    share = off.histogram()[255] / (off.width * off.height)
    assert share <= SHARE, f"{share:.2%} of the picture differs from {kept.name}"


@pytest.mark.parametrize("case", ["mixed-directions", "long-address", "no-incidents"])
def test_two_drawings_of_one_edition_are_the_same_bytes(case):
    made = edition(**CASES[case])
    assert documents.draw(made, "pdf") == documents.draw(made, "pdf")


def _beside(pages):
    sheet = Image.new("L", (sum(page.width for page in pages), pages[0].height), 255)
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet


def _small(sheet):
    body = BytesIO()
    sheet.quantize(16).save(body, "PNG", optimize=True)
    return body.getvalue()
