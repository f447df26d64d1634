"""What WeasyPrint leaves open in a tagged PDF, said in its objects before the file is written.

It tags headings, lists, tables and links by itself. What only our HTML knows is told here: which
way a header cell points, which text is a note, which list is the table of contents, which words are
in another language, what a link is about. Running heads are no part of the text and become
artifacts. Then come the few rules of PDF/A and PDF/UA that WeasyPrint does not keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from fontTools.ttLib import TTFont
from weasyprint import Document
from weasyprint.formatting_structure.boxes import MarginBox
from weasyprint.pdf import tags

from bulletins.rendering import fonts

SHOWS_ON_PAPER = 4  # the bit of an annotation, ISO 32000-1, table 165
NOWHERE = b"null"  # in the tree of parents: content that belongs to no element
_ARABIC = b"Bulletin-Arabic"
# The form for archives is accessible, too, and may say so where it explains the word it says it by
# (ISO 19005-3, 6.6.2.3.3).
_ACCESSIBLE_TOO = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 it keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
# The first character a font shows by a shape names it for the whole file.
_ORDINARY = {b"<00a0>": b"<0020>", b"<2011>": b"<002d>"}
_NAME = re.compile(r"uni((?:[0-9A-F]{4})+)")
_SHAPE = re.compile(rb"<([0-9a-f]{4})> (<[0-9a-f]*>)")
# A private function; a release that moves it fails at once, one that changes it fails our tests.
_elements_of = tags._build_box_tree  # noqa: SLF001


def without_inner_links(pages: Document) -> None:
    """One annotation for each line of a link; WeasyPrint makes one more for every box inside it."""
    for page in pages.pages:
        page.links = [link for link in page.links if link[3].link]


def finish(_: Document, pdf: pydyf.PDF) -> None:
    """The last hand on the objects of a file; for ``Document.write_pdf(finisher=…)``."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Type") == "/Metadata":
            _tell_archives(each)
        elif isinstance(each, pydyf.Dictionary) and each.get("Type") == "/Annot":
            each["F"] = SHOWS_ON_PAPER
        elif isinstance(each, pydyf.Dictionary) and "ToUnicode" in each:
            _spell(each, pdf)
    if "StructTreeRoot" in pdf.catalog:
        _set_apart_running_heads(pdf)


def _tell_archives(metadata: pydyf.Stream) -> None:
    metadata.compress = False  # Archives must be able to read it as it lies there.
    (words,) = metadata.stream
    if b"pdfaid:part" in words:
        metadata.stream = [words.replace(b"</rdf:RDF>", _ACCESSIBLE_TOO)]


def _told(
    box: Any,
    parent: pydyf.Dictionary,
    pdf: pydyf.PDF,
    page: int,
    nums: dict[int, bytes],
    *rest: Any,
) -> Iterator[pydyf.Dictionary]:
    """WeasyPrint’s elements for a box, each told what the HTML behind the box says."""
    of_others = set(nums)
    for element in _elements_of(box, parent, pdf, page, nums, *rest):
        if box.element is not None and box.element_tag not in {"html", "body"}:
            _tell(element, box, pdf)
        yield element
    if isinstance(box, MarginBox):
        nums.update(dict.fromkeys(nums.keys() - of_others, NOWHERE))


# Only there do an element of the PDF and the element of the HTML it stands for meet.
tags._build_box_tree = _told  # noqa: SLF001


def _tell(element: pydyf.Dictionary, box: Any, pdf: pydyf.PDF) -> None:
    html, kind = box.element, element["S"]
    if language := html.get("lang"):
        element["Lang"] = pydyf.String(language)
    if kind == "/TH":
        element["A"]["Scope"] = "/Row" if html.get("scope") == "row" else "/Column"
    elif kind == "/Link":
        _tell_link(element, box)
    elif kind == "/L":
        _tell_list(element, box, pdf)
    elif "footnote" in html.get("class", "").split():
        _tell_note(element, box)


def _tell_link(element: pydyf.Dictionary, box: Any) -> None:
    """What is heard of it: its words or its title, not an address or the name of an anchor."""
    if box.link_annotation is None:  # A part of a link, such as its leader.
        element["S"] = "/Span"
        return
    words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
    if words:
        box.link_annotation["Contents"] = pydyf.String(words)


def _tell_list(element: pydyf.Dictionary, box: Any, pdf: pydyf.PDF) -> None:
    if box.element.get("role") == "doc-toc":
        _tell_contents(element, pdf)
        return
    numbering = {"ul": "/Disc", "ol": "/Decimal"}.get(box.element_tag, "/None")
    if box.style["list_style_type"] == "none":
        numbering = "/None"
    element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def _tell_contents(element: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    element["S"] = "/TOC"
    for item in _kids(element, pdf):
        item["S"] = "/TOCI"
        for body in _kids(item, pdf):
            body["S"] = "/Reference"


def _tell_note(element: pydyf.Dictionary, box: Any) -> None:
    part = box.element_tag.partition("::")[2]
    element["S"] = {"": "/Note", "footnote-marker": "/Lbl", "footnote-call": "/Reference"}[part]
    if not part:
        element["ID"] = pydyf.String(f"note-{element.number}")


def _kids(element: pydyf.Dictionary, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    return (_object(reference, pdf) for reference in element["K"] if isinstance(reference, bytes))


def _object(reference: bytes, pdf: pydyf.PDF) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _set_apart_running_heads(pdf: pydyf.PDF) -> None:
    root = _object(pdf.catalog["StructTreeRoot"], pdf)
    owners = _object(root["ParentTree"], pdf)["Nums"]
    for number, reference in enumerate(pdf.page_references):
        apart = {mcid for mcid, owner in enumerate(owners[2 * number + 1]) if owner == NOWHERE}
        lines = _object(_object(reference, pdf)["Contents"], pdf).stream
        for at, line in enumerate(lines):
            if isinstance(line, pydyf.Dictionary) and line.get("MCID") in apart:
                lines[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]


def _spell(font: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """Say of each shape which letters it is, for whoever copies, searches or hears the text.

    WeasyPrint takes the letters from where a shape is used first. Where a letter and its vowel sign
    share a place, one of the two gets both and the other nothing.
    """
    letters = _letters(_file_of(font["BaseFont"])) if _ARABIC in font["BaseFont"] else []
    lines = _object(font["ToUnicode"], pdf).stream
    for at, line in enumerate(lines):
        if not (shape := _SHAPE.fullmatch(line)):
            continue
        known = _hex(letters[int(shape[1], 16)]) if letters else b""
        if known := known or _ORDINARY.get(shape[2], b""):
            lines[at] = b"<%s> %s" % (shape[1], known)


def _file_of(font: bytes) -> str:
    return f"scheherazade-new-{600 if b'Semi-Bold' in font else 400}.ttf"


def _hex(letters: str) -> bytes:
    return b"<%s>" % letters.encode("utf-16-be").hex().encode() if letters else b""


@cache
def _letters(font: str) -> list[str]:
    """The letters of each shape; empty where its name does not spell them."""
    with TTFont(Path(fonts.__file__).parent / font, lazy=True) as opened:
        return [_spelled(name) for name in opened.getGlyphOrder()]


def _spelled(name: str) -> str:
    """“uni06440627.fina” is lam and alef (Adobe’s Glyph List Specification, 2).

    fontTools can do that, too, with a list of all names that costs a worker a megabyte.
    """
    parts = (_NAME.fullmatch(part) for part in name.partition(".")[0].split("_"))
    return "".join(bytes.fromhex(part[1]).decode("utf-16-be") for part in parts if part)
