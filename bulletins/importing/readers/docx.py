"""DOCX, made into HTML by mammoth and read from there."""

from __future__ import annotations

import io
from functools import partial
from hashlib import sha256
from typing import Any

import mammoth

from bulletins.importing.document import Document
from bulletins.importing.readers import html, pictures
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.rendering.zips import RefusedZip, refuse_bombs


def is_docx(data: bytes) -> bool:
    """The bytes are a zip file with a Word document in it."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def read(data: bytes, name: str) -> Document:
    """A document from the bytes of a DOCX file. Raises ``UnreadableFile``."""
    try:
        refuse_bombs(data, "Word document")
    except RefusedZip as error:
        raise UnreadableFile(str(error)) from None
    files: dict[str, bytes] = {}
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(partial(_set_aside, files))
        ).value
    except Exception as error:
        # mammoth raises whatever its parts raise: KeyError, BadZipFile, SAXParseException …
        raise UnreadableFile(
            f"The Word document is damaged ({type(error).__name__}). "
            "Open it in a word processor and save it again."
        ) from None
    parser = html.parse(converted, files)
    blocks = parser.blocks()
    return Document(name, "docx", blocks, sha256=sha256(data).hexdigest(), files=parser.files)


def _set_aside(files: dict[str, bytes], image: Any) -> dict[str, str]:
    """Keep the bytes of a picture under a name of its own, which is what the page then says."""
    with image.open() as file:
        content = file.read(pictures.LARGEST + 1)
    ending = str(image.content_type).rpartition("/")[2][:8]
    name = f"picture-{len(files) + 1}.{ending}"
    files[name] = content
    return {"src": name}
