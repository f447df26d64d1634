"""Files that are zip files inside (Word, Excel, a page with its folder), looked at before use."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes; pictures included
LARGEST_PART = 20 * 1024 * 1024
_MOST_PARTS = 2000
# What unpacking a damaged zip file raises, by the place of the damage.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError,
    struct.error,
)  # fmt: skip


class RefusedZip(Exception):
    """The file is damaged or not safe to unpack. The message says which, for an editor."""


def refuse_bombs(
    data: bytes,
    what: str,
    *,
    largest_unpacked: int = LARGEST_UNPACKED,
    largest_part: int = LARGEST_PART,
) -> None:
    """Look at the sizes before unpacking, and at the XML before parsing. Raises ``RefusedZip``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > largest_unpacked:
                raise RefusedZip(f"The {what} is too large when unpacked.")
            for part in parts:
                _refuse_entities(package, part, what, largest_part)
    except DAMAGE:
        raise RefusedZip(f"The {what} is damaged or cut off.") from None


def _refuse_entities(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, what: str, largest: int
) -> None:
    if not part.filename.endswith((".xml", ".rels")):
        return
    with package.open(part) as file:
        # The size in the directory can lie; what comes out cannot.
        content = file.read(largest + 1)
    if len(content) > largest:
        raise RefusedZip(f"The {what} is too large when unpacked.")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise RefusedZip(f"The {what} defines entities; that is not safe to read.")
