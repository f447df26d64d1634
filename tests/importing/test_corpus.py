"""Documents of every year and kind, each with what a person reads in it.

The expected reading of ``name.txt`` stands in ``name.txt.expected``. After a change that is meant,
``UPDATE_CORPUS=1`` writes the new readings; look at every line of the difference.
"""

import os
from pathlib import Path

import pytest

from bulletins.importing import readers
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
