"""What archives, screen readers and gray printers ask of the PDF, checked by machine.

The validator is ``page``, which finds what veraPDF finds in the files veraPDF is tested with. The
rules of ISO 19005-3 that a drawing program breaks most easily are held one by one as well.
"""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from page import validate_pdf_bytes
from PIL import Image, ImageChops, ImageColor

from bulletins.incidents.maps import look
from bulletins.issues import documents
from bulletins.rendering import pdf
from bulletins.rendering.stylesheets import together
from tests.issues.content import edition, entry, incident, source, takeaway

A_PICTURE = '<figure><img src="/media/figures/odd.{}" alt="The bridge"></figure>'


@pytest.fixture(scope="module")
def archival():
    return documents.draw_pdf(edition(), variant=pdf.ARCHIVAL)


@pytest.fixture
def kept(archival):
    with pikepdf.open(BytesIO(archival)) as opened:
        yield opened


def objects(opened):
    return [
        each for each in opened.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)
    ]


def faults(made, profile):
    return [
        f"{each.rule_id}: {each.message}"
        for each in validate_pdf_bytes(made, profile=profile).failures
    ]


AWKWARD = {
    "takeaways": [
        takeaway(
            1,
            "الأنبار and سلێمانی",
            "مُحَمَّد إلى الأمام لا للحرب",
            [
                entry(html="<p>é̂̄ Ḥ ﬁ 🙂 عصائب <strong>أهل</strong> الحق</p>", sources=[source()]),
                entry(2, "<ol><li>a<ul><li>b</li></ul></li></ol><blockquote>c</blockquote>"),
                entry(
                    3,
                    "<table><tbody><tr><th>a</th><td>b</td></tr><tr><td colspan='2'>c</td></tr>"
                    "</tbody></table><h3>d</h3><p>e<br>f</p>",
                ),
            ],
        )
    ],
    "incidents": [incident(number) for number in range(60)],
}
ISSUES = {"small": {}, "awkward": AWKWARD, "bare": {"takeaways": [], "incidents": []}}


@pytest.mark.parametrize("case", ISSUES)
def test_a_validator_finds_no_fault_in_either_form(case):
    made = edition(**ISSUES[case])
    pages = pdf.lay_out(documents.pdf_html(made))
    accessible = pdf.write(pages, identifier=b"1")
    archival = pdf.write(pages, identifier=b"1", variant=pdf.ARCHIVAL)
    assert faults(accessible, "ua1") == []
    assert faults(archival, "3a") == []
    assert faults(archival, "ua1") == []  # Whoever keeps it has the accessible one, too.


def test_a_validator_finds_no_fault_in_the_handout_and_on_letter_paper():
    assert faults(documents.draw_handout(edition()), "ua1") == []
    assert faults(documents.draw_pdf(edition(), paper=pdf.LETTER), "ua1") == []


def test_the_validator_sees_faults():
    """So the tests above look at something: the form for readers is none for archives."""
    assert faults(documents.draw_handout(edition()), "3a") != []


def test_it_says_which_part_and_level_it_keeps_to(kept):
    with kept.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == str(kept.docinfo.Title)  # 6.6.2.2: both say the same
        assert metadata["xmp:CreateDate"].startswith("2017-07-27T11:00:00")
    assert "/ID" in kept.trailer
    assert not kept.is_encrypted


def test_colors_mean_something_outside_our_machine(kept):
    """6.2.3: an output intent with a profile of its own, since the drawing uses device colors."""
    (intent,) = kept.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[36:40] == b"acsp"  # the mark of an ICC profile


def test_every_font_lies_inside_and_every_letter_is_text(kept):
    """6.2.11.4 and 6.2.11.7: embedded, and each shape leads back to its character."""
    fonts = [
        each for each in objects(kept) if each.get("/Type") == "/Font" and "/ToUnicode" in each
    ]
    assert fonts
    programs = [each for each in objects(kept) if each.get("/Type") == "/FontDescriptor"]
    assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in programs)
    shown = [each for each in objects(kept) if each.get("/Subtype") in {"/Type0", "/TrueType"}]
    assert [str(each.BaseFont) for each in shown if "/ToUnicode" not in each] == []


