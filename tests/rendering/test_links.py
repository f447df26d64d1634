"""Strangers' plain text as HTML: links that hide nothing."""

import pytest

from bulletins.rendering.links import addresses_in, paragraphs_with_links


def link(address):
    return f'<a href="{address}" rel="nofollow ugc noopener">{address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo,\nthree.", "<p>One.</p><p>Two,<br>three.</p>"),
        ("<b onclick=x>&", "<p>&lt;b onclick=x&gt;&amp;</p>"),
        (
            "See https://example.org/a?b=1&c=2.",
            f"<p>See {link('https://example.org/a?b=1&amp;c=2')}.</p>",
        ),
        ("HTTPS://example.org", f"<p>{link('https://example.org')}</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("https://user:pw@example.org/", "<p>https://user:pw@example.org/</p>"),
        ("http://localhost/", "<p>http://localhost/</p>"),
        ("http://[::1/", "<p>http://[::1/</p>"),
    ],
)
def test_plain_text_becomes_paragraphs_with_links(text, html):
    assert paragraphs_with_links(text) == html


def test_a_look_alike_host_shows_its_real_spelling():
    assert "https://xn--pple-43d.example/" in paragraphs_with_links("https://аpple.example/")


def test_punctuation_behind_an_address_does_not_belong_to_it():
    assert addresses_in("(https://a.example/x), https://b.example!") == [
        "https://a.example/x",
        "https://b.example",
    ]
