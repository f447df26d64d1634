"""The whole rendition against bare WeasyPrint, and our style sheet against a plain one."""

from __future__ import annotations

from collections.abc import Iterator

from weasyprint import CSS, HTML

from bulletins.benchmarking import Comparison, seconds
from bulletins.issues import documents
from bulletins.issues.benchmarks import specimens
from bulletins.issues.models import Edition
from bulletins.rendering import pdf

PLAIN_SHEET = """
@page { size: A4; margin: 25mm }
body { font: 10pt/1.45 serif }
h1 { font-size: 24pt }
h2 { font-size: 14pt }
p, ul { margin: 0 0 2mm }
ul { padding-left: 5mm }
a { color: #7a2016 }
table { width: 100%; border-collapse: collapse }
th, td { padding: 1mm; border-bottom: 0.5pt solid #999; text-align: left }
img { width: 160mm }
"""


def against_weasyprint() -> Iterator[Comparison]:
    """Sizes of about 1, 12 and 150 pages; then the style sheet; then the second variant."""
    sample = specimens.sample()
    small = specimens.of_parts({**sample.content, "incidents": []}, sections=1, entries=1)
    large = specimens.of_parts(sample.content, sections=96)
    for edition, runs in ((small, 7), (sample, 5), (large, 3)):
        yield _whole_against_bare(edition, runs=runs)
    yield _sheet_against_plain(sample)
    yield _two_variants(sample)


def _whole_against_bare(edition: Edition, *, runs: int) -> Comparison:
    """Everything from frozen content to bytes, against WeasyPrint alone on the finished HTML."""
    html = documents.pdf_html(edition)
    count = len(pdf.lay_out(html).pages)
    whole, bare = seconds(
        lambda: documents.draw_pdf(edition), lambda: _bare(html, pdf.stylesheet()), runs=runs
    )
    pages = f"{count} page{'' if count == 1 else 's'}"
    return Comparison(f"PDF of {pages}", whole, "bare WeasyPrint", bare, at_most=1.15)


def _sheet_against_plain(edition: Edition) -> Comparison:
    html = documents.pdf_html(edition)
    plain_sheet = CSS(string=PLAIN_SHEET)
    ours, plain = seconds(
        lambda: _bare(html, pdf.stylesheet()), lambda: _bare(html, plain_sheet), runs=5
    )
    return Comparison("our style sheet", ours, "ten plain lines", plain, at_most=1.5)


def _two_variants(edition: Edition) -> Comparison:
    """The accessible and the archival file from one layout, against the accessible one alone."""
    html = documents.pdf_html(edition)

    def both() -> None:
        pages = pdf.lay_out(html)
        pdf.write(pages, identifier=b"1")
        pdf.write(pages, identifier=b"1", variant=pdf.ARCHIVAL)

    two, one = seconds(both, lambda: pdf.write(pdf.lay_out(html), identifier=b"1"), runs=5)
    return Comparison("two variants", two, "one", one, at_most=1.9)


def _bare(html: str, sheet: CSS) -> bytes:
    """WeasyPrint as its manual shows it, with the same options."""
    return HTML(string=html).write_pdf(
        stylesheets=[sheet],
        font_config=pdf.font_configuration(),
        pdf_variant=pdf.ACCESSIBLE,
        custom_metadata=True,
        optimize_images=True,
        jpeg_quality=85,
        dpi=200,
    )
