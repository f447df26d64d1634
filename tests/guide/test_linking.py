"""First mentions in a section lead to the guide."""

from bulletins.guide.linking import link_section, terms_of

MOI = {"slug": "moi", "name": "Ministry of Interior", "forms": ["Ministry of Interior", "MOI"]}
MSF = {"slug": "msf", "name": "Médecins & Co", "forms": ["Médecins & Co"]}


def link(*htmls, terms=(MOI, MSF)):
    return link_section(htmls, terms, "/guide/")


def test_the_first_mention_in_a_section_is_linked():
    assert link("<p>The MOI spoke.</p>", "<p>The Ministry of Interior said more.</p>") == [
        '<p>The <a class="term" href="/guide/moi/" data-term="moi">MOI</a> spoke.</p>',
        "<p>The Ministry of Interior said more.</p>",
    ]


def test_a_link_is_left_alone_and_the_next_mention_is_linked():
    assert link('<p><a href="https://e.org/">The <em>MOI</em></a> and the MOI</p>') == [
        (
            '<p><a href="https://e.org/">The <em>MOI</em></a> and the '
            '<a class="term" href="/guide/moi/" data-term="moi">MOI</a></p>'
        )
    ]


def test_marks_and_escaped_characters_survive():
    html = '<p>1 &lt; 2 &amp; “x” <strong>&#39;bold&#39;</strong><br>ن <img src="/media/a.png"></p>'
    assert link(html) == [html.replace("&#39;", "'")]


def test_a_name_with_an_ampersand_is_found():
    assert link("<p>Médecins &amp; Co came.</p>") == [
        '<p><a class="term" href="/guide/msf/" data-term="msf">Médecins &amp; Co</a> came.</p>'
    ]


def test_without_terms_nothing_changes():
    assert link("<p>The MOI &amp; others</p>", terms=()) == ["<p>The MOI &amp; others</p>"]


def test_an_edition_keeps_the_terms_it_speaks_of():
    content = {
        "takeaways": [
            {"headline": "News", "summary": "Nothing.", "entries": [{"text": "The MOI spoke."}]}
        ]
    }
    assert terms_of(content, [MSF, MOI]) == [MOI]
