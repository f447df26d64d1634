"""Documents of every year and kind, each with what a person reads in it.

The expected reading of ``name.txt`` stands in ``name.txt.expected``. After a change that is meant,
``UPDATE_CORPUS=1`` writes the new readings; look at every line of the difference.
"""

import os
import re
from pathlib import Path

import pytest

from bulletins.importing import readers
from bulletins.importing.models import DOUBTS
from tests.fixtures.servers import ROOT
from tests.importing.outline import outline

CORPUS = Path(__file__).parent / "corpus"
DOCUMENTS = sorted(path.name for path in CORPUS.iterdir() if path.suffix != ".expected")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_a_person_reads_it(name):
    found = outline(readers.read_file(CORPUS / name))
    expected = CORPUS / f"{name}.expected"
    if os.environ.get("UPDATE_CORPUS"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_there_are_documents_enough():
    assert len(DOCUMENTS) >= 40


def test_the_table_of_forms_leads_to_what_is_there():
    table = (ROOT / "docs" / "importing-forms.md").read_text(encoding="utf-8")
    tests = "".join(path.read_text(encoding="utf-8") for path in CORPUS.parent.glob("test_*.py"))
    named = set(re.findall(r"::(test_\w+)", table))
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []
    assert [name for name in DOCUMENTS if f"`{name}`" not in table] == []


def test_every_doubt_that_is_met_has_words_for_an_editor():
    met = set()
    for expected in CORPUS.glob("*.expected"):
        text = expected.read_text(encoding="utf-8")
        met |= set(re.findall(r"^! ([a-z-]+) \|", text, re.MULTILINE))

    assert len(met) > 10
    assert met <= set(DOUBTS)
