"""What readers get is valid HTML, by html-validate where npm has installed it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bulletins.issues.models import Entry
from bulletins.public.services import index_published
from tests.fixtures.servers import ROOT
from tests.guide.factories import TermFactory, TermVariantFactory
from tests.public.shelves import correct, publish, write_issue

pytestmark = pytest.mark.django_db

PROGRAM = shutil.which("html-validate", path=ROOT / ".venv" / "node_modules" / ".bin")
ADDRESSES = (
    "/", "/issues/122/", "/issues/122/editions/1/", "/issues/122/whole.html", "/archive/",
    "/guide/", "/guide/old-bridge/", "/search/?q=bridge&first_day=2017-01-01", "/search/?q=brigde",
    "/about/", "/about/data/", "/offline/", "/nothing/", "/daily/", "/incidents/",
)  # fmt: skip

RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        # How the source is laid out is no matter of validity.
        "no-trailing-whitespace": "off",
        "doctype-style": "off",
        # Boxes to tick for one question share its name.
        "form-dup-name": ["error", {"shared": ["radio", "checkbox"]}],
    },
}


@pytest.mark.skipif(PROGRAM is None, reason="no html-validate here: .ci/html-validate installs it")
def test_every_page_is_valid_html(client, tmp_path):
    term = TermFactory(name="Old Bridge", slug="old-bridge", description="A crossing.")
    TermVariantFactory(term=term, text="الجسر", kind="native", language="ar")
    texts = ("The Old Bridge opened.", "A long way to (الجسر القديم).")
    issue = publish(write_issue(number=122, entries=texts)).issue
    Entry.objects.filter(body__contains="opened").update(body="<p>The Old Bridge fell.</p>")
    correct(issue, "It fell.")
    index_published()
    for number, address in enumerate(ADDRESSES):
        (tmp_path / f"{number:02}.html").write_bytes(client.get(address).content)
    assert complaints(tmp_path) == []


def complaints(folder):
    """What html-validate faults, with the address of the page and the line."""
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    report = folder / "report.json"
    # Into a file: it ends before a pipe has taken everything.
    with report.open("wb") as output:
        command = [PROGRAM, "-f", "json", *sorted(folder.glob("*.html"))]
        subprocess.run(command, stdout=output, check=False)
    return [
        f"{ADDRESSES[int(Path(page['filePath']).stem)]}: {said['ruleId']}: {said['message']} "
        f"(line {said['line']})"
        for page in json.loads(report.read_text())
        for said in page["messages"]
    ]
