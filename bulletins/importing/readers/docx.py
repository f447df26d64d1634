"""DOCX, made into HTML by mammoth and read from there."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from hashlib import sha256

import mammoth

from bulletins.importing.document import Document
from bulletins.importing.readers import html
from bulletins.importing.readers.decoding import UnreadableFile

LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes; pictures included
_LARGEST_PART = 20 * 1024 * 1024
_MOST_PARTS = 2000
# What unpacking a damaged zip file raises, by the place of the damage.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError,
    struct.error,
)  # fmt: skip


def is_docx(data: bytes) -> bool:
    """The bytes are a zip file with a Word document in it."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def read(data: bytes, name: str) -> Document:
    """A document from the bytes of a DOCX file. Raises ``UnreadableFile``."""
    _refuse_bombs(data)
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(_without_data)
        ).value
    except Exception as error:
        # mammoth raises whatever its parts raise: KeyError, BadZipFile, SAXParseException …
        raise UnreadableFile(
            f"The Word document is damaged ({type(error).__name__}). "
            "Open it in a word processor and save it again."
        ) from None
    parser = html.parse(converted)
    return Document(name, "docx", parser.blocks(), sha256=sha256(data).hexdigest())


def _without_data(_image: object) -> dict[str, str]:
    return {"src": ""}


def _refuse_bombs(data: bytes) -> None:
    """Look at the sizes before unpacking, and at the XML before parsing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_UNPACKED:
                raise UnreadableFile("The Word document is too large when unpacked.")
            for part in parts:
                _refuse_entities(package, part)
    except _DAMAGE:
        raise UnreadableFile("The Word document is damaged or cut off.") from None


def _refuse_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if not part.filename.endswith((".xml", ".rels")):
        return
    with package.open(part) as file:
        # The size in the directory can lie; what comes out cannot.
        content = file.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise UnreadableFile("The Word document is too large when unpacked.")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile("The Word document defines entities; that is not safe to read.")
