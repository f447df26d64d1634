"""An edition in words: every surface is set from this one reading."""

from datetime import date

from bulletins.issues.reading import read
from tests.issues.content import content, entry, source, takeaway

GUIDE = "https://site.example/guide/"


def sections(*takeaways, **reading):
    return read(content(list(takeaways)), **reading).sections


def test_a_takeaway_runs_in_its_headline_and_ends_with_more():
    (section,) = sections(takeaway(7, "Rain & Wind", "It <em>pours</em>.", [entry()]))
    assert section.digest_html == (
        "<p><strong>Rain &amp; Wind</strong>\N{NO-BREAK SPACE}– It <em>pours</em>."
        '\N{NO-BREAK SPACE}<a class="more" href="#takeaway-7">more…</a></p>'
    )


def test_more_leads_to_the_page_when_the_reader_is_elsewhere():
    (section,) = sections(
        takeaway(7, "Rain", "", [entry()]), page="https://site.example/issues/122/"
    )
    assert section.digest_html == (
        "<p><strong>Rain</strong>\N{NO-BREAK SPACE}"
        '<a class="more" href="https://site.example/issues/122/#takeaway-7">more…</a></p>'
    )


def test_a_takeaway_without_stories_leads_nowhere():
    (section,) = sections(takeaway(7, "Rain", "It pours."))
    assert section.digest_html == "<p><strong>Rain</strong>\N{NO-BREAK SPACE}– It pours.</p>"


def test_a_takeaway_that_begins_with_a_list_keeps_its_headline_above():
    item = {**takeaway(7, "Rain"), "summary_html": "<ul><li>Here</li></ul>"}
    (section,) = sections(item)
    assert section.digest_html == "<p><strong>Rain</strong></p><ul><li>Here</li></ul>"


def test_neighbors_share_a_day_and_the_editors_order_stands():
    days = ["2017-07-22", "2017-07-22", "2017-07-21", None]
    (section,) = sections(
        takeaway(entries=[entry(number, day=day) for number, day in enumerate(days)])
    )
    assert [(day.words, [story.id for story in day.stories]) for day in section.days] == [
        ("Saturday, July 22", [0, 1]),
        ("Friday, July 21", [2]),
        ("", [3]),
    ]


def test_a_story_over_several_days_says_both():
    def words(first, last):
        (section,) = sections(takeaway(entries=[entry(day=first, end=last)]))
        return section.days[0].words

    assert words("2017-07-21", "2017-07-23") == "July 21 – 23"
    assert words("2017-07-28", "2017-08-03") == "July 28 – August 3"
    assert words("2017-12-30", "2018-01-02") == "December 30, 2017 – January 2"


def test_sources_are_numbered_through_the_issue():
    first = takeaway(1, entries=[entry(sources=[source("A"), source("B", title="T")])])
    second = takeaway(2, entries=[entry(sources=[source("", url="https://c.example/")])])
    bulletin = read(content([first, second]))
    assert [(each.number, each.words) for each in bulletin.sources] == [
        (1, "A"),
        (2, "B, “T”"),
        (3, "https://c.example/"),
    ]


def test_the_guide_line_links_the_guides_name_wherever_it_stands():
    def line(text):
        publication = {**content()["publication"], "guide_line": text}
        return read(content(publication=publication)).guide_line

    assert line("See the Reference Guide for names.") == (
        "See the ",
        "Reference Guide",
        " for names.",
    )
    assert line("Who is who?") == ("Who is who? ", "Reference Guide", ".")


HIT = {
    "slug": "hit",
    "name": "Hit",
    "kind": "place",
    "abbreviation": "",
    "native": [],
    "description": "A town.",
    "forms": ["Hit"],
}


def test_each_section_links_the_first_mention_of_a_term():
    body = "<p>Hit, and again Hit.</p>"
    frozen = content([takeaway(1, "Rain", "", [entry(1, body), entry(2, body)])], terms=[HIT])
    first, second = read(frozen, guide=GUIDE).sections[0].stories
    link = '<a class="term" href="https://site.example/guide/hit/" data-term="hit">Hit</a>'
    assert (first.html, second.html) == (f"<p>{link}, and again Hit.</p>", body)


def test_no_term_is_linked_where_the_guide_is_far():
    body = "<p>Hit.</p>"
    frozen = content([takeaway(1, "Rain", "", [entry(1, body)])], terms=[HIT])
    assert read(frozen).sections[0].stories[0].html == body


def test_stored_html_is_cleaned_once_more():
    dirty = entry(html="<p onclick='x()'>Rain<script>x()</script></p>")
    (section,) = sections(takeaway(entries=[dirty]))
    assert section.stories[0].html == "<p>Rain</p>"


def test_the_period_stands_in_the_house_form():
    bulletin = read(content())
    assert (bulletin.period, bulletin.period_end) == ("July 21 – 27, 2017", date(2017, 7, 27))
