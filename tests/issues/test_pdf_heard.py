"""The printed issue as it is heard: its tags, for whoever has it read aloud."""

import re
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest

from tests.issues.printed import draw, structure


@pytest.fixture(scope="module")
def issue():
    """The small issue as bytes; drawn once for all tests that only look."""
    return draw()


@pytest.fixture
def opened(issue):
    return pikepdf.open(BytesIO(issue))


def test_the_document_says_what_it_is(opened):
    assert opened.Root.Lang == "en-US"
    assert opened.Root.ViewerPreferences.DisplayDocTitle is True
    assert opened.Root.MarkInfo.Marked is True
    assert str(opened.docinfo.Title) == "ISHM: July 21 – 27, 2017"
    assert str(opened.docinfo.Author) == "Center for River Studies"
    assert str(opened.docinfo.CreationDate).startswith("D:20170727110000")
    assert str(opened.docinfo["/edition"]) == "1"
    assert str(opened.docinfo["/contentsha256"]) == "c0ffee" * 10 + "beef"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_outline_lists_the_headings(opened):
    with opened.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "ISHM: July 21 – 27, 2017"
        assert [item.title for item in title.children] == [
            "Key Takeaways",
            "Bridge Opens; Ferry Stops",
            "Weather",
            "IED Incidents and Resulting Casualties",
        ]


def test_the_tags_tell_headings_lists_table_and_map_in_reading_order(opened):
    nodes = structure(opened)
    names = [str(node.S) for node in nodes]
    assert [name for name in names if re.fullmatch("/H[1-6]", name)] == ["/H1"] + ["/H2"] * 4
    assert names.count("/Table") == 1
    assert names.count("/TH") == 5  # four columns and the total
    assert "/LI" in names
    (figure,) = [node for node in nodes if node.S == "/Figure"]
    assert str(figure.Alt).startswith("Map of Iraq, July 21 – 27, 2017: 2 incidents")
    assert names.index("/H1") < names.index("/LI") < names.index("/Table") < names.index("/Figure")


def test_each_header_cell_says_what_it_heads(opened):
    scopes = [str(node.A.Scope) for node in structure(opened) if node.S == "/TH"]
    assert scopes == ["/Column"] * 4 + ["/Row"]


def test_sources_are_notes_and_their_numbers_references(opened):
    nodes = structure(opened)
    notes = [node for node in nodes if node.S == "/Note"]
    assert len({str(note.ID) for note in notes}) == len(notes) == 2
    assert [str(note.K[0].S) for note in notes] == ["/Lbl", "/Lbl"]
    assert [str(node.S) for node in nodes].count("/Reference") == 2 + len(contents_of(opened))


def test_the_table_of_contents_is_told_from_other_lists(opened):
    items = contents_of(opened)
    assert [str(item.S) for item in items] == ["/TOCI"] * 4
    assert str(items[0].K[0].K[0].S) == "/Link"


def contents_of(opened):
    (contents,) = [node for node in structure(opened) if node.S == "/TOC"]
    return list(contents.K)


def test_lists_say_how_they_count(opened):
    lists = [str(node.A.ListNumbering) for node in structure(opened) if node.S == "/L"]
    assert lists == ["/None", "/Disc"]  # the takeaways, and a list of the text


def test_words_of_another_language_say_so(opened):
    languages = [str(node.Lang) for node in structure(opened) if "/Lang" in node]
    assert set(languages) == {"ar"}


def test_running_heads_are_no_part_of_the_text(opened):
    """Whoever listens would hear them in the middle of a sentence."""
    for page in opened.pages:
        drawn = pikepdf.parse_content_stream(page)
        marks = [str(line.operands[0]) for line in drawn if str(line.operator) == "BDC"]
        assert marks.count("/Artifact") >= 2


def test_a_link_is_announced_once_and_by_its_words(opened):
    links = [
        str(note.Contents)
        for page in opened.pages
        for note in page.get("/Annots", [])
        if note.get("/Dest") == "takeaway-1"
    ]
    assert links == ["Bridge Opens; Ferry Stops", "More on: Bridge Opens; Ferry Stops"]


def test_an_independent_checker_of_accessibility_finds_no_error(issue, tmp_path):
    path = tmp_path / "issue.pdf"
    path.write_bytes(issue)
    checker = [sys.executable, "-m", "pdfua", "check", "--min-severity", "error", str(path)]
    checked = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_every_page_belongs_to_the_tag_tree(opened):
    assert "/ParentTree" in opened.Root.StructTreeRoot
    for page in opened.pages:
        assert "/StructParents" in page
        assert page.Tabs == "/S"
