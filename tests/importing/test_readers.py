"""The same week in every kind of file is read as the same week."""

import io
import textwrap
import zipfile

import pytest
from weasyprint import HTML

from bulletins.importing import readers
from bulletins.importing.interpreter.weekly import read_issue
from bulletins.importing.reading import Fate
from tests.importing import a_week
from tests.importing.an_archive import week_html

SECTIONS = [8, 4, 12, 8, 8, 5]
PAGE = """<!doctype html><html><head><title>{title} | The Center</title>
<script>document.write("<p>On July 1, a script spoke.</p>")</script>
<link rel="canonical" href="https://old.example/2017/07/27/ishm122/">
<meta property="article:published_time" content="2017-07-27T15:00:00+00:00"></head>
<body onload="x()"><header class="site-header"><p>The Center</p></header>
<nav><ul><li>Home<li>What we do</ul></nav>
<article><header><h1>{title}</h1></header><div class="entry-content">{body}</div></article>
<div id="comments"><h3>Leave a Reply</h3><form><p>Your name</p></form></div>
<footer><p>All rights reserved by us</p></footer></body></html>"""


def page(title=a_week.TITLE):
    return PAGE.format(title=title, body=week_html())


def wrapped(text):
    """Broken at 72 signs, as mail programs do."""
    return "\n".join("\n".join(textwrap.wrap(line, 72)) or line for line in text.split("\n"))


def garbled(text):
    """UTF-8 once read as Windows-1252, as old exports are."""
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


def read(data, name="week"):
    return read_issue(readers.read_bytes(data, name))


def shape(reading):
    return [len(takeaway.entries) for takeaway in reading.takeaways]


