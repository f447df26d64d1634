"""The Celery app of workers that only draw: ``celery --app ishm.drawing worker --queues pdf``.

A drawing needs some 40 MB. The rooms that mail, import and check would add 20 more to each of these
workers and are never asked for here.
"""

from __future__ import annotations

import gc
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, worker_process_init

from ishm import courtesy

# Whoever sends a task to the queue “pdf” has its room here; a test holds that.
ROOMS = ["bulletins.issues", "bulletins.tracker", "bulletins.desk"]

app = Celery("ishm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(ROOMS)
celeryd_init.connect(courtesy.give_way_to_all)


@worker_process_init.connect
def keep_what_is_loaded(**_: Any) -> None:
    """Never look through the program itself for garbage: it is most of what a drawing would walk
    over again and again, a tenth of its time.
    """
    gc.freeze()
