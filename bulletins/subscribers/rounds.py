"""One worker's round of a mailing: claim, declare, hand over, settle, until its time is up.

The connections have a thread each, and only they wait for the mail server; the rows are touched by
the round's own thread alone, which settles whatever came back and declares the next windows in one
commit. So durability costs a fraction of a commit per message, and a crash leaves at most one
window per connection in doubt.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletins.subscribers import incidents_of_sending, ledger, throttle
from bulletins.subscribers.mailer.letter import Letter, Recipient
from bulletins.subscribers.mailer.lines import Line, NoLine, line_for
from bulletins.subscribers.mailer.outcomes import Outcome, Result, Trouble
from bulletins.subscribers.models import Mailing
