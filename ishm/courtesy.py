"""Workers give way to the web server: a reader waits for a page, nobody waits for a mail or a PDF.

In the process itself rather than in each unit file, so that it holds wherever a worker is started:
by systemd, in a container, by ``make run``, by a benchmark. On an idle machine it costs nothing.
"""

from __future__ import annotations

import os
from typing import Any

# “Niceness” as in nice(1): of what two processes want of one processor, the one that is nicer by
# five gets a quarter, by ten a tenth. A mailing goes on at a good pace beside a drawing.
OF_WORKERS = 5
OF_DRAWING = 10


def give_way(**kwargs: Any) -> None:
    """Let pages go first."""
    _become(OF_WORKERS)


def give_way_to_all(**kwargs: Any) -> None:
    """Let pages and mails go first: a drawing takes whole seconds of a processor."""
    _become(OF_DRAWING)


def _become(niceness: int) -> None:
    # Only root may take back what an operator has set higher.
    os.nice(max(0, niceness - os.nice(0)))
