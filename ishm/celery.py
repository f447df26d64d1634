"""The Celery app and the whole beat table.

Celery is a doorbell: the database says what is due, and every task is safe when it is run twice,
late or not at all.
"""

from __future__ import annotations

import logging
import os

from celery import Celery
from celery.signals import beat_init, celeryd_init

from ishm import courtesy, logs
from ishm.checks import refuse_wrong_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")
# Django's whole set of checks loads every page and the back office: 34 MB in each worker. What can
# be wrong with the setup is asked below, by refuse_wrong_setup.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("ishm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
celeryd_init.connect(refuse_wrong_setup)
beat_init.connect(refuse_wrong_setup)
celeryd_init.connect(courtesy.give_way)

# Each room looks for its own due work; the room that can be late goes last.
DOORS = (
    "bulletins.publications.tasks.note_heartbeat",
    "bulletins.accounts.tasks.send_what_is_left",
    "ishm.tasks.publish_due",
    "ishm.tasks.publish_due_dailies",
    "ishm.tasks.send_due",
    "bulletins.preflight.tasks.read_changed",
    "bulletins.preflight.tasks.look_at_renditions",
    "bulletins.preflight.tasks.look_behind_links",
    "ishm.tasks.mind_subscribers",
    "ishm.tasks.read_archives",
    "ishm.tasks.bring_in_pictures",
    "ishm.tasks.tidy_desk",
    "ishm.tasks.index_published",
    "ishm.tasks.write_pages",
)

TICK = "ishm.celery.tick"
for logger in logs.TASK_LOGGERS:
    logging.getLogger(logger).addFilter(logs.Routine({TICK, *DOORS}))

# A tick nobody took for a minute is of no use: the next one finds the same work.
app.conf.beat_schedule = {"tick": {"task": TICK, "schedule": 60.0, "options": {"expires": 60}}}


@app.task(name=TICK)
def tick() -> None:
    """Ring every room's door once. Two beats, or a lost one, do no harm."""
    for door in DOORS:
        app.send_task(door)
