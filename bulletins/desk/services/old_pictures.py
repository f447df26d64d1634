"""Pictures of past documents on their way into the drafts.

A worker does it. What came along with a document is brought in by itself; what lies on the web only
when somebody asked for it, through the guarded fetcher. What fails is said, and nothing is lost:
the words that stand for a picture stay in the draft until the picture is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk.models import Figure
from bulletins.desk.services import pictures
from bulletins.importing import review
from bulletins.importing.models import ImportedDocument, ImportedPicture
from bulletins.importing.publishing import publish_complete
from bulletins.issues.models import Entry
from bulletins.publications.doorbell import ring_door
from bulletins.rendering import fetching
from bulletins.rendering.html import clean, plain_text
from bulletins.revisions.services import EditConflict, save_version
from bulletins.tracker.models import TrackerItem

DOOR = "ishm.tasks.bring_in_pictures"
AT_ONCE = 3  # a slow server may take a minute for each; a task has four
STRANDED_AFTER = timedelta(minutes=6)  # longer than Celery's hard limit
State = ImportedPicture.State
_FIGCAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_CAPTION_BELOW = r"(?:<figure><figcaption>(?P<caption>(?:(?!</figure>).)*)</figcaption></figure>)?"


class NoPlace(Exception):
    """The picture has no text to go into. The message says so to an editor."""


@only_for("issues.change_issue")
def ask_for(*, picture: ImportedPicture, facts: Mapping[str, str], by: User) -> None:
    """Have a worker bring it in, with the description and credit a person has given."""
    open_states = [State.OFFERED, State.FAILED]
    still_out = ImportedPicture.objects.filter(pk=picture.pk, state__in=open_states)
    if still_out.update(state=State.WAITING, asked_by=by, error="", **facts):
        ring_door(DOOR)


@only_for("issues.change_issue")
def ask_for_all(*, document: ImportedDocument, by: User) -> int:
    """Have a worker bring in all that are out still; returns how many."""
    still_out = document.pictures.filter(state__in=[State.OFFERED, State.FAILED])
    count = still_out.update(state=State.WAITING, asked_by=by, error="")
    if count:
        ring_door(DOOR)
    return count


def bring_in_waiting(*, at: datetime) -> None:
    """Bring in a few; a worker that died over one let go of it long ago."""
    ImportedPicture.objects.left_alone(since=at - STRANDED_AFTER).update(state=State.WAITING)
    waiting = list(ImportedPicture.objects.waiting().values_list("pk", flat=True)[: AT_ONCE + 1])
    for key in waiting[:AT_ONCE]:
        claimed = ImportedPicture.objects.waiting().filter(pk=key)
        if claimed.update(state=State.COMING, claimed_at=at):
            _bring_in(ImportedPicture.objects.select_related("document").get(pk=key), at=at)
    publish_complete()
    if len(waiting) > AT_ONCE:
        ring_door(DOOR)


def _bring_in(picture: ImportedPicture, *, at: datetime) -> None:
    try:
        content = _content(picture)
        with transaction.atomic():
            _put_in(picture, content, at=at)
    except (fetching.Refused, fetching.Unreachable) as error:
        _settle(picture, State.FAILED, error=f"Not fetched: {error}.")
    except (pictures.NotAPicture, NoPlace, EditConflict) as error:
        _settle(picture, State.FAILED, error=str(error))


def _content(picture: ImportedPicture) -> bytes:
    if picture.file:
        with picture.file.open("rb") as file:
            return bytes(file.read())
    return fetching.download(picture.address, most_bytes=pictures.LARGEST_FILE)


def _put_in(picture: ImportedPicture, content: bytes, *, at: datetime) -> None:
    text = review.text_around(picture)
    if text is None:
        raise NoPlace("No entry is left that it could go into. Add it by hand where it belongs.")
    if _is_public(text):
        raise NoPlace("The text is published already. Add it by hand, and publish a correction.")
    file = SimpleUploadedFile(picture.name, content)
    figure = pictures.keep_picture(file=file, author=picture.asked_by, at=at)
    save_version(
        subject=text,
        changes={"body": _with_picture(text.body, picture, figure)},
        seen_version=text.version,
        author=picture.asked_by,
        at=at,
        origin="import",
    )
    _settle(picture, State.HERE, figure=figure.file.url)
    review.settle_about(document=picture.document, check="picture", place=picture.place)


def _is_public(text: Entry | TrackerItem) -> bool:
    if isinstance(text, TrackerItem):
        return text.update.is_published
    issue = text.takeaway.issue if text.takeaway else None
    return issue is not None and issue.is_published


def _with_picture(html: str, picture: ImportedPicture, figure: Figure) -> str:
    """The text with the picture where its words stood; at its end, if they are gone."""
    shown = clean(
        f'<figure><img src="{figure.file.url}" alt="{escape(picture.description)}"'
        f' width="{figure.width}" height="{figure.height}">'
        f"<figcaption>{_caption(picture)}</figcaption></figure>"
    ).replace("<figcaption></figcaption>", "")
    if picture.words and picture.words in html:
        return html.replace(picture.words, shown, 1)
    return f"{html}{shown}"


def _caption(picture: ImportedPicture) -> str:
    """What stands below it, links kept unless a person has worded it anew; then the credit."""
    written = _FIGCAPTION.findall(picture.words)
    caption = written[-1] if written and plain_text(written[-1]) == picture.caption else ""
    caption = caption or escape(picture.caption, quote=False)
    if picture.credit and picture.credit not in caption:
        caption = f"{caption} {escape(f'Photo: {picture.credit}', quote=False)}".strip()
    return caption


def _settle(picture: ImportedPicture, state: ImportedPicture.State, **facts: str) -> None:
    """Write down what came of it. A file that was kept for it has served."""
    rows = ImportedPicture.objects.filter(pk=picture.pk)
    if state == State.HERE and picture.file:
        picture.file.delete(save=False)
        facts["file"] = ""
    rows.update(state=state, **{name: words[:300] for name, words in facts.items()})
