"""Every paragraph of the source is used, known furniture, or reported; and what is used is there.

Held over the corpus as it is, and over the corpus as it never was: lines doubled, dropped, swapped,
torn and mixed with those of other years.
"""

import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletins.importing import readers
from bulletins.importing.document import Kind
from bulletins.importing.interpreter.daily import is_daily_title, read_daily
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.reading import Fate
from tests.importing.test_corpus import CORPUS, DOCUMENTS

TEXTS = {
    name: (CORPUS / name).read_bytes().decode("utf-8", "replace")
    for name in DOCUMENTS
    if name != "windows-1252.txt"
}
FOREIGN = sorted({line for text in TEXTS.values() for line in text.split("\n") if line.strip()})
FOREIGN += ["", "   ", "•", "more…", "TK", "07/27/17", "In Anbar,", "On July 99, it rained.", "– –"]
# Said again by the templates, or by a field of its own.
SAID_ELSEWHERE = {"title", "label", "incident", "heading"}


@st.composite
def bent_documents(draw):
    """A document of the corpus with up to six things done to its lines."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    lines = TEXTS[name].split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        other = draw(st.integers(0, max(len(lines) - 1, 0)))
        deed = draw(st.sampled_from(["drop", "double", "swap", "join", "tear", "foreign"]))
        if deed == "foreign" or not lines:
            lines.insert(at, draw(st.sampled_from(FOREIGN)))
        elif deed == "drop":
            del lines[at]
        elif deed == "double":
            lines.insert(at, lines[at])
        elif deed == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif deed == "join":
            lines[at : at + 2] = [" ".join(lines[at : at + 2])]
        else:
            middle = draw(st.integers(0, len(lines[at])))
            lines[at : at + 1] = [lines[at][:middle], lines[at][middle:]]
    return name, "\n".join(lines)


def words(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def read(text, name):
    document = readers.read_bytes(text.encode(), name)
    is_daily = any(is_daily_title(block.text) for block in document.blocks[:9])
    return (read_daily if is_daily else read_issue)(document)


def said(reading):
    """All words of a reading, as they would be saved."""
    if hasattr(reading, "items"):
        texts = [*reading.headlines, reading.opening, *(item.text for item in reading.items)]
        return [words(text) for text in [*texts, *(item.label for item in reading.items),
                *(listed.text for listed in reading.readings)]]  # fmt: skip
    texts = [reading.note]
    for takeaway in reading.takeaways:
        texts += [takeaway.headline, takeaway.summary, takeaway.heading]
        texts += [f"{takeaway.headline} {takeaway.summary}", *(e.text for e in takeaway.entries)]
    return [words(text) for text in texts]


def stripped_of_more(text):
    return re.sub(r"[\W]*\bmore\s?(?:…|\.(?:\s?\.){1,3})[\s)\]]*$", "", text, flags=re.IGNORECASE)


def is_said(block, texts):
    wanted = {words(block.text), words(stripped_of_more(block.text))}
    wanted |= {re.sub(r"^(bluf|bottom line( up front)?) ", "", each) for each in wanted}
    return any(want in text for want in wanted for text in texts)


def assert_nothing_is_lost(text, name):
    try:
        reading = read(text, name)
    except (readers.UnreadableFile, NotABulletin):
        return
    ledger, texts = reading.ledger, said(reading)
    blocks = ledger.document.blocks
    assert sorted(ledger.verdicts) == [block.index for block in blocks]
    reported = {doubt.where for doubt in reading.doubts if doubt.check == "not-understood"}
    assert reported == {block.place for block in ledger.blocks_that_were(Fate.NOT_UNDERSTOOD)}
    for block in ledger.blocks_that_were(Fate.USED):
        is_silent = block.kind is Kind.PICTURE and not block.description
        if ledger.verdicts[block.index].as_what not in SAID_ELSEWHERE and not is_silent:
            assert is_said(block, texts), (ledger.verdicts[block.index], block.text)
    if hasattr(reading, "incidents"):
        rows = {block.place: block for block in blocks}
        for incident in reading.incidents:
            assert words(incident.location) in words(rows[incident.place].text)


def test_the_corpus_loses_nothing():
    for name, text in TEXTS.items():
        assert_nothing_is_lost(text, name)


@settings(max_examples=400, deadline=None)
@given(bent_documents())
@example(("no-label.txt", ""))
def test_what_the_corpus_never_was_loses_nothing_either(document):
    name, text = document
    assert_nothing_is_lost(text, name)


@settings(max_examples=200, deadline=None)
@given(bent_documents().filter(lambda document: document[0].endswith(".txt")))
def test_the_reader_of_text_lets_no_letter_fall(document):
    """Before anything is interpreted: each letter and digit of the file stands in a block."""
    name, text = document
    try:
        document = readers.read_bytes(text.encode(), name)
    except readers.UnreadableFile:
        return
    if document.reader != "text":
        return
    found = " ".join(
        f"{block.text} {' '.join(run.url for run in block.runs)}"
        if block.kind is not Kind.ROW
        else block.text
        for block in document.blocks
    )
    assert Counter(re.findall(r"[^\W_]", text)) == Counter(re.findall(r"[^\W_]", found))


marks = st.sampled_from(
    ["{}", "<em>{}</em>", "<strong>{}</strong>", '<a href="https://a.example/">{}</a>']
)
marked_words = st.lists(
    st.tuples(st.text("abcdeß’…,.–0", min_size=1, max_size=8), marks), min_size=1, max_size=12
)


@settings(max_examples=200, deadline=None)
@given(st.lists(marked_words, min_size=2, max_size=5), st.sampled_from(["\n\n", "</p><p>"]))
def test_marks_within_a_paragraph_change_no_letter_of_it(paragraphs, joint):
    """Neither in a page nor in a post as WordPress stores it, with blank lines for paragraphs."""
    html = joint.join(" ".join(mark.format(word) for word, mark in each) for each in paragraphs)
    html = f"<p>{html}</p>" if "<p>" in joint else f"{html}<!-- a --><b></b>"
    blocks = readers.html.parse(html).blocks()
    assert [block.text for block in blocks] == [
        " ".join(word for word, _ in each) for each in paragraphs
    ]
