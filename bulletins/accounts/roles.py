"""The roles and what each may do, in one place; ``migrate`` brings the groups into line.

A reporter writes, an editor also shapes and approves the issue, a publisher also makes it public,
sends it and looks after readers and colleagues. An operator (superuser) may do everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.models import QuerySet

SEE = ("view",)
WRITE = ("view", "add", "change")
KEEP = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Role:
    """A group: its name, and the permissions it has beyond those of the role it builds on."""

    name: str
    may: dict[str, tuple[str, ...]]
    also: tuple[str, ...] = ()
    builds_on: Role | None = field(default=None)

    def permissions(self) -> frozenset[str]:
        """Every permission, as “app.codename”."""
        inherited = self.builds_on.permissions() if self.builds_on else frozenset()
        return inherited | frozenset(self._own())

    def _own(self) -> Iterator[str]:
        for label, actions in self.may.items():
            app, model = label.split(".")
            yield from (f"{app}.{action}_{model}" for action in actions)
        yield from self.also


REPORTER = Role(
    name="reporter",
    may={
        "issues.issue": SEE,
        "issues.takeaway": SEE,
        "issues.entry": KEEP,
        "issues.source": KEEP,
        "incidents.incident": WRITE,
        "publications.publication": SEE,
        "desk.figure": ("view", "add"),
        "tracker.dailyupdate": KEEP,
        "tracker.trackeritem": KEEP,
        "tracker.reading": KEEP,
        "tracker.storyline": SEE,
    },
)
EDITOR = Role(
    name="editor",
    builds_on=REPORTER,
    may={
        "issues.issue": WRITE,
        "issues.takeaway": KEEP,
        "issues.edition": SEE,
        "issues.rendition": SEE,
        "issues.correction": SEE,
        "incidents.incident": KEEP,
        "incidents.report": KEEP,
        "incidents.kind": WRITE,
        "gazetteer.place": WRITE,
        "gazetteer.placealias": KEEP,
        "guide.term": WRITE,
        "guide.termvariant": KEEP,
        "subscribers.mailing": SEE,
        "tracker.storyline": KEEP,
        "tracker.comment": ("view", "change"),
        "tracker.correctiontask": KEEP,
    },
    also=("issues.approve_issue", "tracker.moderate_comment"),
)
PUBLISHER = Role(
    name="publisher",
    builds_on=EDITOR,
    may={
        "issues.issue": KEEP,
        "publications.publication": WRITE,
        "accounts.user": WRITE,
        "accounts.invitation": KEEP,
        "subscribers.subscriber": KEEP,
        "subscribers.subscription": WRITE,
        "subscribers.suppression": KEEP,
        "subscribers.delivery": SEE,
    },
    also=(
        "accounts.read_audit_log",
        "issues.publish_issue",
        "issues.send_issue",
        "tracker.publish_dailyupdate",
    ),
)
ROLES = (REPORTER, EDITOR, PUBLISHER)


def bring_into_line(
    app_config: AppConfig, *, using: str, apps: Apps = apps, verbosity: int = 0, **kwargs: Any
) -> None:
    """Give each role exactly its permissions on the models of this app.

    Django calls it after ``migrate`` and ``flush``, once for every app; that is the first moment
    at which the permissions of new models exist. What was granted to a role by hand is taken
    back: roles change in this file, single people get more by hand.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:  # Migrated back to before there were groups.
        return
    create_permissions(app_config, using=using, apps=apps, verbosity=verbosity)
    permissions = permission_model.objects.using(using)
    in_app = permissions.filter(content_type__app_label=app_config.label)
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role.name)
        _grant_exactly(group, role, in_app, app_config.label)


def _grant_exactly(group: Any, role: Role, in_app: QuerySet, label: str) -> None:
    prefix = f"{label}."
    wanted = [name.removeprefix(prefix) for name in role.permissions() if name.startswith(prefix)]
    group.permissions.remove(*in_app.exclude(codename__in=wanted))
    group.permissions.add(*in_app.filter(codename__in=wanted))
