"""Every mail holds in every mail program we name, is valid HTML, and says the same as its text."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bulletins.rendering.inlining import LARGEST
from bulletins.subscribers.mailer.letter import Letter
from tests.mails.lint import KNOWN, complaints
from tests.mails.specimens import SPECIMENS
from tests.subscribers.letters import READER, content, parts, read_back

pytestmark = pytest.mark.django_db

# What some of our programs do not know, or in part, and why it may stand in a mail all the same.
ALLOWED = {
    # Enhancements in the style element. Where it is dropped the mail is light and wide, and whole.
    "html-style": "Gmail drops it above 8 KB and in some apps; GMX and web.de always",
    "css-at-media": "narrower margins on phones; without it the fluid table is narrow enough",
    "css-at-media-prefers-color-scheme": "our dark colors; without it programs invert, or do not",
    "css-color-scheme": "announces the dark colors",
    "html-meta-color-scheme": "the same",
    "css-important": "needed against the inlined styles; only in the style element",
    "css-pseudo-class-not": "only in the dark rules: lines of tables, not of the layout",
    "css-selector-class": "only in the style element; Gmail in some accounts",
    "css-selector-descendant": "the same",
    "css-selector-grouping": "the same",
    "css-selector-type": "the same",
    # The preheader: hidden twice, so that either way is enough.
    "css-display": "only “none”, below",
    "css-display-none": "Word shows it where mso-hide does not; it is 1 px in the ground’s color",
    "css-max-height": "the preheader again",
    # Known everywhere in the form used here; the notes at caniemail.com are about other forms.
    "css-background-color": "GMX and web.de: not on body; the outer table carries it, too",
    "css-border": "Word: not on inline elements, and we set none there",
    "css-font-size": "in part: no rem and no keywords; ours are px",
    "css-font-weight": "in part: no numbers; ours is bold",
    "css-height": "Word: on table cells and pictures only, where we set it",
    "css-line-height": "Word: rounded unless mso-line-height-rule is exactly, which we say",
    "css-list-style": "in part: no pictures and positions; ours is none",
    "css-margin": "in part: no negative ones and no auto; ours are plain px",
    "css-padding": "Word: on cells only; elsewhere it is air that nobody misses",
    "css-text-align": "in part: no start and end; ours are left, right, center",
    "css-width": "Word: on cells and pictures; the attribute says it as well",
    "css-max-width": "Word: the conditional table around it is 600 px wide",
    "html-body": "webmail puts a div in its place; the outer table carries ground and width",
    "html-doctype": "replaced by the program’s own",
    "html-height": "Word: pictures and cells, where we set it",
    "html-width": "Word: not on div, and we set none there",
    "html-lists": "the space before them differs; takeaways are set flush without marks",
    # Losses no reader sees; a voice reads the same words in the program’s own language.
    "html-dir": "GMX and web.de drop it; Arabic letters run right to left by themselves",
    "html-lang": "dropped by Yahoo, GMX, web.de",
    "html-role": "dropped by Yahoo, GMX, web.de",
    "html-semantics": "figure and figcaption become plain boxes",
}


@pytest.fixture(params=SPECIMENS)
def specimen(request, settings):
    settings.SITE_URL = "https://site.example"
    return SPECIMENS[request.param]()


def test_every_mail_program_knows_what_the_mails_use(specimen):
    page, _ = specimen
    assert {row for row, _ in complaints(page)} - set(ALLOWED) == set()


def test_nothing_is_allowed_that_every_program_knows():
    assert {row for row in ALLOWED if not set(KNOWN[row]) & set("an")} == set()


def test_the_html_is_valid(specimen, tmp_path):
    page, _ = specimen
    (tmp_path / "mail.html").write_text(page)
    command = [_html_validate(), "-c", Path(__file__).with_name("htmlvalidate.json"), "-f", "json"]
    checked = subprocess.run(
        [*command, tmp_path / "mail.html"], capture_output=True, text=True, check=False
    )
    assert [
        f"{found['ruleId']}: {found['message']} (line {found['line']})"
        for each in json.loads(checked.stdout)
        for found in each["messages"]
    ] == []


def _html_validate():
    folder = Path(__file__).parents[2] / ".venv" / "node_modules" / ".bin"
    program = shutil.which("html-validate", path=folder) or shutil.which("html-validate")
    if program is None:
        pytest.fail("No html-validate. Install npm and run .ci/html-validate.")
    return program


def test_the_mail_is_small_enough_to_be_shown_whole(specimen):
    page, _ = specimen
    assert len(page.encode()) <= LARGEST == 95_000


def test_what_is_handed_to_the_mail_server_reads_back_as_both_parts(specimen):
    page, text = specimen
    letter = Letter(content(html=page, text=text))
    mail = read_back(letter.to(READER))
    assert mail.defects == []
    read = parts(mail)
    for kind, body in (("text/html", page), ("text/plain", text)):
        for token, value in letter._values(READER).items():
            body = body.replace(token, value)
        assert read[kind].removesuffix("\n") == body.removesuffix("\n")
        assert "{{" not in read[kind]


def test_there_is_one_title_and_every_picture_has_size_and_words(specimen):
    page, _ = specimen
    assert page.count("<h1") == 1
    for picture in re.findall(r"<img [^>]*>", page):
        assert re.search(r' alt="[^"]+"', picture)
        width, height = re.search(r' width="(\d+)" height="(\d+)"', picture).groups()
        assert 0 < int(width) <= 560
        assert int(height) > 0


def test_every_address_is_whole(specimen):
    page, text = specimen
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert [each for each in addresses if not each.startswith(("https://", "{{", "mailto:"))] == []
    assert "http://" not in text


def test_the_text_part_says_what_the_html_says(specimen):
    page, text = specimen
    said = words(text)
    assert [block for block in blocks(page) if words(block) not in said] == []


def blocks(page):
    """Every paragraph, item and heading of the content, as plain text."""
    content = page.partition("<h1")[2].partition('class="cell foot"')[0]
    inner = r"((?:(?!<(?:p|li|h2|table|ul)\b).)*?)"
    for found in re.findall(rf"<(?:p|li|h2)[^>]*>{inner}</(?:p|li|h2)>", content, re.DOTALL):
        plain = html.unescape(re.sub(r"<[^>]+>", "", found))
        if "longer than mail programs show" not in plain:  # The text part is never shortened.
            yield plain


def words(text):
    """Letters and digits only: lines, marks of links and case differ by design."""
    without_marks = re.sub(r"\[\d+\]", "", text)
    return re.sub(r"[\W_]", "", without_marks).lower()


def test_no_line_of_the_text_is_too_long_but_addresses(specimen):
    _, text = specimen
    assert [line for line in text.splitlines() if len(line) > 72 and "://" not in line] == []
