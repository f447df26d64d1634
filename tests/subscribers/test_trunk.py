"""What one worker's connections have in hand, and when they are asked for it."""

import threading
import time
from contextlib import contextmanager

import pytest

from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.mailer.outcomes import Outcome, Result, Trouble, not_tried
from bulletins.subscribers.mailer.trunk import Trunk
from tests.fixtures.servers import wait_until

WINDOW = 10
LATER = time.monotonic() + 600


class ScriptedLine:
    """Says what it is told to, once the gate is open; knows what it was given."""

    def __init__(self, *, trouble=Trouble.NONE, code=250) -> None:
        self.trouble, self.code = trouble, code
        self.gate = threading.Event()
        self.seen: list[int] = []
        self.is_closed = False

    def open(self) -> None: ...

    def deliver(self, recipients, *, until, behind):
        assert self.gate.wait(10)
        self.seen += [each.delivery_id for each in recipients]
        if self.code == 250:
            return [Outcome(each.delivery_id, Result.SENT, 250) for each in recipients]
        first, *others = recipients
        lost = Outcome(first.delivery_id, Result.UNKNOWN, self.code, trouble=self.trouble)
        return [lost, *(not_tried(each.delivery_id) for each in others)]

    def close(self) -> None:
        self.is_closed = True


@contextmanager
def a_trunk(*lines, window=WINDOW):
    trunk = Trunk(lines, window=window)
    try:
        yield trunk
    finally:
        for line in lines:
            line.gate.set()
        trunk.close()
    assert all(line.is_closed for line in lines)


def readers(count):
    return [Recipient(n, n, n, f"r{n}@example.org", wants_text=False) for n in range(count)]


def hand_over(trunk, everyone):
    """As the round does: as many as there is room for."""
    fits = trunk.room() * trunk.batch_size
    share, rest = everyone[:fits], everyone[fits:]
    trunk.hand_over(share, until=LATER)
    return share, rest


@pytest.mark.parametrize(("window", "most"), [(10, 10), (7, 6), (2, 2), (1, 1)])
def test_a_connection_never_has_more_than_one_window_in_hand(window, most):
    line = ScriptedLine()
    with a_trunk(line, window=window) as trunk:
        trunk.widen(), trunk.widen(), trunk.widen()
        assert trunk.room() * trunk.batch_size == most
        trunk.hand_over(readers(most), until=LATER)
        assert trunk.room() == 0


def test_the_first_to_be_tried_is_one_batch_and_each_success_doubles_it():
    with a_trunk(*(ScriptedLine() for _ in range(4))) as trunk:
        rooms = []
        for _ in range(5):
            rooms.append(trunk.room())
            trunk.widen()
        assert rooms == [1, 2, 4, 8, 8]
        trunk.narrow()
        assert trunk.room() == 1


def test_connections_go_on_with_the_batch_behind_while_the_first_is_committed():
    line = ScriptedLine()
    with a_trunk(line) as trunk:
        trunk.widen()
        hand_over(trunk, readers(10))
        line.gate.set()
        came_back = {each.delivery_id for each in trunk.come_back()}
        # Nobody takes the second batch back; it goes all the same.
        wait_until(lambda: line.seen == list(range(10)))
        assert came_back >= set(range(5))


def test_a_connection_that_ran_dry_does_not_wait_for_those_that_hang():
    quick, *hanging = [ScriptedLine() for _ in range(4)]
    with a_trunk(quick, *hanging) as trunk:
        trunk.widen(), trunk.widen(), trunk.widen()
        hand_over(trunk, readers(40))
        quick.gate.set()
        outcomes = trunk.come_back()
        while len(outcomes) < 10:
            outcomes += trunk.come_back()
        assert len(outcomes) == 10
        assert trunk.room() == 2


def test_every_outcome_comes_back_once():
    lines = [ScriptedLine() for _ in range(3)]
    with a_trunk(*lines) as trunk:
        everyone, got = readers(87), []
        for line in lines:
            line.gate.set()
        while everyone or not trunk.is_idle:
            _, everyone = hand_over(trunk, everyone)
            got += [each.delivery_id for each in trunk.come_back()]
            trunk.widen()
        assert sorted(got) == list(range(87))
        assert sorted(each for line in lines for each in line.seen) == list(range(87))


@pytest.mark.parametrize(
    "line",
    [ScriptedLine(code=0), ScriptedLine(code=550, trouble=Trouble.STOP)],
    ids=["fell silent", "refuses us"],
)
def test_a_server_that_fell_silent_or_refuses_us_does_not_get_the_batch_behind(line):
    with a_trunk(line) as trunk:
        trunk.widen()
        hand_over(trunk, readers(10))
        line.gate.set()
        outcomes = trunk.come_back() + trunk.come_back()
        assert line.seen == [0, 1, 2, 3, 4]
        assert [each.result for each in outcomes[1:]] == [Result.NOT_TRIED] * 9


def test_a_connection_that_was_stuck_is_tried_again():
    line = ScriptedLine(code=0)
    with a_trunk(line) as trunk:
        line.gate.set()
        hand_over(trunk, readers(5))
        trunk.come_back()
        line.code = 250
        hand_over(trunk, readers(5))
        assert [each.result for each in trunk.come_back()] == [Result.SENT] * 5
