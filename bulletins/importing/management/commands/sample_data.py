"""``sample_data``: a week and a daily to try things out with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bulletins.guide.services import load_terms
from bulletins.importing import sample


class Command(BaseCommand):
    """Loads the sample week; run again, it changes nothing."""

    help = "Load the sample week, ISHM no. 122. What is already there is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        issue, is_new = sample.load_week(at=timezone.now())
        if new_terms := load_terms():
            self.stdout.write(f"Loaded {new_terms} terms of the Reference Guide.")
        daily, is_new_daily = sample.load_daily(at=timezone.now())
        if is_new_daily:
            self.stdout.write(f"Loaded “{daily}”, as a draft.")
        if new_readers := sample.load_readers(at=timezone.now()):
            self.stdout.write(f"Loaded {new_readers} subscriptions of made-up readers.")
        if is_new:
            self.stdout.write(f"Loaded no. {issue.number}, “{issue}”, as a draft.")
        else:
            self.stdout.write(f"No. {issue.number}, “{issue}”, is already here. Nothing changed.")
