"""A WordPress export, written by the tests."""

from __future__ import annotations

from html import escape

from tests.importing import a_week

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The old site</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>1</wp:author_id></wp:author>
"""
TAIL = "</channel></rss>\n"


def post(title, content, *, link="", date="2017-07-27 12:00:00", comments="", **facts):
    kind, status = facts.get("kind", "post"), facts.get("status", "publish")
    number, parent = facts.get("number", ""), facts.get("parent", "0")
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[never read]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_parent>{parent}</wp:post_parent>"
        f"<wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_type>{kind}</wp:post_type>"
        f"<wp:status>{status}</wp:status>{comments}</item>\n"
    )


def comment(number, text, *, parent=0, approved="1", kind="", name="Reader", date="2014-06-23"):
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_author><![CDATA[{name}]]></wp:comment_author>"
        f"<wp:comment_author_email>reader@example.org</wp:comment_author_email>"
        f"<wp:comment_date_gmt>{date} 0{number % 10}:00:00</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_type>{kind}</wp:comment_type>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def archive(*posts):
    return HEAD + "".join(posts) + TAIL


def week_post(title="ISHM: July 21 – 27, 2017", *, changed=lambda html: html, **facts):
    return post(title, changed(week_html()), **facts)


def week_html():
    """The sample week as WordPress stores a post: headings, lists and a real table."""
    takeaways = "".join(
        f"<li><strong>{s['headline']}</strong> – {a_week.one_line(s['summary'])} "
        f'<a href="#s{at}">more…</a></li>'
        for at, s in enumerate(a_week.sections())
    )
    sections = "".join(
        f"<h3>{s['headline']}</h3>\n" + "\n".join(e["body"] for e in s["entries"])
        for s in a_week.sections()
    )
    rows = "".join(
        f"<tr><td>{i['event_date']:%m/%d/%y}</td><td>{escape(i['location'])}</td>"
        f"<td>{i['deaths']}</td><td>{i['injuries']}</td></tr>"
        for i in a_week.incidents()
    )
    return (
        f"<p><strong>{a_week.LABEL}</strong></p><ul>{takeaways}</ul>"
        f"<p>{a_week.GUIDE_LINE}</p>{sections}<h3>{a_week.TABLE_HEADING}</h3>"
        f"<table><tr><th>Date</th><th>Location</th><th>Deaths</th><th>Injuries</th></tr>{rows}"
        f"</table>" + "".join(f"<p>{line}</p>" for line in a_week.CLOSING.split("\n\n"))
    )
