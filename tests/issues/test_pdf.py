"""The printed issue: a PDF that can be read, heard, searched, kept and compared."""

import re
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from bulletins.issues import documents
from bulletins.rendering import pdf as engine
from tests.issues.content import content, edition, entry, incident, source, takeaway
from tests.issues.printed import draw, structure

A_PICTURE = '<figure><img src="/media/figures/bridge.png" alt="The bridge"></figure>'


@pytest.fixture(scope="module")
def issue():
    """The small issue as bytes; drawn once for all tests that only look."""
    return draw()


@pytest.fixture
def opened(issue):
    return pikepdf.open(BytesIO(issue))


def words_of(pdf_bytes):
    """All text of a PDF, hyphens at line ends undone, without spaces."""
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf_bytes)).pages]
    return letters("\n".join(pages).replace("-\n", ""))


def letters(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", ["الحويجة", "سلێمانی", "مُحَمَّد", "گۆڕان"])
def test_names_in_arabic_script_are_copied_as_they_were_typed(name):
    """First in their font and among others: a shape is named by where it is used first."""
    text = f"<p>To {name} from ({name}) with أهل تلعفر</p>"
    page = pypdf.PdfReader(BytesIO(draw(takeaways=[takeaway(entries=[entry(html=text)])]))).pages[0]
    shown = {tuple(sorted(word)) for word in re.split(r"[\s()]", page.extract_text())}
    assert tuple(sorted(name)) in shown  # in whichever order this reader puts them


def test_every_font_is_embedded_and_ours(opened):
    fonts = {}
    for page in opened.pages:
        for font in page.Resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            fonts[str(font.BaseFont)[8:]] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert set(fonts.values()) == {True}
    assert {"Bulletin-Serif", "Bulletin-Sans", "Bulletin-Arabic"} <= set(fonts)
    assert [name for name in fonts if not name.startswith("Bulletin")] == []


def test_links_lead_inside_and_out(opened):
    outside, inside = set(), set()
    for page in opened.pages:
        for note in page.get("/Annots", []):
            if "/A" in note:
                outside.add(str(note.A.URI))
            else:
                inside.add(str(note.Dest))
    assert {"takeaway-1", "incidents", "map"} <= inside
    assert "https://gazette.example.org/bridge?a=1&b=2" in outside
    assert "https://gazette.example.org/1" in outside
    names = opened.Root.Names.Dests.Names
    assert inside <= {str(name) for name in list(names)[::2]}


def test_the_contents_carry_page_numbers(issue):
    first = pypdf.PdfReader(BytesIO(issue)).pages[0].extract_text()
    assert re.search(r"Bridge Opens; Ferry Stops[ .]+1\b", first)
    assert re.search(r"Map of the incidents[ .]+2\b", first)


def test_every_page_but_the_first_runs_the_title_and_all_count_the_pages(issue):
    pages = pypdf.PdfReader(BytesIO(issue)).pages
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()
    assert "ISHM: July 21 – 27, 2017" in pages[1].extract_text()


def test_no_word_of_the_issue_is_lost(issue):
    shown = words_of(issue)
    for section in content()["takeaways"]:
        for text in (section["headline"], section["heading"], section["summary"]):
            assert letters(re.sub("<[^>]+>", "", text)) in shown
    for text in ("the mayor said in a letter", "Trucks wait.", "The ferry stopped.", "JULY", "هيت"):
        assert letters(text) in shown or letters(text.title()) in shown


def test_takeaways_say_on_which_page_they_go_on(issue):
    first = pypdf.PdfReader(BytesIO(issue)).pages[0].extract_text()
    assert "is open again. more on page 1" in first


def test_copied_text_has_ordinary_spaces(issue):
    """A font remembers one character for each shape: a fixed space must not be its first."""
    for page in pypdf.PdfReader(BytesIO(issue)).pages:
        assert "\N{NO-BREAK SPACE}" not in page.extract_text()


def test_sources_are_footnotes_with_their_addresses_in_print(issue):
    shown = words_of(issue)
    assert letters("1. River Gazette, “Open at last”: gazette.example.org/1") in shown
    assert letters("2. Radio هيت") in shown


def story(html, *, sources=()):
    return draw(takeaways=[takeaway(entries=[entry(html=html, sources=sources)])])


@pytest.mark.usefixtures("stored_picture")
def test_a_note_is_called_where_the_words_end_not_below_a_picture():
    picture = A_PICTURE.replace("</figure>", "<figcaption>The bridge</figcaption></figure>")
    assert "Itopened.1Thebridge" in words_of(
        story(f"<p>It opened.</p>{picture}", sources=[source()])
    )


def test_a_note_of_a_story_that_ends_in_a_list_is_called_in_it():
    made = story("<ul><li>Cars pay.</li><li>Trucks wait.</li></ul>", sources=[source()])
    assert "Truckswait.1" in words_of(made)


def test_two_notes_at_one_place_do_not_read_as_one_number():
    assert "Itopened.1,2" in words_of(story("<p>It opened.</p>", sources=[source(), source()]))


def test_words_kept_on_one_line_are_copied_with_ordinary_spaces_and_hyphens():
    made = story("<p>July 21, al-Abadi, 50 km</p>")
    assert "July 21, al-Abadi, 50 km" in pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()


def test_an_arabic_heading_is_set_in_our_font_wherever_it_runs():
    long = [entry(at, "<p>A story of the week, told once more.</p>" * 9) for at in range(8)]
    made = draw(takeaways=[takeaway(headline="أهل الحق in «Hit»", entries=long)])
    with pikepdf.open(BytesIO(made)) as opened:
        fonts = {
            str(each.BaseFont)[8:]
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each
        }
    assert [name for name in fonts if not name.startswith("Bulletin-")] == []


def test_the_same_edition_makes_the_same_bytes(issue):
    assert draw() == issue


def test_another_text_makes_another_file(issue):
    assert draw(incidents=[incident()]) != issue


def test_the_archival_form_comes_from_the_same_layout():
    pages = engine.lay_out(documents.pdf_html(edition()))
    archival = engine.write(pages, identifier=b"x", variant=engine.ARCHIVAL)
    with pikepdf.open(BytesIO(archival)) as kept, kept.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert len(kept.pages) == len(pages.pages)


def test_a_long_table_repeats_its_head_and_never_breaks_a_row():
    rows = [incident(number, location=f"Place {number}") for number in range(80)]
    pages = pypdf.PdfReader(BytesIO(draw(incidents=rows))).pages
    texts = [page.extract_text() for page in pages]
    with_rows = [text for text in texts if re.search(r"Place \d+", text)]
    assert len(with_rows) > 1
    assert all("Injuries" in text for text in with_rows)
    assert sum(text.count("Total: 80 incidents") for text in texts) == 1


@pytest.mark.usefixtures("stored_picture")
def test_a_picture_of_the_text_is_read_from_our_store():
    with pikepdf.open(
        BytesIO(draw(takeaways=[takeaway(entries=[entry(html=A_PICTURE)])]))
    ) as opened:
        alternatives = [str(node.Alt) for node in structure(opened) if node.S == "/Figure"]
    assert "The bridge" in alternatives


@pytest.fixture
def stored_picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("CMYK", (40, 30), (0, 200, 200, 0)).convert("RGB").save(picture, "PNG")
    default_storage.save("figures/bridge.png", ContentFile(picture.getvalue()))


def test_a_missing_picture_stops_the_print_and_says_so(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(engine.MissingPicture, match=r"figures/bridge\.png.*put the picture back"):
        draw(takeaways=[takeaway(entries=[entry(html=A_PICTURE)])])


@pytest.fixture
def without_a_font(monkeypatch, tmp_path):
    """An installation that lost a file, seen by a process that has read no sheet yet."""
    for font in engine.FONTS.glob("*.ttf"):
        if font.name != "scheherazade-new-400.ttf":
            (tmp_path / font.name).symlink_to(font)
    monkeypatch.setattr(engine, "FONTS", tmp_path)
    monkeypatch.setattr(engine, "font_configuration", cache(FontConfiguration))
    monkeypatch.setattr(engine, "stylesheet", cache(engine.stylesheet.__wrapped__))


@pytest.mark.usefixtures("without_a_font")
def test_a_missing_font_stops_the_print_and_says_so():
    """Set in what else the machine has, the Arabic names would be other letters or boxes."""
    with pytest.raises(engine.MissingFont, match=r"scheherazade-new-400\.ttf.*Nothing was made"):
        draw()


def test_nothing_is_fetched_from_this_machine_or_any_other(tmp_path, caplog):
    secret = tmp_path / "secret.css"
    secret.write_text("body { color: red }")
    hostile = f"""<html><head><title>x</title>
      <link rel="attachment" href="file://{secret}">
      <link rel="stylesheet" href="file://{secret}">
      <style>@import "file://{secret}";
      @font-face {{ font-family: x; src: url(file:///etc/passwd) }}
      p {{ background: url(http://127.0.0.1:9/a.png); font-family: x }}</style></head>
      <body><p>Text</p><img src="http://127.0.0.1:9/b.png"><img src="file:///etc/hostname">
      <object data="file://{secret}"></object><embed src="ftp://127.0.0.1/x">
      <img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
width='9' height='9'%3E%3Cimage href='file://{secret}' width='9' height='9'/%3E%3C/svg%3E" alt="x">
      </body></html>"""
    made = engine.write(engine.lay_out(hostile), identifier=b"x")
    with pikepdf.open(BytesIO(made)) as opened:
        assert list(opened.attachments) == []
    assert b"color: red" not in made


@pytest.mark.parametrize(
    "address",
    [
        "app-media:../settings.py",
        "app-media:/etc/passwd",
        "app-font:source-sans-400.ttf",
        "http://x/",
    ],
)
def test_the_fetcher_serves_figures_only(address):
    with pytest.raises((FatalURLFetchingError, ValueError)):
        engine.GuardedFetcher().fetch(address)


def test_clumsy_content_still_makes_a_document():
    clumsy = [
        takeaway(
            1, "H" * 300, "s" * 60 + " 🙂 é̂̄ עברית كركوك", [entry(1, "<p>" + "x" * 400 + "</p>")]
        ),
        takeaway(
            2,
            "W" * 60,
            "",
            [entry(2, sources=[source("O", url="https://e.example/" + "a" * 480, title="ت" * 90)])],
        ),
    ]
    with pikepdf.open(BytesIO(draw(takeaways=clumsy, incidents=[]))) as opened:
        assert len(opened.pages) <= 3


def test_the_fonts_lie_with_their_licenses():
    folder = Path(engine.fonts.__file__).parent
    families = {
        name.stem.split("-")[0] + "-" + name.stem.split("-")[1] for name in folder.glob("*.ttf")
    }
    assert {f"OFL-{family}.txt" for family in families} == {
        each.name for each in folder.glob("OFL*")
    }
