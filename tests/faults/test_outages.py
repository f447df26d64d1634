"""PostgreSQL and Redis stop under load: no page fails longer than they do, and nothing is lost."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from bulletins.benchmarking.postgres import NoPostgres
from tests.faults.harness import Bell, say, size
from tests.faults.production import Copy, production
from tests.fixtures.servers import wait_until
from tests.fixtures.visitors import Readers, asking, readers

pytestmark = [
    pytest.mark.once,
    pytest.mark.fault,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("run"),
]
RECOVERY_SECONDS = 30


@pytest.fixture
def copy(private_redis, private_broker, tmp_path):
    try:
        with production(private_redis, tmp_path, readers=size(300, 5000)) as copy:
            yield copy
    except NoPostgres as missing:
        pytest.skip(str(missing))


def failures(crowd: list[Readers]) -> list[float]:
    """When a page failed."""
    return sorted(
        moment for reader in crowd for moment, answer in reader.moments if answer != "200"
    )


def test_database_and_broker_stop_and_come_back(copy: Copy):
    bell = Bell()
    asks = [asking(copy.port, "GET", path) for path in ("/incidents/", "/daily/", "/healthz")]
    wait_until(lambda: bell.ring() and copy.sink.accepted(), seconds=150, what="mails")
    with readers(*asks) as crowd:
        wait_until(lambda: answered(crowd), what=copy.logs())
        assert failures(crowd) == []

        down = time.monotonic()
        copy.postgres.stop()
        time.sleep(size(4, 60))
        copy.postgres.start()
        up = time.monotonic()
        wait_until(lambda: bell.ring() and copy.is_ready(), seconds=RECOVERY_SECONDS, what="ready")
        ready = time.monotonic()
        wait_until(lambda: answered_since(crowd, ready))
        failed = failures(crowd)
        assert all(down <= moment <= ready for moment in failed)
        assert set(crowd[2].answers) == {"200"}  # Alive needs no database.
        say(
            f"PostgreSQL away {up - down:.0f} s: pages failed for "
            f"{failed[-1] - failed[0] if failed else 0:.1f} s, ready again after {ready - up:.1f} s"
        )

        copy.redis.kill()
        time.sleep(size(4, 60))
        copy.redis.start()
        up = time.monotonic()
        wait_until(lambda: bell.ring() and copy.is_ready(), seconds=RECOVERY_SECONDS, what="ready")
        wait_until(lambda: answered_since(crowd, time.monotonic() - 1))
        assert failures(crowd) == failed  # No page needs the broker.
        say(f"Redis away: no page failed, ready again after {time.monotonic() - up:.1f} s")

    wait_until(lambda: bell.ring() and is_over(copy), seconds=size(120, 900), what=copy.logs())
    counts = copy.deliveries()
    per_reader = Counter(address for address, _ in copy.sink.accepted())
    assert max(per_reader.values()) == 1
    assert counts["sent"] + counts["unknown"] == size(300, 5000)
    assert counts["sent"] <= len(per_reader) <= counts["sent"] + counts["unknown"]
    say(f"{counts['sent']} sent, {counts['unknown']} in doubt, none twice, none lost")


def answered(crowd: list[Readers]) -> bool:
    return all(reader.answers["200"] > 3 for reader in crowd)


def answered_since(crowd: list[Readers], moment: float) -> bool:
    return all(any(at > moment for at, _ in reader.moments[-5:]) for reader in crowd)


def is_over(copy: Copy) -> bool:
    time.sleep(1)
    counts = copy.deliveries()
    return counts["queued"] + counts["claimed"] + counts["sending"] == 0
