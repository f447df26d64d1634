"""A mail server that answers by a script, also what no server should: no outcome contradicts it."""

import re
import threading
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bulletins.subscribers.mailer.outcomes import Result
from tests.faults.sink import Session, Sink
from tests.subscribers.test_lines import FAR, PIPELINING, line_to, readers

LATER, FULL, BYE, GO_ON, NOISE = "451 later", "550 full", "421 bye", "354 go on", "%%% ???"
OK, DROP, HANG_UP = "250 ok", "drop", "hang up"
# What a server may answer to MAIL, RCPT or DATA; FINE stands for what it should.
FINE = "fine"
AS_IT_SHOULD = ([FINE], (True, [OK]))
TO_COMMAND = (
    *([LATER], [FULL], [BYE], [GO_ON], [NOISE], [DROP], []),
    *([OK, FINE], [GO_ON, FINE], [LATER, FINE]),  # one answer too many
)
# What it may do with a message: whether it keeps it, and what it says.
TO_MESSAGE = (
    *((False, [LATER]), (False, [FULL]), (False, [BYE]), (False, [DROP])),
    *((True, [DROP]), (True, [GO_ON]), (True, [NOISE]), (True, [OK, HANG_UP]), (True, [OK, OK])),
    (True, [OK, OK, OK]),
)


class ByScript(Session):
    """Does as it should at every step but those the script names."""

    def __init__(self, sink, script):
        super().__init__(sink.book, sink.faults, 0, sink.extensions)
        self.script = script
        self.addressee = ""
        self.is_over = threading.Event()

    def connection_lost(self, error):
        self.is_over.set()

    def do_mail(self, rest):
        self.addressee = ""
        super().do_mail(rest)

    def do_rcpt(self, rest):
        self.addressee = rest.partition("<")[2].rstrip(">")
        super().do_rcpt(rest)

    def step(self, command, fine):
        words, _ = next(self.script, AS_IT_SHOULD)
        if not words and (command == "DATA" or not self.extensions):
            words = [DROP]  # Silence would end with the client's patience; it comes to the same.
        if words and words[-1] != FINE:
            self.recipient = ""
        for each in words:
            self.say(fine if each == FINE else each)

    def do_data(self, rest):
        if self.recipient:
            self.step("DATA", GO_ON)
            self.in_body = bool(self.recipient)
        else:
            self.say("503 no valid recipients")

    def take(self, message):
        _, (is_kept, words) = next(self.script, AS_IT_SHOULD)
        if is_kept:
            self.book.keep(self.recipient, message)
        for each in words:
            self.say(each)
        return not self.is_silent

    def say(self, words):
        """Every answer names the reader it is about."""
        if words == DROP:
            self.drop()
        elif words == HANG_UP:
            self.hang_up()
        else:
            self.replies.append(f"{words} {self.addressee}")
        if words == BYE:
            self.hang_up()

    def hang_up(self):
        self.answer()
        self.is_silent = True
        self.transport.close()


# MAIL, RCPT and DATA are answered, the message three times instead of once; the next is refused.
TWO_TOO_MANY = [*[AS_IT_SHOULD] * 3, ([FINE], (True, [OK, OK, OK]))]
THEN_REFUSED = [*[AS_IT_SHOULD] * 3, ([FINE], (False, [LATER]))]

# One entry a step of the whole run, whichever kind of step it turns out to be; mostly none.
steps = st.lists(
    st.one_of(
        st.just(AS_IT_SHOULD),
        st.just(AS_IT_SHOULD),
        st.tuples(st.sampled_from(TO_COMMAND), st.sampled_from(TO_MESSAGE)),
    ),
    max_size=40,
)


def converse(script, *, extensions, size, is_known, per_connection):
    """The outcomes of twelve readers in batches, and how often the server kept each one's mail."""
    everyone, sessions, moves = readers(12), [], iter(script)
    batches = [everyone[start : start + size] for start in range(0, 12, size)]

    def session():
        sessions.append(ByScript(sink, moves))
        return sessions[-1]

    with Sink(extensions=extensions) as sink:
        sink.session = session
        line = line_to(sink, mails_per_connection=per_connection)
        outcomes = []
        for batch, following in pairwise([*batches, None]):
            first = following[0] if following and is_known else None
            outcomes += line.deliver(batch, until=FAR, behind=lambda first=first: first)
        line.close()
        assert all(each.is_over.wait(10) for each in sessions)
        return outcomes, Counter(address for address, _ in sink.book.accepted)


@pytest.mark.parametrize("extensions", [PIPELINING, ()], ids=["pipelining", "one by one"])
@example(script=TWO_TOO_MANY + THEN_REFUSED, size=5, is_known=True, per_connection=100)
@given(
    script=steps,
    size=st.sampled_from([1, 2, 5]),
    is_known=st.booleans(),
    per_connection=st.sampled_from([3, 100]),
)
def test_no_outcome_contradicts_a_server_that_says_anything(
    extensions, script, size, is_known, per_connection
):
    outcomes, kept = converse(
        script,
        extensions=extensions,
        size=size,
        is_known=is_known,
        per_connection=per_connection,
    )
    assert [outcome.delivery_id for outcome in outcomes] == list(range(1, 13))
    assert not kept or max(kept.values()) == 1
    for outcome in outcomes:
        address = f"reader{outcome.delivery_id}@example.org"
        if outcome.result is Result.SENT:
            assert kept[address] == 1, outcome
        elif outcome.result is not Result.UNKNOWN:
            assert kept[address] == 0, outcome
        if "unasked" not in outcome.reply:
            assert set(re.findall(r"reader\d+@[\w.]+", outcome.reply)) <= {address}


@pytest.mark.parametrize("extensions", [PIPELINING, ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize(
    ("said", "first"),
    [([OK, OK], Result.SENT), ([OK, OK, OK], Result.SENT), ([NOISE], Result.UNKNOWN)],
)
def test_an_answer_that_cannot_be_one_puts_no_other_message_in_doubt(extensions, said, first):
    script = [*[AS_IT_SHOULD] * 3, ([FINE], (True, said))]
    outcomes, kept = converse(
        script, extensions=extensions, size=12, is_known=False, per_connection=100
    )
    assert outcomes[0].result is first
    assert {each.result for each in outcomes[1:]} <= {Result.LATER, Result.NOT_TRIED}
    assert list(kept) == ["reader1@example.org"]
