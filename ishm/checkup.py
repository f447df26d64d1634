"""How the whole product is: each part with what is wrong, what is safe meanwhile, and what to do.

``/readyz`` tells programs whether to raise an alarm; this is for the person it wakes.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from bulletins.accounts.models import AccountMail
from bulletins.issues.models import Rendition
from bulletins.subscribers.models import Delivery, Mailing
from bulletins.tracker.models import DailyRendition
from ishm import health
from ishm.backups import RESTORED_MARK
from ishm.health import FINE
from ishm.metrics import queue_lengths

# The tick rings a dozen doors a minute: so many wait after a quarter of an hour without a worker.
MOST_TASKS = 200
PATIENCE = timedelta(minutes=15)
CERTIFICATE_ENDS_SOON = timedelta(days=10)
SECONDS = 5


@dataclass(frozen=True)
class Look:
    """One part: how it is asked, and what a person should know when it is not well."""

    part: str
    ask: Callable[[datetime], str]
    safe: str
    to_do: str
    needs: str = ""


@dataclass(frozen=True)
class Found:
    """What a look found: “ok”, or what is wrong; nothing known while another part is away."""

    look: Look
    said: str
    is_known: bool = True

    @property
    def needs_a_person(self) -> bool:
        """Something is wrong with this very part."""
        return self.is_known and self.said != FINE


def examine(*, at: datetime) -> list[Found]:
    """Every part, in the order in which to mend them. Changes nothing and raises nothing."""
    found: dict[str, Found] = {}
    for look in LOOKS:
        needed = found.get(look.needs)
        if needed and needed.said != FINE:
            found[look.part] = Found(look, f"not known: {look.needs} first", is_known=False)
        else:
            found[look.part] = Found(look, _ask(look, at))
    return list(found.values())


def _ask(look: Look, at: datetime) -> str:
    """What goes away while it is asked must not hide the rest."""
    try:
        return look.ask(at)
    except (DatabaseError, BrokerError, RedisError, OSError) as error:
        return f"could not be looked at: {error}"


def tables(at: datetime) -> str:
    """Every migration of this version was made."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations were not made" if missing else FINE


def queues(at: datetime) -> str:
    """No queue has grown."""
    grown = {name: length for name, length in queue_lengths().items() if length > MOST_TASKS}
    told = [f"{length:.0f} tasks wait in “{name}”" for name, length in grown.items()]
    return ", ".join(told) or FINE


def drawings(at: datetime) -> str:
    """Every form of what is published is drawn, or was asked for only now."""
    late, failed = 0, []
    for kind in (Rendition, DailyRendition):
        rows = kind.objects.filter(edition__published_at__lt=at - PATIENCE)
        late += rows.exclude(status__in=[kind.Status.DONE, kind.Status.FAILED]).count()
        failed += list(rows.filter(status=kind.Status.FAILED))
    told = [f"{late} wait for longer than a quarter of an hour"] if late else []
    told += [f"{len(failed)} failed, the last with “{failed[-1].error}”"] if failed else []
    return ", ".join(told) or FINE


def mailings(at: datetime) -> str:
    """No mailing waits for a person, or for a relay that does not take it."""
    is_stopped = Q(state__in=[Mailing.State.PAUSED, Mailing.State.HELD])
    stopped = Mailing.objects.filter(is_stopped | Q(state=Mailing.State.RUNNING, faults__gt=0))
    told = [f"“{each}” is {each.state}: {each.reason or 'by hand'}" for each in stopped]
    doubtful = Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()
    told += [f"{doubtful} mails are in doubt"] if doubtful else []
    return "; ".join(told) or FINE


def account_mails(at: datetime) -> str:
    """Invitations, new passwords and reports of failures have gone out."""
    late = AccountMail.objects.filter(sent_at=None, created_at__lt=at - PATIENCE)
    if not (count := late.count()):
        return FINE
    error = late.exclude(error="").values_list("error", flat=True).first()
    return f"{count} wait" + (f", the last answer was “{error}”" if error else "")


