"""Large uploads are taken from people who are signed in, before a byte of them is on the disk."""

from __future__ import annotations

from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_FROM_STRANGERS = 1024 * 1024  # bytes; a form without a file has far fewer


class KnownPeopleOnly(FileUploadHandler):
    """Stands before the handlers that keep what comes in.

    The check against forged requests reads the whole form before any page asks who sends it:
    without this, a stranger could fill the disk with what is refused afterwards.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a stranger's large form as Django refuses one that is too large for everybody."""
        user = getattr(self.request, "user", None)
        if content_length > MOST_FROM_STRANGERS and not (user and user.is_authenticated):
            raise RequestDataTooBig("A stranger sends more than a megabyte; nothing was read.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Left to the handlers behind."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Left to the handlers behind."""
