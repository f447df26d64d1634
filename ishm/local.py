"""The whole product on one machine: what ``make run`` starts, in which order, and what it says."""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from bulletins.accounts.models import User
from bulletins.accounts.services import make_first_operator
from bulletins.issues.models import Issue
from ishm import embedded
from ishm.broker import BrokerFailed, PrivateRedis, close_to_others
from ishm.celery import TICK, app
from ishm.ports import HOST, NoFreePort, reserve_port
from ishm.supervisor import Log, Part, PartsFailed, Supervisor

FIRST_PORT = 8000
FIRST_EMAIL = "editor@example.org"
SECONDS_TO_ANSWER = 60
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app"]
WORKER = ["worker", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
# PDFs are made one at a time, by a process that is replaced before it has grown too large.
PDF_QUEUE = [
    *("--queues", "pdf", "--hostname", "pdf@%h", "--concurrency", "1"),
    *("--max-tasks-per-child", "20", "--max-memory-per-child", "600000"),
]
OTHER_QUEUES = ["--queues", "default,mail", "--hostname", "main@%h", "--concurrency", "2"]
BEAT = [*CELERY, "ishm", "beat", "--loglevel", "WARNING", "--pidfile", ""]
WEB = [sys.executable, "ishm/web.py", "--workers", "1"]


class CannotRun(Exception):
    """The product was not started. The message says why, what is safe, and what to do."""


@dataclass(frozen=True)
class Addresses:
    """Where the running copy is reached."""

    port: int
    site_url: str
    mail_port: int | None


def run(log: Log) -> None:
    """Start everything, say where it is, and end everything when asked.

    Raises ``CannotRun`` when something could not be started or keeps failing.
    """
    os.umask(0o077)
    run_folder = settings.DATA_DIR / "run"
    try:
        with only_copy(run_folder, log) as lock, ExitStack() as holds:
            addresses = choose_addresses(holds, log)
            (run_folder / "address").write_text(addresses.site_url)
            with Supervisor(
                environment=environment(addresses), folder=settings.BASE_DIR, log=log, lock=lock
            ) as supervisor:
                start_and_watch(supervisor, addresses)
    except (BrokerFailed, NoFreePort, PartsFailed) as error:
        raise CannotRun(str(error)) from error
    except OperationalError as error:
        raise CannotRun(
            f"The database does not answer: {str(error).strip()}\nNothing was changed. "
            "Check DATABASE_URL and that the server runs, then start again."
        ) from error


def start_and_watch(supervisor: Supervisor, addresses: Addresses) -> None:
    """The broker comes first; web and workers once the tables are there."""
    start_broker(supervisor)
    prepare_data(supervisor.log)
    login = first_login()
    for group in parts(addresses):
        supervisor.start(*group)
    if wait_until_it_answers(supervisor, addresses.port):
        supervisor.log.plain(banner(addresses, login))
        app.send_task(TICK)  # The beat's own first one comes after a minute.
    supervisor.watch()
    supervisor.log.plain("Ending everything …")


@contextmanager
def only_copy(run_folder: Path, log: Log) -> Iterator[int]:
    """Hold the data folder; the lock ends with us, or with the guardian that cleans up after us."""
    close_to_others(run_folder)
    with (run_folder / "lock").open("a+") as file:
        if not take(file):
            wait_for_the_last_copy(file, run_folder, log)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file.fileno()


def take(file: IO[str]) -> bool:
    """Whether the lock is now ours."""
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def wait_for_the_last_copy(file: IO[str], run_folder: Path, log: Log) -> None:
    """When the last copy was killed, its guardian needs a moment to end the parts it left."""
    file.seek(0)
    if is_alive(file.read()):
        raise CannotRun(already_running(run_folder))
    log.plain("The last copy was killed; waiting until all its parts have ended …")
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not take(file):
        if time.monotonic() > deadline:
            raise CannotRun(already_running(run_folder))
        time.sleep(0.1)


def is_alive(pid: str) -> bool:
    """There is a process with this number."""
    with suppress(ProcessLookupError, PermissionError, ValueError):
        os.kill(int(pid), 0)
        return True
    return False


def already_running(run_folder: Path) -> str:
    """What to tell somebody who starts a second copy on the same data."""
    address = run_folder / "address"
    where = f" at {address.read_text()}" if address.exists() else ""
    return (
        f"A copy already runs{where} on {settings.DATA_DIR}. Nothing was changed. "
        "End that one first, or start this one with another folder: DATA_DIR=… make run"
    )


def choose_addresses(holds: ExitStack, log: Log) -> Addresses:
    """Free ports, held for our own parts as long as ``holds`` lives."""
    port, holder = reserve_port(FIRST_PORT)
    holds.enter_context(holder)
    if port != FIRST_PORT:
        log.plain(f"Port {FIRST_PORT} is taken; this copy uses {port}.")
    site_url = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    if os.environ.get("EMAIL_URL"):
        return Addresses(port, site_url, None)
    mail_port, mail_holder = reserve_port()
    holds.enter_context(mail_holder)
    return Addresses(port, site_url, mail_port)


def environment(addresses: Addresses) -> dict[str, str]:
    """What our parts are told beyond what we were told ourselves."""
    told = {**os.environ, "PYTHONUNBUFFERED": "1", "SITE_URL": addresses.site_url}
    told["DATA_DIR"] = str(settings.DATA_DIR)
    if addresses.mail_port:
        told["MAIL_CATCHER_PORT"] = str(addresses.mail_port)
    return told


def start_broker(supervisor: Supervisor) -> None:
    """A private Redis, unless ``REDIS_URL`` names one."""
    if os.environ.get("REDIS_URL"):
        supervisor.log.plain("Broker: the one of REDIS_URL.")
        return
    server = PrivateRedis(
        socket=embedded.broker_socket(settings.DATA_DIR), folder=settings.DATA_DIR / "run"
    )
    supervisor.start(Part("broker", server.prepare()))
    server.wait_until_it_answers()


def prepare_data(log: Log) -> None:
    """Tables up to date, and the sample week in an empty database."""
    log.plain("Bringing the database up to date …")
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # Empty: files are served from their sources.
    call_command("migrate", verbosity=0, interactive=False)
    call_command("sample_data", verbosity=0)


def parts(addresses: Addresses) -> list[list[Part]]:
    """In the order they start; they end in the opposite order, beat first."""
    web = [*WEB, "--host", HOST, "--port", str(addresses.port)]
    schedule = settings.DATA_DIR / "run" / "beat-schedule"
    return [
        mail_catcher(addresses),
        [Part("web", web)],
        [
            Part("pdf", [*CELERY, "ishm.drawing", *WORKER, *PDF_QUEUE], patience=40),
            Part("worker", [*CELERY, "ishm", *WORKER, *OTHER_QUEUES], patience=40),
        ],
        [Part("beat", [*BEAT, "--schedule", schedule])],
    ]


def mail_catcher(addresses: Addresses) -> list[Part]:
    """The local mail server, where no other is named."""
    if addresses.mail_port is None:
        return []
    catch = [sys.executable, "-m", "ishm.mailcatcher", str(addresses.mail_port)]
    return [Part("mail", [*catch, settings.MAILBOX_DIR])]


def wait_until_it_answers(supervisor: Supervisor, port: int) -> bool:
    """True once the site answers; False when somebody ended us before."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not supervisor.is_stopping:
        with suppress(urllib.error.URLError, TimeoutError, ConnectionError):
            urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5)
            return True
        if time.monotonic() > deadline:
            raise CannotRun(f"The site did not answer within {SECONDS_TO_ANSWER} s; see the log.")
        time.sleep(0.1)
    return False


def first_login() -> str:
    """What to sign in with: made once, kept where only the owner of the data can read it."""
    path = settings.DATA_DIR / "first-login"
    if not User.objects.exists():
        password = secrets.token_urlsafe(12)
        make_first_operator(email=FIRST_EMAIL, password=password, name="First Editor")
        path.touch(mode=0o600)
        path.write_text(password)
    if not path.exists():
        return "with the account you were given"
    password = path.read_text()
    if User.objects.filter(email=FIRST_EMAIL).exists() and is_still(password):
        return f"{FIRST_EMAIL}  ·  password {password}"
    return f"{FIRST_EMAIL}  ·  with the password you have chosen"


def is_still(password: str) -> bool:
    """The first account still has the password it was made with."""
    return User.objects.get(email=FIRST_EMAIL).check_password(password)


def banner(addresses: Addresses, login: str) -> str:
    """The addresses, for people."""
    site = addresses.site_url.rstrip("/")
    lines = [
        "",
        "ISHM is running.",
        "",
        f"  Readers   {site}/",
        f"  Editors   {site}/desk/",
        f"            {login}",
        f"  Mailbox   {site}/mailbox/" if addresses.mail_port else "  Mail      goes to EMAIL_URL",
        f"  Data      {settings.DATA_DIR}",
        *first_step(site),
        "",
        "Ctrl-C ends everything.",
        "",
    ]
    return "\n".join(lines)


def first_step(site: str) -> list[str]:
    """Lines that lead a new copy to its first published issue; none once there is one."""
    draft = Issue.objects.open().first()
    if draft is None or Issue.objects.published().exists():
        return []
    page = site + reverse("desk:publish", args=[draft.pk])
    return ["", f"Nothing is published yet. “{draft.title}” is ready:", f"  Publish   {page}"]
