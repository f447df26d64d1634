"""Whatever editors paste, every surface is made, whole, and nothing runs out of its place."""

import re
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from PIL import ImageChops

from bulletins.issues import documents
from bulletins.issues.models import Rendition
from tests.issues.content import edition, entry, incident, source, takeaway

LONG_WORD = "Verwaltungsgerichtsbarkeit" * 3
LONG_ADDRESS = "https://gazette.example.org/" + "path-without-end/" * 28
CASES = {
    "one entry": {"takeaways": [takeaway(entries=[entry()])], "incidents": []},
    "nothing at all": {"takeaways": [], "incidents": []},
    "a headline of 300 characters": {
        "takeaways": [takeaway(1, "Long Words " * 27, entries=[entry()])]
    },
    "a word that cannot break": {
        "takeaways": [takeaway(1, LONG_WORD, entries=[entry(html=f"<p>{LONG_WORD}</p>")])]
    },
    "an address of 500 characters": {
        "takeaways": [
            takeaway(
                entries=[
                    entry(
                        html=f'<p>See <a href="{LONG_ADDRESS}">{LONG_ADDRESS}</a>.</p>',
                        sources=[source(url=LONG_ADDRESS)],
                    )
                ]
            )
        ]
    },
    "emoji, combining marks and two directions": {
        "takeaways": [
            takeaway(
                1,
                "Peace 🕊️ in هیوا and עיר",
                "Z̸̡͉a̷͙l̴g̷o é ñ ḥ ʿ",
                [
                    entry(
                        html="<p>the <strong>عصائب</strong> أهل <em>الحق</em> 2017, then"
                        " <span dir='rtl' lang='ckb'>هەولێر</span> 🇮🇶</p>"
                    )
                ],
            )
        ]
    },
    "lists in lists": {
        "takeaways": [takeaway(entries=[entry(html="<ul><li>a" * 30 + "</li></ul>" * 30)])]
    },
    "markup typed as text": {
        "takeaways": [
            takeaway(1, "<h1>A & B</h1>", entries=[entry(html="<p>&lt;b&gt; {{ x }} {% y %}</p>")])
        ],
        "incidents": [incident(location="<script>alert(1)</script>")],
    },
    "figures beyond reason": {"incidents": [incident(deaths=(10**9, 10**9), injuries=(None, 5))]},
    "no date and no place": {"incidents": [incident(day=None, location="")]},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", ["web", "email_html", "email_text", "map_svg"])
def test_every_surface_is_made(case, kind):
    made = documents.draw(edition(**CASES[case]), kind).decode()
    assert made.strip()
    assert "<script" not in made or kind == "email_text"  # there it is text
    assert not re.search(r"{%|{{(?!(unsubscribe|preferences)_url| x )", made.replace("{% y %}", ""))


@pytest.mark.parametrize("case", CASES)
def test_print_is_made_and_nothing_runs_over_the_margin(case):
    made = documents.draw(edition(**CASES[case]), Rendition.Kind.PDF)
    document = pypdfium2.PdfDocument(made)
    for page in document:
        picture = page.render(scale=1).to_pil().convert("L")
        right_margin = picture.crop((picture.width - 50, 0, picture.width, picture.height))
        assert ImageChops.invert(right_margin).getbbox() is None


def test_200_entries_and_400_incidents_are_all_there():
    stories = [entry(at, f"<p>Story number {at}.</p>") for at in range(200)]
    rows = [incident(at, location=f"Place number {at}") for at in range(400)]
    whole = edition(takeaways=[takeaway(entries=stories)], incidents=rows)
    printed = "\n".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(documents.draw(whole, "pdf"))).pages
    )
    web = documents.draw(whole, "web").decode()
    text = documents.draw(whole, "email_text").decode()
    for made in (printed, web, text):
        assert {int(at) for at in re.findall(r"Story number (\d+)", made)} == set(range(200))
        assert {int(at) for at in re.findall(r"Place number (\d+)", made)} == set(range(400))
