"""What the fuzzer feeds the readers, and how it breaks it."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

from weasyprint import HTML

from bulletins.importing import readers
from bulletins.importing.interpreter.daily import read_daily
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.readers import wxr
from bulletins.rendering.html import TooLong
from tests.importing import a_week
from tests.importing.an_archive import archive, comment, post, week_html, week_post
from tests.importing.test_pictures import in_word, in_zip
from tests.importing.test_readers import WORD, docx

CORPUS = Path(__file__).parent / "corpus"
# Pieces that have meaning to a reader; put where they do not belong.
SPICE = [
    b"<", b">", b"</", b"<table><tr><td>", b"</td></tr>", b"<li>", b"<ul>", b"<p>", b"<h1>",
    b"<!--", b"<![CDATA[", b"]]>", b"<script>", b"<title>", b"<br>" * 50, b"&#0;", b"&#x110000;",
    b"&amp;" * 9, b"\x00", b"\xff\xfe", b"\xc3\x28", b"\xe2\x80", b"\r", b"\f",
    b"\xc2\xa0" * 20, b"\t" * 30,
    b"ISHM: July 21 - 27, 2017\n", b"Key Takeaways:\n", b" more\xe2\x80\xa6", b"\xe2\x80\xa2 ",
    b"On July 99, ", b"On February 30, ", b"Between July 1 - ", b"13/45/99Place1", b"07/27/17",
    b"99999999999999999999", b"IRAQ TRACKER 31 FEB: ", b"writing on iraq\n", b"**" * 40, b"[" * 60,
    b"](http://[", b"|" * 80, b"> " * 40, b"- " * 60, b"\n" * 200, b" " * 3000, b"1" * 3000,
]  # fmt: skip


def seeds() -> dict[str, bytes]:
    """Sound files of every kind."""
    page = f"<h1>{a_week.TITLE}</h1>" + week_html()
    comments = comment(1, "First.") + comment(2, "Second.", parent=1)
    daily = post("IRAQ DAILY TRACKER 21/22 JUN: a; b", "<p>In Anbar, rain.</p>", comments=comments)
    return {
        path.name: path.read_bytes() for path in CORPUS.iterdir() if path.suffix != ".expected"
    } | {
        "week.txt": a_week.as_text().encode(),
        "flat.txt": " ".join(a_week.as_text().split()).encode(),
        "week.html": page.encode(),
        "week.pdf": HTML(string=page[:9000]).write_pdf(),
        "week.docx": docx(*WORD * 4),
        "pictures.docx": in_word(),
        "pictures.zip": in_zip(),
        "old.zip": zipped(archive(week_post(), daily)),
        "old.xml": archive(week_post(), daily).encode(),
    }


def zipped(export: str) -> bytes:
    """An export packed into one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("export.xml", export)
    return packed.getvalue()


def damaged(data: bytes, chance: random.Random, seeds: dict[str, bytes]) -> bytes:
    """The file with one to eight things wrong in it."""
    for _ in range(chance.randint(1, 8)):
        data = chance.choice([_cut, _flip, _spice, _repeat, _swap, _mix])(data, chance, seeds)
    return data[:400_000]


def read(data: bytes, name: str, folder: Path) -> str:
    """Read the file the way the commands do; say what came of it."""
    if name in {"old.xml", "old.zip"}:
        return _read_archive(data, folder)
    try:
        document = readers.read_bytes(data, name)
    except readers.UnreadableFile:
        return "unreadable"
    outcome = "no bulletin"
    for reader in (read_issue, read_daily):
        try:
            reading = reader(document)
        except (NotABulletin, TooLong):
            continue
        assert sorted(reading.ledger.verdicts) == [block.index for block in document.blocks]
        outcome = "read with doubts" if reading.doubts else "read"
    return outcome


def _read_archive(data: bytes, folder: Path) -> str:
    path = folder / "old.xml"
    path.write_bytes(data)
    try:
        for found in wxr.posts(path):
            read(found.content.encode("utf-8", "replace"), found.title, folder)
            found.document()
    except readers.UnreadableFile:
        return "broken archive"
    return "archive"


def _cut(data: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flip(data: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    broken = bytearray(data)
    for _number in range(min(len(broken), chance.randint(1, 40))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _spice(data: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    for _number in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(SPICE) + data[at:]
    return data


def _repeat(data: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    first, last = sorted(chance.randrange(len(data) + 1) for _number in range(2))
    return data[:first] + data[first:last][:2000] * chance.randint(2, 40) + data[last:]


def _swap(data: bytes, chance: random.Random, _: dict[str, bytes]) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _mix(data: bytes, chance: random.Random, seeds: dict[str, bytes]) -> bytes:
    other = seeds[chance.choice(sorted(seeds))]
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]
