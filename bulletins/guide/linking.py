"""Links from an issue into the guide: the first mention of each term in a section.

Pure functions over an edition's frozen content; the looks are the templates'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

from bulletins.guide.glossary import Finder, FrozenTerm, mentioned

Content = dict[str, Any]


def terms_of(content: Content, terms: Iterable[FrozenTerm]) -> list[FrozenTerm]:
    """Those of the terms an issue's takeaways and entries speak of, for the edition to keep."""
    return mentioned("\n\n".join(_texts(content)), terms)


def link_section(htmls: Iterable[str], terms: Iterable[FrozenTerm], guide_url: str) -> list[str]:
    """The paragraphs of one section with the first mention of each term linked to its page.

    ``htmls`` is clean HTML. Text that is a link already is left alone. ``guide_url`` is the
    address of the guide with its closing slash; each link carries ``class="term"`` and the term's
    slug in ``data-term``.
    """
    finder = Finder(terms)
    linked: set[str] = set()
    return [_Linker(finder, linked, guide_url).run(html) for html in htmls]


def _texts(content: Content) -> Iterator[str]:
    for takeaway in content["takeaways"]:
        yield takeaway["headline"]
        yield takeaway["summary"]
        for entry in takeaway["entries"]:
            yield entry["text"]


class _Linker(HTMLParser):
    """Writes clean HTML again, with links around first mentions."""

    def __init__(self, finder: Finder, linked: set[str], guide_url: str) -> None:
        super().__init__(convert_charrefs=False)
        self._finder = finder
        self._linked = linked
        self._guide_url = guide_url
        self._out: list[str] = []
        self._text: list[str] = []
        self._links_open = 0

    def run(self, html: str) -> str:
        self.feed(html)
        self.close()
        self._flush()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        self._links_open += tag == "a"
        self._out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        self._links_open -= tag == "a"
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        self._text.append(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._text.append(unescape(f"&#{name};"))

    def _flush(self) -> None:
        """Write the text collected since the last tag."""
        text = "".join(self._text)
        self._text.clear()
        if self._links_open:
            self._out.append(escape(text, quote=False))
            return
        self._out.extend(self._with_links(text))

    def _with_links(self, text: str) -> Iterator[str]:
        done = 0
        for start, end, term in self._finder.find(text):
            if term["slug"] in self._linked:
                continue
            self._linked.add(term["slug"])
            yield escape(text[done:start], quote=False)
            yield self._link(text[start:end], term)
            done = end
        yield escape(text[done:], quote=False)

    def _link(self, words: str, term: FrozenTerm) -> str:
        slug = escape(term["slug"])
        return (
            f'<a class="term" href="{self._guide_url}{slug}/" data-term="{slug}">'
            f"{escape(words, quote=False)}</a>"
        )
