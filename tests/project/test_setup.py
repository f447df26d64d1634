"""A wrong setup is refused before anything starts, with every mistake named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ishm import checks
from tests.fixtures.servers import PATIENCE, ROOT

WEB = [sys.executable, "-c", "import ishm.wsgi"]
WORKER = [sys.executable, "-m", "celery", "-A", "ishm", "worker", "--concurrency", "1"]
COMMAND = [sys.executable, "manage.py", "migrate"]

MISTAKES = {
    "SITE_URL": "https://bulletin.example.org",
    "DATABASE_URL": "mysql://somebody:hunter2@db/ishm",
    "REDIS_URL": "redis://:hunter2@broker:99999/0",
    "EMAIL_TIMEOUT": "soon",
    "DEBUG": "perhaps",
    "ANYMAIL": "{hunter2",
}
NAMED = [
    "DATABASE_URL must begin with one of: postgres://, postgresql://, sqlite:///",
    "REDIS_URL has a port that is not a number up to 65535",
    "EMAIL_TIMEOUT must be a whole number",
    "DEBUG must be “true” or “false”",
    "ANYMAIL must be a JSON object",
    "SECRET_KEY is not set",
    "EMAIL_URL is not set, so no mail would leave this machine",
]


def start(command, tmp_path, environment):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEST_", "DJANGO_")) and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("command", [WEB, WORKER, COMMAND], ids=["web", "worker", "command"])
def test_every_mistake_is_named_at_once_and_no_secret_told(tmp_path, command):
    ended = start(command, tmp_path, MISTAKES)
    said = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert [line for line in NAMED if line not in said] == []
    assert "hunter2" not in said


def test_no_setting_at_all_is_no_mistake(tmp_path):
    assert start(WEB, tmp_path, {}).returncode == 0


def test_a_public_site_with_all_it_needs_passes_the_deployment_check(tmp_path):
    ended = start(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        tmp_path,
        {
            "SITE_URL": "https://bulletin.example.org",
            "SECRET_KEY": "k3y-" * 20 + "with-more-letters",
            "DATABASE_URL": "postgres://ishm@127.0.0.1/ishm",
            "REDIS_URL": "redis://127.0.0.1/0",
            "EMAIL_URL": "submission://user:password@relay.example.org:587",
        },
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"SITE_URL": "bulletin.example.org"}, ["ishm.E001"]),
        ({"HAS_OWN_SECRET_KEY": False}, ["ishm.E003"]),
        ({"SECRET_KEY": "short"}, ["ishm.E004"]),
        ({"EMAIL_URL": ""}, ["ishm.E005"]),
        ({"DEBUG": True}, ["ishm.E006"]),
        ({"SENDING_LEASE": 120, "EMAIL_TIMEOUT": 60}, ["ishm.E007"]),
        ({"REDIS_URL": ""}, ["ishm.W001"]),
        ({"DATABASE_URL": ""}, ["ishm.W002"]),
        ({"ENVIRONMENT_PROBLEMS": ["X must be a whole number"]}, ["ishm.E002"]),
        ({}, []),
    ],
)
def test_each_mistake_has_its_check(settings, changes, found):
    public = {
        "IS_SECURE": True,
        "SITE_URL": "https://bulletin.example.org",
        "HAS_OWN_SECRET_KEY": True,
        "SECRET_KEY": "k" * 60,
        "EMAIL_URL": "smtp://relay",
        "DEBUG": False,
        "REDIS_URL": "redis://broker",
        "DATABASE_URL": "postgres://db/ishm",
        "ENVIRONMENT_PROBLEMS": [],
    }
    for name, value in {**public, **changes}.items():
        setattr(settings, name, value)
    messages = [message for check in checks.CHECKS for message in check(None)]
    assert [message.id for message in messages] == found
    assert all(message.hint for message in messages)


LOADED_BY_A_WORKER = """
import sys
from ishm.celery import app
app.loader.import_default_modules()
ours = [name for name in sys.modules if name.startswith(("bulletins.", "ishm."))]
print(*[name for name in ours if {"admin", "views", "forms", "urls"} & set(name.split("."))])
print("bulletins.issues.tasks" in ours)
"""


def test_a_worker_loads_no_page_and_no_form(tmp_path):
    told = start([sys.executable, "-c", LOADED_BY_A_WORKER], tmp_path, {})
    assert told.stdout.splitlines() == ["", "True"]


DRAWN = """
import sys
from ishm.drawing import app
app.loader.import_default_modules()
print(*sorted(name for name in app.tasks if name.startswith("bulletins.")))
needless = ("bulletins.subscribers.services", "cairosvg", "dkim", "dns")
print(*[name for name in sys.modules if name.startswith(needless)])
"""
# Every one that is sent to the queue “pdf”: grep for queue_for and for queue="pdf".
SENT_TO_DRAWERS = {
    "bulletins.issues.tasks.render_edition",
    "bulletins.tracker.tasks.render_daily",
    "bulletins.tracker.tasks.draw_daily_preview",
    "bulletins.desk.tasks.draw_preview",
}


def test_a_worker_that_draws_knows_all_it_is_sent_and_does_not_load_the_rest(tmp_path):
    known, rest = start([sys.executable, "-c", DRAWN], tmp_path, {}).stdout.splitlines()
    assert set(known.split()) >= SENT_TO_DRAWERS
    assert rest == ""


def test_the_back_office_is_checked_although_workers_do_without_it(tmp_path):
    broken = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from bulletins.guide.admin import TermAdmin\n"
        "TermAdmin.list_display = ['no such thing']\n"
        "call_command('check')"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "ishm.settings"}
    told = start([sys.executable, "-c", broken], tmp_path, environment)
    assert "no such thing" in told.stderr
