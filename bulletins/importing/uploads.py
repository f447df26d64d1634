"""An archive, or many documents, handed in at the desk and read by a worker: some at a time.

The row says how far it is. Each post is saved in one transaction with the count of it, so that a
worker that dies, or a person who interrupts, leaves exactly the posts that are counted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bulletins.accounts.guard import ask_whether_may, only_for
from bulletins.accounts.models import User
from bulletins.importing.archive import Archive, ArchiveReport, posts, size
from bulletins.importing.models import ArchiveImport
from bulletins.importing.readers import papers
from bulletins.importing.readers.decoding import UnreadableFile
from bulletins.publications.doorbell import ring_door
from bulletins.publications.models import Publication

logger = logging.getLogger(__name__)

DOOR = "ishm.tasks.read_archive"
LARGEST = 1024 * 1024 * 1024  # bytes
# A while: other tasks wait for this worker, and its time limit is minutes.
SECONDS = 20.0
# Longer than any single post takes: its worker is gone.
SILENT_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3
# An interrupted run can go on for so long; then its file, which may be large, is let go.
KEPT_FOR = timedelta(days=30)
State = ArchiveImport.State


class CannotGoOn(Exception):
    """The run cannot take this step. The message says why, in words for an editor."""


class _Interrupted(Exception):
    """Somebody stopped the run while a post was being saved; that post is taken back."""


@only_for("issues.change_issue")
def hand_in(*, file: File[Any], by: User, at: datetime, is_published: bool) -> ArchiveImport:
    """Keep the file and have a worker read it. Raises ``UnreadableFile`` for what is no archive.

    The worker acts for nobody, so whether it may publish is asked here.
    """
    if is_published:
        ask_whether_may("issues.publish_issue")
    archive = ArchiveImport(
        name=(file.name or "archive")[:300],
        state=State.RUNNING,
        is_published=is_published,
        imported_at=at,
        imported_by=by,
        facts=ArchiveReport().facts(),
    )
    archive.file.save("archive", file, save=False)
    path = Path(archive.file.path)
    try:
        next(posts(path), None)
        archive.size = size(path)
    except UnreadableFile:
        archive.file.delete(save=False)
        raise
    archive.save()
    ring_door(DOOR, archive_id=archive.pk)
    return archive


@only_for("issues.change_issue")
def hand_in_together(
    *, files: Sequence[UploadedFile], by: User, at: datetime, is_published: bool = False
) -> ArchiveImport:
    """The same for many documents, chosen at once or packed: read one by one."""
    if len(files) == 1:
        return hand_in(file=files[0], by=by, at=at, is_published=is_published)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "documents.zip"
        papers.pack(((file.name or "", file.chunks()) for file in files), path)
        with path.open("rb") as packed:
            return hand_in(
                file=File(packed, name=f"{len(files)} documents, {files[0].name} first"),
                by=by,
                at=at,
                is_published=is_published,
            )


@only_for("issues.change_issue")
def stop(*, archive: ArchiveImport) -> None:
    """Interrupt a run after the post at hand. Raises ``CannotGoOn``."""
    running = ArchiveImport.objects.filter(pk=archive.pk, state=State.RUNNING)
    if not running.update(state=State.STOPPED):
        raise CannotGoOn("Nothing was being read.")


@only_for("issues.change_issue")
def resume(*, archive: ArchiveImport) -> None:
    """Go on behind the last post that is done with. Raises ``CannotGoOn``."""
    if not archive.can_go_on:
        raise CannotGoOn("Its file is not here any more. Hand the archive in again.")
    halted = ArchiveImport.objects.filter(pk=archive.pk, state__in=[State.STOPPED, State.BROKEN])
    facts = archive.facts | {"broken": ""}
    if not halted.update(state=State.RUNNING, attempts=0, seen_at=None, facts=facts):
        raise CannotGoOn("It is being read already.")
    ring_door(DOOR, archive_id=archive.pk)


def ring_for_lost(*, at: datetime) -> None:
    """Ask again for runs whose worker died or whose task was lost; give up what kills workers."""
    lost = ArchiveImport.objects.left_alone(since=at - SILENT_AFTER)
    for archive in lost.filter(attempts__gte=MOST_ATTEMPTS):
        words = (
            f"The worker died {MOST_ATTEMPTS} times over the post behind number {archive.posts}. "
            "All before it is safe. Tell whoever runs this site, then go on."
        )
        _finish(archive, archive.facts | {"broken": words}, State.BROKEN)
    for archive in lost:
        ring_door(DOOR, archive_id=archive.pk)
    for archive in ArchiveImport.objects.forgotten(since=at - KEPT_FOR):
        _let_go(archive)


def read_some(*, archive_id: int, at: datetime, seconds: float = SECONDS) -> None:
    """Read on for a while and ring for the rest. Twice, late or not at all does no harm."""
    if not _claim(archive_id, at=at):
        return
    archive = ArchiveImport.objects.get(pk=archive_id)
    report = ArchiveReport.of(archive.facts)
    try:
        is_done = _read_on(archive, report, seconds)
    except _Interrupted:
        return
    except UnreadableFile as error:  # This file gives no more; a sound one is handed in anew.
        _finish(archive, report.facts() | {"broken": str(error)}, State.BROKEN)
        _let_go(archive)
        return
    except Exception as error:  # Whatever a post does to a reader belongs on the row, for a person.
        logger.exception("Reading the archive %s failed behind post %s", archive_id, archive.posts)
        words = f"The post behind number {archive.posts} cannot be read ({type(error).__name__})."
        _finish(
            archive, archive.facts | {"broken": f"{words} All before it is safe."}, State.BROKEN
        )
        return
    if is_done:
        _finish(archive, report.facts(), State.DONE)
        return
    ArchiveImport.objects.filter(pk=archive_id).update(seen_at=None)
    ring_door(DOOR, archive_id=archive_id)


def _claim(archive_id: int, *, at: datetime) -> bool:
    """Take the run if nobody else is at it; the conditional UPDATE is the lock."""
    free = ArchiveImport.objects.left_alone(since=at - SILENT_AFTER).filter(pk=archive_id)
    return bool(free.update(seen_at=at, attempts=F("attempts") + 1))


def _read_on(archive: ArchiveImport, report: ArchiveReport, seconds: float) -> bool:
    """Take posts until the file ends (true) or the time is over (false)."""
    reader = Archive(
        weekly=Publication.objects.weekly(),
        daily=Publication.objects.daily(),
        at=archive.imported_at,
        is_published=archive.is_published,
    )
    began = last = time.monotonic()
    for post in islice(posts(Path(archive.file.path)), archive.posts, None):
        with transaction.atomic():
            reader.take(post, report, archive)
            now = time.monotonic()
            _count(archive, report, post.end, now - last)
        last = now
        if now - began > seconds:
            return False
    return True


def _count(archive: ArchiveImport, report: ArchiveReport, end: int, seconds: float) -> None:
    """Write down how far it is. Raises ``_Interrupted`` when a person has stopped it meanwhile."""
    running = ArchiveImport.objects.filter(pk=archive.pk, state=State.RUNNING)
    archive.posts += 1
    archive.facts = report.facts()
    written = running.update(
        posts=archive.posts,
        bytes_read=end,
        seconds=F("seconds") + seconds,
        seen_at=timezone.now(),
        attempts=0,
        facts=archive.facts,
    )
    if not written:
        raise _Interrupted


def _finish(archive: ArchiveImport, facts: dict[str, Any], state: State) -> None:
    """Settle the row. A file read to its end is let go: its words are kept with the documents."""
    running = ArchiveImport.objects.filter(pk=archive.pk, state=State.RUNNING)
    if running.update(state=state, facts=facts, seen_at=timezone.now()) and state == State.DONE:
        ArchiveImport.objects.filter(pk=archive.pk).update(bytes_read=F("size"))
        _let_go(archive)


def _let_go(archive: ArchiveImport) -> None:
    ArchiveImport.objects.filter(pk=archive.pk).update(file="")
    archive.file.delete(save=False)
