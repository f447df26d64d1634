"""The Celery app and the whole beat table.

Celery is a doorbell: the database says what is due, and every task is safe when it is run twice,
late or not at all.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init

from ishm.checks import refuse_wrong_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")

app = Celery("ishm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
celeryd_init.connect(refuse_wrong_setup)
beat_init.connect(refuse_wrong_setup)

# Each room looks for its own due work; the room that can be late goes last.
DOORS = (
    "bulletins.publications.tasks.note_heartbeat",
    "bulletins.accounts.tasks.send_what_is_left",
    "ishm.tasks.publish_due",
    "ishm.tasks.publish_due_dailies",
    "ishm.tasks.send_due",
    "bulletins.preflight.tasks.read_changed",
    "bulletins.preflight.tasks.look_behind_links",
    "ishm.tasks.mind_subscribers",
    "ishm.tasks.tidy_desk",
    "ishm.tasks.index_published",
)

TICK = "ishm.celery.tick"

# A tick nobody took for a minute is of no use: the next one finds the same work.
app.conf.beat_schedule = {"tick": {"task": TICK, "schedule": 60.0, "options": {"expires": 60}}}


@app.task(name=TICK)
def tick() -> None:
    """Ring every room's door once. Two beats, or a lost one, do no harm."""
    for door in DOORS:
        app.send_task(door)
