"""Style sheets and scripts as the site serves them by itself: compressed, and never built.

Behind a front they are the front's. Here Whitenoise serves them from their sources, and would send
compressed only what somebody compressed beforehand. So each file is compressed when it is first
asked for, into ``DATA_DIR``, where later processes find it. They hold no secret that compression
could give away (BREACH); the pages of the desk, which do, are sent as they are.
"""

from __future__ import annotations

import gzip
import os
from hashlib import sha256
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

WORTH_IT = frozenset({".css", ".js", ".json", ".geojson", ".svg"})
LEAST = 400  # bytes; less fits a packet as it is


class StaticFiles(WhiteNoiseMiddleware):
    """Whitenoise, with a compressed copy of every file whose name says it is text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._unasked: dict[str, str] = {}  # address → path
        super().__init__(*args, **kwargs)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        self._unasked[url] = path
        return super().get_static_file(path, url, stat_cache)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info
        path = self._unasked.pop(url, None)
        if path and not self.autorefresh and (copy := compressed(Path(path))):
            self.files[url] = self._with_copy(path, url, copy)
        return super().__call__(request)

    def _with_copy(self, path: str, url: str, copy: Path) -> StaticFile:
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings={"gzip": str(copy)})


def compressed(path: Path) -> Path | None:
    """The file's compressed copy, made now if need be; None where there is nothing to gain."""
    facts = path.stat()
    if path.suffix not in WORTH_IT or facts.st_size < LEAST:
        return None
    name = sha256(f"{path}\0{facts.st_mtime_ns}\0{facts.st_size}".encode()).hexdigest()[:24]
    copy = Path(settings.DATA_DIR, "compressed", f"{name}.gz")
    if not copy.exists():
        try:
            _write(copy, gzip.compress(path.read_bytes(), 9, mtime=0))
        except OSError:  # On a full disk the file goes as it is.
            return None
    return copy


def _write(copy: Path, data: bytes) -> None:
    """Whole or not at all: another process may be about to read it."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(copy)