FILES = {
    "text": a_week.as_text().encode(),
    "text wrapped at 72 signs": wrapped(a_week.as_text()).encode(),
    "text with Windows line ends": a_week.as_text().replace("\n", "\r\n").encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + a_week.as_text().encode(),
    "UTF-16 with a mark": a_week.as_text().encode("utf-16"),
    "UTF-16 without a mark": a_week.as_text().encode("utf-16-le"),
    "Windows-1252": a_week.as_text().encode("cp1252", errors="ignore"),
    "garbled UTF-8": garbled(a_week.as_text()).encode(),
    "everything in one line": " ".join(a_week.as_text().split()).encode(),
    "saved page": page().encode(),
    "body of a post": (f"<h1>{a_week.TITLE}</h1>" + week_html()).encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_gives_the_same_week(kind):
    week = read(FILES[kind])
    assert str(week.period_start) == "2017-07-21"
    assert shape(week) == SECTIONS
    assert [t.headline for t in week.takeaways] == [s["headline"] for s in a_week.sections()]
    assert len(week.incidents) == 17


@pytest.mark.parametrize(
    ("kind", "checks"),
    [
        ("text wrapped at 72 signs", []),
        ("UTF-16 with a mark", []),
        ("UTF-16 without a mark", ["encoding"]),
        ("Windows-1252", ["encoding"]),
        ("garbled UTF-8", ["encoding"]),
        ("everything in one line", ["flattened"]),
        ("body of a post", []),
    ],
)
def test_a_file_that_had_to_be_repaired_says_so(kind, checks):
    assert [doubt.check for doubt in read(FILES[kind]).doubts] == checks


def test_a_garbled_text_is_restored_to_the_letter():
    expected = [e.text for e in read(FILES["text"]).entries]
    assert [e.text for e in read(FILES["garbled UTF-8"]).entries] == expected


def test_a_saved_page_keeps_links_and_marks_and_drops_what_surrounds_the_text():
    week = read(FILES["saved page"])
    assert week.number == 122
    dropped = {b.text for b in week.ledger.blocks_that_were(Fate.FURNITURE)}
    assert {"The Center", "Home", "What we do", "Your name", "All rights reserved by us"} <= dropped
    assert not any("a script spoke" in block.text for block in week.ledger.document.blocks)
    linked = [entry for entry in week.entries if "<a href=" in entry.html]
    assert linked
    assert all(entry.sources for entry in linked)
    assert any("<blockquote>" in entry.html for entry in week.entries)
    assert not any("more…" in takeaway.summary_html for takeaway in week.takeaways)


def test_a_pdf_gives_headings_dates_and_table_and_says_what_may_be_missing():
    week = read(HTML(string=f"<h1>{a_week.TITLE}</h1>" + week_html()).write_pdf())
    assert [t.headline for t in week.takeaways] == [s["headline"] for s in a_week.sections()]
    dated = [[e.event_date for e in t.entries if e.event_date] for t in week.takeaways]
    assert [len(dates) for dates in dated] == SECTIONS
    assert len(week.incidents) == 17
    assert week.doubts[0].check == "pdf"


def docx(*paragraphs, extra=()):
    """A Word document, part by part, with headings and list items as Word writes them."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{text}'
        "</w:t></w:r></w:p>"
        for style, text in paragraphs
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats'
            '.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": (
            f'<w:styles xmlns:w="{w}"><w:style w:type="paragraph" w:styleId="Heading2">'
            '<w:name w:val="heading 2"/></w:style></w:styles>'
        ),
        **dict(extra),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


WORD = [
    ("Normal", "ISHM 7: April 9 – 15, 2015"),
    ("Normal", "Takeaways for April 9 – 15:"),
    ("Normal", "• Floods cut two roads near Basra."),
    ("Heading2", "Basra"),
    ("Normal", "On April 10, both roads were under water for most of the day."),
]


def test_a_word_document():
    week = read(docx(*WORD), "week.docx")
    assert (week.number, str(week.period_end)) == (7, "2015-04-15")
    assert [(t.headline, t.summary, t.heading, len(t.entries)) for t in week.takeaways] == [
        ("", "Floods cut two roads near Basra.", "", 0),
        ("", "", "Basra", 1),
    ]
    assert week.doubts == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (docx(*WORD)[:700], "damaged or cut off"),
        (docx(*WORD, extra={"word/media/big.bin": "0" * 70_000_000}.items()), "too large"),
        (
            docx(extra={"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}.items()),
            "not safe to read",
        ),
        (b"PK\x03\x04" + b"\0" * 60, "a zip file"),
        (b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
        (HTML(string="<p></p>").write_pdf(), "pictures of pages, not text"),
        (b"<?xml version='1.0'?><rss><channel>wordpress.org/export</channel></rss>", "archive"),
    ],
    ids=["cut docx", "bomb", "entities", "zip", "cut pdf", "scanned pdf", "archive"],
)
def test_a_file_that_cannot_be_read_says_why(data, why):
    with pytest.raises(readers.UnreadableFile, match=why):
        readers.read_bytes(data, "x")


def test_deep_and_broken_markup_is_read_without_harm():
    broken = "<div>" * 9_000 + "<b><p>x<td>" + "</i></table>" * 9_000
    assert [b.text for b in readers.read_bytes(f"<p>a{broken}".encode(), "x").blocks] == ["a", "x"]


def test_an_address_nobody_can_follow_stays_text():
    (block,) = readers.read_bytes(b"See [the paper](http://[) today.", "x").blocks
    assert (block.text, {run.url for run in block.runs}) == (
        "See [the paper](http://[) today.",
        {""},
    )


def test_text_in_a_head_that_never_ends_is_text():
    page = b"<!DOCTYPE html><html><head><title>A page</title>\nOn July 1, it rained."
    assert [b.text for b in readers.read_bytes(page, "x").blocks] == [
        "A page",
        "On July 1, it rained.",
    ]


def test_nonsense_declarations_are_passed_over_as_browsers_do():
    blocks = readers.read_bytes(b"<p>a</p><![CDATV[x]]><!DOCTYPE<p>b</p>", "x").blocks
    assert [block.text for block in blocks][:1] == ["a"]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "piece", ["<br><br>a", "<b>a</b><br>", "<br>•<i>a</i>", "<br> <br>", 5 * " "]
)
def test_endless_breaks_take_no_endless_time(piece):
    blocks = readers.read_bytes(f"<p>First{piece * 12_000}</p><p>Last</p>".encode(), "x").blocks
    assert (blocks[0].text[:5], blocks[-1].text) == ("First", "Last")


@pytest.mark.timeout(120)
def test_endless_blanks_in_a_stored_post_take_no_endless_time():
    post = f"<b>First</b>{' ' * 100_000}line\n\nLast"
    assert [block.text for block in readers.read_bytes(post.encode(), "x.html").blocks][
        -1
    ] == "Last"


@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", [" ", "\n ", "(", "- ", "“", "1/", "more ", "IED ", "• "])
def test_endless_repetition_takes_no_endless_time(piece):
    text = f"{a_week.TITLE}\n\nKey Takeaways:\n\n• One{piece * 20_000}– two. more…\n"
    assert read(text.encode()).title == a_week.TITLE
