"""Every service: who may have it done. Pages ask first; what changes anything asks once more.

What counts as a service is read from the code: each public function of a module of services, and
of each other module where one begins a transaction or is told who acts. One that stands in neither
table below fails the test, and so does a row without its service: whoever adds one says who may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from bulletins.accounts import audit
from bulletins.revisions import services as revisions
from bulletins.revisions.models import Binned
from tests.fixtures.servers import ROOT
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory

# A reader with an account, as commenters have one, is signed in without a role: the stranger.
PEOPLE = ["anonymous", "stranger", "reporter", "editor", "publisher", "operator"]

# The least who may have it done, beside the clock and the command line.
GUARDED = {
    "accounts.services": {
        "invite": "publisher",
        "withdraw_invitation": "publisher",
        "change_role": "publisher",
        "set_active": "publisher",
    },
    "desk.services.dailies": {
        "begin_daily": "reporter",
        "add_item": "reporter",
        "place_item": "reporter",
    },
    "desk.services.old_pictures": {"ask_for": "editor", "ask_for_all": "editor"},
    "desk.services.pictures": {"keep_picture": "reporter"},
    "desk.services.presence": {"be_here": "reporter"},
    "desk.services.publishing": {
        "ask_for_preview": "reporter",
        "send_test": "editor",
        "send_test_of_daily": "reporter",
        "approve": "editor",
    },
    "desk.services.sheet": {
        "add_row": "reporter",
        "change_row": "reporter",
        "count_again": "reporter",
        "remove_row": "editor",
    },
    "desk.services.talk": {
        "make_remark": "reporter",
        "resolve_remark": "reporter",
        "reopen_remark": "reporter",
        "assign": "reporter",
    },
    "desk.services.weeks": {
        "start_issue": "editor",
        "add_takeaway": "editor",
        "add_entry": "reporter",
        "place_entry": "reporter",
        "place_takeaway": "editor",
    },
    "desk.services.writing": {"save_settled": "reporter"},
    "gazetteer.services": {
        "remember_spelling": "editor",
        "add_place": "editor",
        "change_place": "editor",
    },
    "guide.services": {"add_term": "editor", "change_term": "editor"},
    "importing.review": {
        "settle_doubt": "editor",
        "settle_about": "editor",
        "accept_undoubted": "editor",
        "publish_as_it_was": "publisher",
        "accept_document": "editor",
        "discard_document": "editor",
    },
    "importing.uploads": {
        "hand_in": "editor",
        "hand_in_together": "editor",
        "stop": "editor",
        "resume": "editor",
    },
    "incidents.intake.saving": {"save": "reporter"},
    "incidents.services": {
        "record_incident": "reporter",
        "change_incident": "reporter",
        "kind_named": "editor",
    },
    "issues.assembly": {"assemble_issue": "editor"},
    "issues.promotion": {"promote_item": "reporter", "settle": "reporter"},
    "issues.services": {
        "submit_issue": "editor",
        "approve_issue": "editor",
        "return_to_draft": "editor",
        "schedule_issue": "publisher",
        "publish_issue": "publisher",
        "correct_issue": "publisher",
        "withdraw_issue": "publisher",
        "restore_issue": "publisher",
        "retry_rendition": "publisher",
    },
    "issues.storylines": {"choose": "reporter", "begin": "editor"},
    "preflight.services": {
        "dismiss": "editor",
        "take_back": "editor",
        "accept_fixes": "editor",
        "override": "publisher",
    },
    "subscribers.services.care": {
        "hand_out_data": "publisher",
        "end_subscription": "publisher",
        "bar_address": "publisher",
        "lift_bar": "publisher",
        "export_list": "publisher",
    },
    "subscribers.services.corrections": {"queue_correction": "publisher"},
    "subscribers.services.deliverability": {
        "request_check": "publisher",
        "hand_in_mail": "publisher",
    },
    "subscribers.services.imports": {"import_rows": "publisher"},
    "subscribers.services.mailings": {
        "queue_mailing": "publisher",
        "queue_daily": "publisher",
        "release_mailing": "publisher",
        "pause_mailing": "publisher",
        "set_pace": "publisher",
        "resume_mailing": "publisher",
        "cancel_mailing": "publisher",
        "retry_failed": "publisher",
        "resolve_unknown": "publisher",
        "resolve_by_proof": "publisher",
    },
    "tracker.comments": {"decide": "editor", "edit_comment": "editor", "open_task": "editor"},
    "tracker.moderation": {"close_task": "editor", "decide_all": "editor", "lift_ban": "editor"},
    "tracker.services": {
        "schedule_daily": "publisher",
        "take_off_schedule": "publisher",
        "publish_daily": "publisher",
        "correct_daily": "publisher",
        "withdraw_daily": "publisher",
        "restore_daily": "publisher",
        "ask_for_preview": "reporter",
        "retry_rendition": "publisher",
    },
}
CLOCK = "rung by the clock or the command line, and does only what is due"
LOOKS = "changes nothing"
STEP = "a step of services that ask"
BY_KIND = "asks by the kind of row: test_each_kind_of_text_has_its_writers"
READER = "for every reader, by a link mailed to them or within limits"
# Those that ask nobody, and why that is right.
OPEN = {
    "accounts.services": {
        "accept_invitation": "for whoever holds the link",
        "request_account": "by whoever can read the mailbox; gives no power",
        "rename": "their own, by the page of their account",
        "erase_account": "their own; refuses colleagues",
        "make_first_operator": "called by `run` alone, never by a page",
        "end_sessions": "for the owner of the sessions, or when an account is closed",
        "post_mail": STEP,
    },
    "desk.services.old_pictures": {"bring_in_waiting": CLOCK},
    "desk.services.places": {"move": BY_KIND, "number": STEP},
    "desk.services.presence": {"forget_presence": CLOCK},
    "desk.services.publishing": {"content_of": LOOKS},
    "desk.services.talk": {"named_in": LOOKS},
    "desk.services.weeks": {"next_issue": LOOKS},
    "gazetteer.services": {
        "load_places": CLOCK,
        "locate": LOOKS,
        "locate_all": LOOKS,
        "named_like": LOOKS,
        "namesakes": LOOKS,
    },
    "guide.services": {"load_terms": CLOCK},
    "importing.daily_services": {
        "refuse_unsavable_daily": LOOKS,
        "save_daily": STEP,
        "publish_imported_daily": STEP,
        "save_comments": STEP,
    },
    "importing.review": {
        "review": LOOKS,
        "is_of": LOOKS,
        "text_around": LOOKS,
    },
    "importing.uploads": {"ring_for_lost": CLOCK, "read_some": CLOCK},
    "importing.sample": {"load_week": CLOCK, "load_daily": CLOCK, "load_readers": CLOCK},
    "importing.services": {
        "save_issue": STEP,
        "points_of": LOOKS,
        "publish_imported": STEP,
        "refuse_unsavable": LOOKS,
    },
    "incidents.intake.saving": {"preview": LOOKS},
    "incidents.services": {
        "settle_point": STEP,
        "place_incident": STEP,
        "place_incidents": STEP,
        "point_of": LOOKS,
    },
    "issues.assembly": {"collect_incidents": STEP},
    "issues.promotion": {"drifts": LOOKS, "tell_of_drifts": CLOCK},
    "issues.services": {
        "is_approval_current": LOOKS,
        "publish_due": CLOCK,
        "sweep_renditions": CLOCK,
    },
    "issues.storylines": {"told_in": LOOKS, "with_counts": LOOKS, "without_news": LOOKS},
    "preflight.services": {
        "current_report": "keeps what was found in a text, for whoever may read it",
        "open_findings": LOOKS,
        "standing_dismissals": LOOKS,
        "holding": LOOKS,
        "refuse_unready": LOOKS,
    },
    "public.services": {"index_published": CLOCK, "write_pages": CLOCK, "rebuild_index": CLOCK},
    "revisions.services": {
        "save_version": BY_KIND,
        "keep": STEP,
        "restore": BY_KIND,
        "throw_away": BY_KIND,
        "take_back": BY_KIND,
        "empty_bin": CLOCK,
    },
    "subscribers.services.bounces": {
        "record_report": CLOCK,
        "confirm_delivered": CLOCK,
        "record_leaving": CLOCK,
    },
    "subscribers.services.corrections": {"readers_of_earlier": LOOKS},
    "subscribers.services.deliverability": {"ask_again": CLOCK},
    "subscribers.services.departures": {
        "known_departures": LOOKS,
        "honor_departures": "takes away and gives nothing; called by a restore",
    },
    "subscribers.services.imports": {"foresee": LOOKS},
    "subscribers.services.mailings": {
        "send_due": CLOCK,
        "depart": CLOCK,
        "hold_everything": "takes away and gives nothing; called by a restore",
    },
    "subscribers.services.people": {
        "request_subscription": READER,
        "request_data": READER,
        "waiting_confirmation": LOOKS,
        "confirmed_before": LOOKS,
        "confirm_subscription": READER,
        "subscribe": STEP,
        "unsubscribe": READER,
        "choose": READER,
        "export_data": READER,
        "data_of": LOOKS,
        "erase_data": READER,
        "erase": STEP,
        "forget_unconfirmed": CLOCK,
        "mail_waiting": CLOCK,
    },
    "tracker.bans": {"ban_writer": STEP, "refusal": LOOKS},
    "tracker.changing": {
        "change": "for whoever has just sent the reply and holds its key",
        "key_to": STEP,
        "comment_of": LOOKS,
        "may_change": LOOKS,
    },
    "tracker.comments": {
        "takes_comments": LOOKS,
        "standing": LOOKS,
        "post_comment": "for everybody, within limits; nothing shows before it is approved",
        "report_comment": "for everybody; only tells the moderators",
        "stop_replies": "for whoever holds the link",
    },
    "tracker.leaving": {"erase_writer": STEP},
    "tracker.moderation": {"count": LOOKS, "found_on": LOOKS, "on_shelf": LOOKS},
    "tracker.services": {"publish_due": CLOCK, "sweep_renditions": CLOCK},
}
NO_SERVICES = {"migrations", "benchmarks", "benchmarking", "management", "views"}


def services() -> Iterator[tuple[str, str]]:
    """Module and name of each, read from the code."""
    for path in sorted((ROOT / "bulletins").rglob("*.py")):
        parts = path.relative_to(ROOT / "bulletins").with_suffix("").parts
        if NO_SERVICES.isdisjoint(parts):
            name = ".".join(part for part in parts if part != "__init__")
            yield from ((name, title) for title in services_in(path, "services" in name))


def services_in(path: Path, is_of_services: bool) -> list[str]:
    public = [
        thing
        for thing in ast.parse(path.read_text()).body
        if isinstance(thing, ast.FunctionDef) and not thing.name.startswith("_")
    ]
    return [each.name for each in public] if is_of_services or any(map(decides, public)) else []


def decides(function: ast.FunctionDef) -> bool:
    """It begins a transaction, or is told who acts."""
    marks = {ast.unparse(mark) for mark in function.decorator_list}
    return "transaction.atomic" in marks or "by" in {each.arg for each in function.args.kwonlyargs}


def test_every_service_is_in_a_table_and_every_row_is_a_service():
    rows = [(name, title) for table in (GUARDED, OPEN) for name in table for title in table[name]]
    assert sorted(set(services()) - set(rows)) == [], "Say in GUARDED or OPEN who may have it done."
    assert sorted(rows) == sorted(services())


def service(name: str, title: str):
    return getattr(import_module(f"bulletins.{name}"), title)


def may(asked, person) -> bool:
    """Called without what it needs: let in, it misses its arguments; else it refuses before."""
    with audit.acting(person), pytest.raises((PermissionDenied, TypeError)) as refusal:
        asked()
    return refusal.type is TypeError


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_have_it_done(cast, person):
    acting = AnonymousUser() if person == "anonymous" else getattr(cast, person)
    wrong = [
        (name, title)
        for name, keepers in GUARDED.items()
        for title, least in keepers.items()
        if may(service(name, title), acting) != (PEOPLE.index(person) >= PEOPLE.index(least))
    ]
    assert wrong == []


@pytest.mark.django_db
def test_the_clock_and_the_command_line_may():
    assert all(may(service(name, title), None) for name in GUARDED for title in GUARDED[name])


# --- Texts: who may write, throw away and take back depends on what it is -----------------------

# Write, throw away, take back.
WRITERS = {
    "entry": ("reporter", "reporter", "reporter"),
    "takeaway": ("editor", "editor", "editor"),
    "incident": ("reporter", "editor", "reporter"),
}


@pytest.fixture
def texts():
    entry = EntryFactory()
    return {"entry": entry, "takeaway": entry.takeaway, "incident": IncidentFactory()}


def acts_on(subject, author):
    """Writing, throwing away, taking back: the three things that are done to a text."""
    known = {"author": author, "at": timezone.now()}
    yield lambda: revisions.save_version(
        subject=subject, changes={}, seen_version=subject.version, **known
    )
    yield lambda: revisions.throw_away(
        subject=subject, seen_version=subject.version, label="It", **known
    )
    with audit.acting(None):
        other = type(subject).objects.get(pk=subject.pk)
        revisions.throw_away(subject=other, seen_version=other.version, label="It", **known)
    binned = Binned.objects.latest("pk")
    yield lambda: revisions.take_back(binned=binned, **known)


def is_done(act) -> bool:
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except PermissionDenied:
        return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE[1:])
@pytest.mark.parametrize("kind", WRITERS)
def test_each_kind_of_text_has_its_writers(cast, texts, kind, person):
    acting = getattr(cast, person)
    for act, least in zip(acts_on(texts[kind], acting), WRITERS[kind], strict=True):
        with audit.acting(acting):
            assert is_done(act) == (PEOPLE.index(person) >= PEOPLE.index(least)), (kind, least)
