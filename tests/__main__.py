"""``make test``: the whole suite on the embedded configuration, then on the servers that are given.

Further arguments go to pytest: ``python -m tests tests/issues -k freeze``.
"""

from __future__ import annotations

import os
import subprocess
import sys

SERVERS = ("DATABASE_URL", "REDIS_URL")


def main(arguments: list[str]) -> int:
    """Run what can be run; the exit status of the first failure."""
    bare = {name: value for name, value in os.environ.items() if name not in SERVERS}
    say("On SQLite and a private Redis")
    status = run_pytest(arguments, bare)
    if status:
        return status
    given = [name for name in SERVERS if os.environ.get(name)]
    if len(given) < len(SERVERS):
        say("Not on PostgreSQL and Redis: set DATABASE_URL and REDIS_URL to run there, too")
        return 0
    say("On PostgreSQL and the Redis of REDIS_URL, what makes use of them")
    return run_pytest(["-m", "not once", *arguments], dict(os.environ))


def run_pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """Two at a time; tests that name a group, such as those in a browser, stay together."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def say(heading: str) -> None:
    print(f"\n=== {heading} ===\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
