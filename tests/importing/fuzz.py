"""Ten minutes of damaged files: ``python -m tests.importing.fuzz [--minutes 10] [--seed N]``.

Takes the corpus, whole pages, PDF, Word documents and archives, breaks them in every way a disk or
a mail program can, and reads them. A traceback, or one file that takes longer than ten seconds, is
printed with the seed that makes it again. Not part of the test suite: it is about time.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import django

LONGEST = 10  # seconds of the processor for one file: a busy machine is no hang


def main() -> int:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.importing import fuzzing

    seeds = fuzzing.seeds()
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    until = time.monotonic() + options.minutes * 60
    run = options.seed
    signal.signal(signal.SIGPROF, _too_long)
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            chance = random.Random(run)
            name = chance.choice(sorted(seeds))
            data = fuzzing.damaged(seeds[name], chance, seeds)
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            try:
                outcomes[fuzzing.read(data, name, Path(folder))] += 1
            except BaseException:
                print(f"\nseed {run} ({name}, {len(data)} bytes):")
                traceback.print_exc()
                return 1
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, (time.process_time() - began, f"seed {run} ({name})"))
            run += 1
    count = run - options.seed
    print(f"{count} files in {options.minutes:g} minutes: no traceback, no hang.")
    print(", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common()))
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _too_long(*_: object) -> None:
    raise TimeoutError(f"one file took more than {LONGEST} seconds")


if __name__ == "__main__":
    sys.exit(main())
