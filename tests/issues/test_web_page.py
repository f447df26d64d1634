"""The issue on the web: everything readers expect, under the strictest policy."""

import re

import pytest

from bulletins.issues import documents, links
from tests.issues.content import content, edition, entry, takeaway


@pytest.fixture
def page(settings):
    settings.SITE_URL = "https://site.example"
    return lambda **changes: documents.draw(edition(**changes), "web").decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_title_number_and_standing_lines_are_there(page):
    html = page()
    assert '<h1>ISHM: <span class="days">July 21 – 27, 2017</span></h1>' in html
    assert "Iraq Security and Humanitarian Monitor · No. 122" in html
    for line in ("From eyewitnesses and the local press.", "Some places are approximate."):
        assert line in html
    assert '<a href="https://rivers.example.org/">Center for River Studies</a>' in html
    assert 'explained in the <a href="/guide/">Reference Guide</a> for readers.' in html


def test_an_issue_without_a_number_says_none():
    issue = edition()
    issue.content["number"] = None
    html = documents.draw(issue, "web").decode()
    assert '<p class="kicker">Iraq Security and Humanitarian Monitor</p>' in html


def test_takeaways_lead_to_their_sections(page):
    html = page()
    assert '<a class="more" href="#takeaway-1">more…</a>' in html
    assert '<div class="section" id="takeaway-1">' in html
    assert "<strong>Elections Near</strong>\N{NO-BREAK SPACE}– No date is set.</p>" in html
    assert 'id="takeaway-3"' not in html  # it has no stories
    assert "<h2>Weather <a " in html  # a section no takeaway announces


def test_the_table_is_newest_first_with_ranges_unknowns_and_totals(page):
    table = page().split('<table class="incidents">')[1].split("</table>")[0]
    rows = [
        [words(cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]
    assert rows == [
        ["Date", "Location", "Deaths", "Injuries"],
        ["July 27", "Karrada &amp; Mansour", "4–7", "unknown"],
        ["July 24", "Hit, 70 km west of Ramadi", "1", "0"],
        ["Total: 2 incidents", "5–8", "at least 0"],
    ]


def test_an_issue_without_incidents_has_neither_table_nor_map(page):
    html = page(incidents=[])
    assert "<table" not in html
    assert "<figure" not in html


def test_the_map_says_in_words_what_it_shows(page):
    image = re.search(r'<img src="map.svg" alt="([^"]*)" width="760" height="\d+">', page())
    assert image[1].startswith("Map of Iraq, July 21 – 27, 2017: 2 incidents, 5–8 killed")


def test_the_week_can_be_explored_on_the_map_beside_its_table(page):
    assert '<a href="/incidents/?from=2017-07-21&amp;to=2017-07-27">' in page()


def test_addresses_of_the_editions_own_files_are_relative(page):
    html = page()
    assert 'href="issue.pdf"' in html
    assert 'href="map.svg"' in html


def test_email_this_carries_title_and_address(page):
    assert (
        'href="mailto:?subject=ISHM%3A%20July%2021%20%E2%80%93%2027%2C%202017'
        '&amp;body=https%3A//site.example/issues/122/"' in page()
    )


def test_nothing_needs_an_exception_from_the_policy(page):
    html = page()
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", html)


def test_text_typed_as_markup_stays_text(page):
    hostile = takeaway(1, "<script>alert(1)</script>", "", [entry()], heading="<b>Rain")
    html = page(takeaways=[hostile])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<h2>&lt;b&gt;Rain <a " in html


def test_arabic_names_are_marked_in_stories_and_sources(page):
    html = page()
    assert 'bridge of <span dir="rtl" lang="ar">هيت</span> opened' in html
    assert 'Radio <span dir="rtl" lang="ar">هيت</span>' in html


def test_the_page_says_which_edition_it_is():
    corrected = documents.draw(edition(number=2), "web").decode()
    draft = documents.draw(edition(number=0, slug=None), "web").decode()
    assert '<p class="edition-line">Edition 2, published July 27, 2017</p>' in corrected
    assert '<p class="edition-line">Draft</p>' in draft


def test_a_draft_has_the_address_it_would_have(settings):
    settings.SITE_URL = "https://site.example"
    numbered = edition(number=0, slug=None)
    unnumbered = edition(number=0, slug=None)
    unnumbered.content = content() | {"number": None}
    assert links.address(numbered) == "https://site.example/issues/122/"
    assert links.address(unnumbered) == "https://site.example/issues/2017-07-27/"
