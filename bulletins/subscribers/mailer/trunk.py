"""The connections of one worker, a thread for each; only these threads wait for the mail server.

A connection works in batches of half a window: one on its way, and the next behind it, declared
already. So it goes on while the outcomes of the one before are being committed, without a wait in
between, and still never has more than one window of messages that are declared and not settled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.mailer.lines import Line
from bulletins.subscribers.mailer.outcomes import Outcome, Trouble, not_tried

Batch = Sequence[Recipient]


class Trunk:
    """A bundle of lines that is handed batches and gives back outcomes."""

    def __init__(self, lines: Sequence[Line], *, window: int) -> None:
        self._posts = [_Post(line) for line in lines]
        self.batch_size = max(1, window // 2)
        self._deep = min(2, window)
        self._under_way: dict[Future[list[Outcome]], _Post] = {}
        # How many batches may be under way: one until the first success, then twice as many with
        # each, so that a server that refuses us meets a handful of readers.
        self._reach = 1

    @property
    def is_idle(self) -> bool:
        """Nothing is under way."""
        return not self._under_way

    def room(self) -> int:
        """How many batches it takes now."""
        free = sum(self._deep - post.batches for post in self._posts)
        return max(0, min(free, self._reach - len(self._under_way)))

    def hand_over(self, recipients: Batch, *, until: float) -> None:
        """Take what there is room for. No message is begun after ``until`` (monotonic)."""
        for start in range(0, len(recipients), self.batch_size):
            post = min(self._posts, key=lambda each: each.batches)
            future = post.take(recipients[start : start + self.batch_size], until=until)
            self._under_way[future] = post

    def come_back(self) -> list[Outcome]:
        """The outcomes of all batches that are done; waits until they are worth a commit."""
        waiting = set(self._under_way)
        done: set[Future[list[Outcome]]] = set()
        while waiting and not self._is_worth_a_commit(done, waiting):
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            done |= finished
        in_order = [future for future in self._under_way if future in done]
        return [outcome for future in in_order for outcome in self._take_back(future)]

    def widen(self) -> None:
        """It went well: twice as many at a time."""
        self._reach = min(2 * self._reach, self._deep * len(self._posts))

    def narrow(self) -> None:
        """The server is in trouble, or we are: one at a time."""
        self._reach = 1

    def close(self) -> None:
        """Wait for what is under way and hang up everywhere."""
        for post in self._posts:
            post.close()

    def _is_worth_a_commit(
        self, done: set[Future[list[Outcome]]], waiting: set[Future[list[Outcome]]]
    ) -> bool:
        """Half is done, and the other half keeps the connections busy; or one has run dry."""
        busy = {self._under_way[each] for each in waiting}
        has_run_dry = any(self._under_way[each] not in busy for each in done)
        return len(done) >= len(waiting) or has_run_dry

    def _take_back(self, future: Future[list[Outcome]]) -> list[Outcome]:
        self._under_way.pop(future).batches -= 1
        return future.result()


class _Post:
    """One line and its thread."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._thread = ThreadPoolExecutor(1)
        self._is_stuck = False
        self._behind: deque[Batch] = deque()
        self.batches = 0

    def take(self, batch: Batch, *, until: float) -> Future[list[Outcome]]:
        if not self.batches:
            self._is_stuck = False
        self.batches += 1
        self._behind.append(batch)
        return self._thread.submit(self._deliver, batch, until)

    def close(self) -> None:
        self._thread.shutdown()
        self._line.close()

    def _deliver(self, batch: Batch, until: float) -> list[Outcome]:
        """A server that fell silent, or refuses us, does not get the batch behind it too."""
        self._behind.popleft()  # This one.
        if self._is_stuck:
            return [not_tried(each.delivery_id) for each in batch]
        outcomes = self._line.deliver(batch, until=until, behind=self._next)
        last = outcomes[-1]
        self._is_stuck = not last.code or last.trouble is not Trouble.NONE
        return outcomes

    def _next(self) -> Recipient | None:
        return self._behind[0][0] if self._behind else None
