"""From bytes to blocks. Which reader a file needs is told by its content, not by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bulletins.importing.document import Document
from bulletins.importing.readers import docx, html, package, pdf, pictures, text
from bulletins.importing.readers.decoding import UnreadableFile

__all__ = ["LARGEST", "UnreadableFile", "read_bytes", "read_file"]

LARGEST = 40 * 1024 * 1024  # bytes; a whole issue with its pictures in a DOCX has about two million


def read_file(path: Path) -> Document:
    """The document in a file. Raises ``UnreadableFile`` with what is wrong and what to do."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror}.") from None
    if size > LARGEST:
        raise UnreadableFile(f"The file has {size:,} bytes; {LARGEST:,} is the most for one issue.")
    return read_bytes(data, path.name, pictures.beside(path))


def read_bytes(data: bytes, name: str, files: Mapping[str, bytes] | None = None) -> Document:
    """The document in these bytes; ``name`` is what the file is called.

    ``files`` are the pictures a browser saved beside a page.
    """
    if data.startswith(b"%PDF"):
        return pdf.read(data, name)
    if docx.is_docx(data):
        return docx.read(data, name)
    if package.is_saved_page(data):
        return package.read(data, name)
    if _is_wordpress_export(data):
        raise UnreadableFile("This is a WordPress export. Use “import_archive” for it.")
    if html.looks_like_html(data):
        return html.read(data, name, files)
    return text.read(data, name)


def _is_wordpress_export(data: bytes) -> bool:
    return b"<rss" in data[:4000] and b"wordpress.org/export" in data[:8000]
