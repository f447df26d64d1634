"""The mail: two parts that say the same, and hold in every mail program."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives

from bulletins.issues import documents
from bulletins.rendering.inlining import LARGEST
from tests.issues.content import edition, entry, source, takeaway

PAGE = "https://site.example/issues/122/"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://site.example"


def html_part(**changes):
    return documents.draw(edition(**changes), "email_html").decode()


def text_part(**changes):
    return documents.draw(edition(**changes), "email_text").decode()


def long_issue():
    body = "<p>" + "The river rose above the mark of last spring. " * 12 + "</p>"
    return [takeaway(1, "High Water", "It rose.", [entry(at, body) for at in range(200)])]


def test_both_parts_come_back_from_a_real_message():
    mail = EmailMultiAlternatives("Subject", text_part(), "a@site.example", ["b@site.example"])
    mail.attach_alternative(html_part(), "text/html")
    parsed = message_from_bytes(mail.message().as_bytes(), policy=default)
    assert parsed.get_body(["plain"]).get_content() == text_part()
    assert parsed.get_body(["html"]).get_content().strip() == html_part().strip()


def test_every_address_is_whole_and_sections_are_those_of_the_page():
    html = html_part()
    addresses = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert all(each.startswith(("https://", "{{")) for each in addresses)
    assert f"{PAGE}#takeaway-1" in addresses
    assert f"{PAGE}editions/1/map.png" in addresses
    assert f"{PAGE}issue.pdf" in addresses


def test_the_reader_finds_the_browser_and_the_way_out_at_both_ends():
    html, text = html_part(), text_part()
    assert html.index(PAGE) < html.index("Key Takeaways")
    for part in (html, text):
        assert part.count("{{unsubscribe_url}}") == 2
        assert part.count("{{preferences_url}}") == 1
        assert part.index("{{unsubscribe_url}}") < part.index("Key Takeaways")
    # A value is put in its place whole, so its line must hold nothing else.
    assert [line for line in text.splitlines() if "{{" in line] == [
        "{{unsubscribe_url}}",
        "{{preferences_url}}",
        "{{unsubscribe_url}}",
    ]


def test_the_preheader_tells_the_headlines():
    preheader = re.search(r'<div style="display: ?none[^>]*>(.*?)</div>', html_part())
    assert preheader[1] == "Bridge Opens; Ferry Stops ▪  ▪ Elections Near".replace("▪  ▪", "▪")


def test_styles_stand_in_the_elements():
    html = html_part()
    assert re.search(r'<h1 style="[^"]*font-size: ?28px', html)
    assert "<link" not in html
    assert 'class="story"' not in html


# What Gmail, Outlook (the Word engine, too), Apple Mail and Yahoo all know, after caniemail.com.
KNOWN = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left", "border-top",
    "color", "font-family", "font-size", "font-style", "font-weight", "height", "line-height",
    "list-style", "margin", "padding", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "text-align", "vertical-align", "width",
}  # fmt: skip
# Where it is unknown, nothing is lost: a wide screen shows a wide mail, the preheader is small
# type in the color of its ground, and only Outlook reads the mso lines.
HARMLESS = {"display", "max-height", "max-width", "mso-hide", "mso-line-height-rule"}


def test_styles_are_those_every_mail_program_knows():
    html = html_part()
    used = {
        rule.split(":")[0].strip()
        for style in re.findall(r'style="([^"]*)"', html)
        for rule in style.split(";")
        if rule.strip()
    }
    assert used - KNOWN - HARMLESS == set()
    assert re.findall(r"margin:[^;\"]*-\d", html) == []  # Gmail ignores negative margins


def test_the_map_is_a_picture_with_size_and_words():
    image = re.search(r"<img[^>]*map\.png[^>]*>", html_part())[0]
    assert re.search(r'width="560" height="\d{3}"', image)
    assert "2 incidents, 5–8 killed, at least 0 injured" in image


def test_tables_that_only_lay_out_say_so():
    tables = re.findall(r"<table[^>]*>", html_part().split("<!--[if mso]>")[2])
    layout = [each for each in tables if 'role="presentation"' in each]
    assert len(tables) - len(layout) == 1  # the incident table is one


def test_a_long_issue_is_cut_to_what_mail_programs_show():
    html = html_part(takeaways=long_issue())
    assert len(html.encode()) < LARGEST
    assert "This issue is longer than mail programs show" in html
    assert "The river rose" not in html
    assert f'href="{PAGE}#takeaway-1"' in html
    assert "Karrada &amp; Mansour" in html
    assert "The river rose" in text_part(takeaways=long_issue())


def test_pictures_of_a_story_come_from_the_site():
    body = '<figure><img src="/media/figures/a.png" alt="A bridge"></figure>'
    html = html_part(takeaways=[takeaway(entries=[entry(html=body)])])
    assert 'src="https://site.example/media/figures/a.png"' in html


def test_anchors_in_a_story_lead_to_the_page():
    body = '<p><a href="#entry-3">above</a></p>'
    html = html_part(takeaways=[takeaway(entries=[entry(html=body)])])
    assert f'href="{PAGE}#entry-3"' in html


def test_the_text_part_is_set_as_text():
    assert text_part() == (
        """\
Iraq Security and Humanitarian Monitor, no. 122

ISHM: July 21 – 27, 2017
========================

Read it in a browser:
https://site.example/issues/122/

Unsubscribe:
{{unsubscribe_url}}

Key Takeaways
-------------

* Bridge Opens; Ferry Stops – The old bridge in Hit is open again.
  more… [1]

* Elections Near – No date is set.

Names are explained in the Reference Guide [2] for readers.

Bridge Opens; Ferry Stops
-------------------------

FRIDAY, JULY 21

The bridge of هيت opened, the mayor said in a letter [3].

- Cars pay nothing.
- Trucks wait.
Sources: River Gazette, “Open at last” [4]; Radio هيت

JULY 22 – 23

The ferry stopped.

Weather
-------

Rain fell.

IED Incidents and Resulting Casualties
--------------------------------------

Date     Location                   Deaths    Injuries
------------------------------------------------------
July 27  Karrada & Mansour             4–7     unknown
July 24  Hit, 70 km west of Ramadi       1           0
------------------------------------------------------
Total    2 incidents                   5–8  at least 0

Map:
https://site.example/issues/122/editions/1/map.png

Some places are approximate.

Links
-----

[1] https://site.example/issues/122/#takeaway-1
[2] https://site.example/guide/
[3] https://gazette.example.org/bridge?a=1&b=2
[4] https://gazette.example.org/1

-- 

From eyewitnesses and the local press.

Quote freely.

Center for River Studies, 1 Bank Street, Washington, DC

Edition 1, published July 27, 2017

Choose what you receive:
{{preferences_url}}

Unsubscribe:
{{unsubscribe_url}}
"""  # noqa: W291  # the signature mark ends in a space
    )


def test_no_line_of_the_text_part_is_too_long_but_addresses():
    text = text_part(takeaways=long_issue())
    assert [line for line in text.splitlines() if len(line) > 72 and "://" not in line] == []


def test_the_text_part_tells_every_story_and_source():
    stories = [
        entry(at, f"<p>Story {at}.</p>", sources=[source(f"Outlet {at}")]) for at in range(9)
    ]
    text = text_part(takeaways=[takeaway(entries=stories)])
    assert [f"Story {at}." in text and f"Outlet {at} [" in text for at in range(9)] == [True] * 9