def sending(at: datetime) -> str:
    """Mailings may start."""
    if settings.SENDING_ENABLED:
        return FINE
    if (settings.DATA_DIR / RESTORED_MARK).exists():
        return "forbidden, since this copy was restored from a backup"
    return "switched off by SENDING_ENABLED"


def certificate(at: datetime) -> str:
    """The certificate visitors are shown is good, and for some time to come."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        return FINE
    try:
        return _words_of(_certificate_end(address.hostname, address.port or 443) - at)
    except ssl.SSLCertVerificationError as error:
        return f"refused: {error.verify_message}"
    except OSError as error:
        return f"{settings.SITE_URL} does not answer: {error}"


def _certificate_end(host: str, port: int) -> datetime:
    """When it ends; raises ``OSError`` where there is none or it is not good."""
    plain = socket.create_connection((host, port), SECONDS)
    with plain, ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure:
        told = secure.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)


def _words_of(left: timedelta) -> str:
    return FINE if left > CERTIFICATE_ENDS_SOON else f"ends in {left.days} days"


LOOKS = [
    Look(
        "disk",
        lambda at: health.disk(),
        "What is published stays; what cannot be written is tried again.",
        "Make room: old backups first, then logs (journalctl --vacuum-size=200M). Delete nothing "
        "in DATA_DIR by hand. Drawings that failed are asked for again at the desk.",
    ),
    Look(
        "database",
        lambda at: health.database(),
        "Nothing is lost; workers try again. Pages that lie as files are served.",
        "Start it (systemctl start postgresql). Should it not start, its own log says why; a full "
        "disk is the usual reason.",
    ),
    Look(
        "tables",
        tables,
        "The data; pages that need the new tables fail.",
        "Type: manage.py migrate. The version before runs on the new tables, too.",
        needs="database",
    ),
    Look(
        "broker",
        lambda at: health.broker(),
        "Pages are served, texts are saved, what is due waits in its rows.",
        "Start it (systemctl start redis-server). The next tick finds everything that is due.",
    ),
    Look(
        "worker and beat",
        lambda at: health.worker_and_beat(),
        "Texts and what was published; nothing is published, drawn or mailed meanwhile.",
        "systemctl restart ishm-worker ishm-beat. A mail in hand is never sent twice. What is more "
        "than six hours late then waits for a person at the desk.",
        needs="tables",
    ),
    Look(
        "queues",
        queues,
        "Tasks only say “look now”: none of them is needed, the next tick rings again.",
        "A worker is stuck or too slow: systemctl restart ishm-worker ishm-pdf. The queue empties "
        "by itself within minutes.",
        needs="broker",
    ),
    Look(
        "drawings",
        drawings,
        "The page and files of the edition before stay where they are.",
        "systemctl restart ishm-pdf; what waits is asked for again within a minute. What failed "
        "shows its error at the desk, on the page “Publish”, where it can be tried again.",
        needs="tables",
    ),
    Look(
        "mailings",
        mailings,
        "Every mail that went out is settled in its row; none goes twice by itself.",
        "Mend what it says (the relay, its password, its certificate), then let it go on at the "
        "desk, under “Mailings”. Mails in doubt are settled by manage.py resolve_unknown.",
        needs="tables",
    ),
    Look(
        "account mails",
        account_mails,
        "They wait in their rows and go out with the next tick that reaches the relay.",
        "Look at EMAIL_URL and at the relay. A link that has grown too old can be asked for again.",
        needs="tables",
    ),
    Look(
        "sending",
        sending,
        "Everything else works.",
        "Type manage.py allow_sending when the copy the backup came from is gone for good; or take "
        "SENDING_ENABLED away. Then restart web and workers.",
    ),
    Look(
        "certificate",
        certificate,
        "The data. Browsers keep visitors away while the certificate is not good.",
        "certbot renew, then systemctl reload nginx. Caddy renews by itself and says in its log "
        "why it could not.",
    ),
]