def test_nothing_in_it_acts_plays_or_asks(kept):
    """6.6.1 and 6.2.10: no scripts, sounds, films, forms or layers that hide."""
    actions = {str(each.S) for each in objects(kept) if each.get("/S") in {
        "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide",
    }}  # fmt: skip
    assert actions == set()
    assert not {"/AA", "/OpenAction", "/AcroForm", "/OCProperties"} & set(kept.Root.keys())
    assert [each for each in objects(kept) if each.get("/Subtype") == "/PS"] == []


def test_links_are_printed_with_the_page(kept):
    """6.3.2: the print flag is set, hidden and no-view are not."""
    notes = [note for page in kept.pages for note in page.get("/Annots", [])]
    assert notes
    assert {int(note.get("/F", 0)) & 0b100111 for note in notes} == {0b100}


def test_sheerness_is_blended_in_a_named_space(kept):
    """6.2.9: a page with transparency is covered by the output intent; no odd blend modes."""
    modes = {str(each.BM) for each in objects(kept) if "/BM" in each}
    assert modes <= {"/Normal", "/Compatible", "/Multiply"}


INKS = sorted(set(re.findall(r"[{;]\s*color: (#[0-9a-f]{3,6})", together(pdf.STYLESHEETS))))


@pytest.mark.parametrize("color", INKS)
def test_every_ink_of_the_sheet_is_read_from_a_gray_printer(color):
    """4.5 to 1 is what WCAG asks of text, here of the gray that a printer makes of the color."""
    assert contrast_on_paper(color) >= 4.5


def contrast_on_paper(color):
    """WCAG's ratio between white paper and the gray a printer makes of the color."""
    gray = grayness(color)
    light = gray / 12.92 if gray <= 0.04045 else ((gray + 0.055) / 1.055) ** 2.4
    return 1.05 / (light + 0.05)


def grayness(color):
    """From 0, black, to 1, as printers and television mix it."""
    red, green, blue = ImageColor.getrgb(color)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_deaths_and_injuries_differ_on_a_gray_printer():
    assert grayness(look.INJURED) - grayness(look.KILLED) > 0.3


@pytest.fixture(scope="module")
def gray():
    """The printed map page as a gray printer makes it, and how it looks in color."""
    placed = [
        {**incident(1, deaths=(9, 9), injuries=(0, 0)), "latitude": 36.3, "longitude": 43.1},
        {**incident(2, deaths=(0, 0), injuries=(9, 9)), "latitude": 30.5, "longitude": 47.8},
    ]
    made = documents.draw_pdf(edition(takeaways=[], incidents=placed))
    *_, page = pypdfium2.PdfDocument(made)
    colored = page.render(scale=4).to_pil().convert("RGB")
    return colored, colored.convert("L")


def shades(gray, color):
    """The gray of every pixel that is of this color."""
    colored, printed = gray
    near = ImageChops.difference(colored, Image.new("RGB", colored.size, color)).convert("L")
    where = near.point(lambda off: 255 if off < 3 else 0)
    return printed.histogram(where)


def test_signs_printed_in_gray_are_told_apart(gray):
    """From pixels: dead are dark, injured are middling, the land is nearly white."""
    killed, injured, land = (
        max(range(256), key=shades(gray, ImageColor.getrgb(color)).__getitem__)
        for color in (look.KILLED, look.INJURED, look.IRAQ)
    )
    assert killed + 60 < injured
    assert injured + 60 < land


def test_signs_of_either_kind_are_on_the_printed_map(gray):
    """So the test above looks at signs, not at an empty map."""
    for color in (look.KILLED, look.INJURED):
        assert sum(shades(gray, ImageColor.getrgb(color))) > 500


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "jpg"), ("I;16", "png"), ("LA", "png"), ("P", "png"), ("1", "png")]
)
def test_a_picture_of_an_odd_color_space_is_printed(mode, kind, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new(mode, (40, 30), 0).save(picture, {"jpg": "JPEG", "png": "PNG"}[kind])
    default_storage.save(f"figures/odd.{kind}", ContentFile(picture.getvalue()))
    shown = [takeaway(entries=[entry(html=A_PICTURE.format(kind))])]
    for variant in (pdf.ACCESSIBLE, pdf.ARCHIVAL):
        made = documents.draw_pdf(edition(takeaways=shown, incidents=[]), variant=variant)
        with pikepdf.open(BytesIO(made)) as opened:
            images = [each for each in objects(opened) if each.get("/Subtype") == "/Image"]
        assert "/DeviceCMYK" not in {str(each.ColorSpace) for each in images}
        assert images
