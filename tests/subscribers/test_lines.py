"""What each break of the connection means, against a server that breaks on purpose."""

import ssl
import time

import pytest
from django.core.mail import get_connection

from bulletins.subscribers.mailer.letter import Letter, Recipient
from bulletins.subscribers.mailer.lines import NoLine, SmtpLine
from bulletins.subscribers.mailer.outcomes import Result, Trouble
from tests.faults.sink import Faults, Sink
from tests.fixtures.certificates import make_certificate
from tests.subscribers.letters import content

PIPELINING = ("PIPELINING",)
FAR = float("inf")


def readers(count):
    return [
        Recipient(n, n, n, f"reader{n}@example.org", wants_text=False) for n in range(1, count + 1)
    ]


def line_to(sink, *, mails_per_connection=100, **options):
    backend = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host="127.0.0.1",
        port=sink.port,
        timeout=0.5,
        **options,
    )
    return SmtpLine(Letter(content()), backend, mails_per_connection)


def deliver(sink, count=1, **options):
    line = line_to(sink, **options)
    try:
        return line.deliver(readers(count), until=time.monotonic() + 60)
    finally:
        line.close()


def results(outcomes):
    return [outcome.result for outcome in outcomes]


@pytest.mark.parametrize("extensions", [PIPELINING, ()], ids=["pipelining", "one by one"])
def test_a_window_arrives_whole_and_in_order(extensions):
    with Sink(extensions=extensions) as sink:
        sink.book.keeps_bodies = True
        outcomes = deliver(sink, 5)
    assert results(outcomes) == [Result.SENT] * 5
    assert [address for address, _ in sink.book.accepted] == [r.email for r in readers(5)]
    assert sink.book.bodies[0] + b".\r\n" == Letter(content()).to(readers(1)[0])
    assert outcomes[0].reply == "2.0.0 kept 1"


@pytest.mark.parametrize("extensions", [PIPELINING, ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize(
    ("fault", "result", "is_kept"),
    [
        ("mail_451", Result.LATER, False),
        ("mail_drop", Result.LATER, False),
        ("rcpt_451", Result.LATER, False),
        ("rcpt_550", Result.FAILED, False),
        ("rcpt_511", Result.FAILED, False),
        ("rcpt_drop", Result.LATER, False),
        ("data_451", Result.LATER, False),
        ("data_drop", Result.LATER, False),
        ("dot_451", Result.LATER, False),
        ("dot_554", Result.FAILED, False),
        ("body_drop", Result.UNKNOWN, False),
        ("dot_drop", Result.UNKNOWN, False),
        ("stall", Result.UNKNOWN, False),
        ("accept_drop", Result.UNKNOWN, True),
        ("accept_garbage", Result.UNKNOWN, True),
    ],
)
def test_only_a_break_after_data_leaves_the_outcome_open(fault, result, is_kept, extensions):
    with Sink(Faults(**{fault: 1}), extensions=extensions) as sink:
        (outcome,) = deliver(sink)
    assert outcome.result is result
    assert bool(sink.book.accepted) is is_kept


@pytest.mark.parametrize("extensions", [PIPELINING, ()], ids=["pipelining", "one by one"])
def test_no_outcome_contradicts_the_server(extensions):
    """Whatever breaks where: sent was kept, failed, later and not tried were not."""
    rates = dict.fromkeys(("mail_451", "rcpt_550", "rcpt_drop", "data_451", "dot_451"), 0.04)
    rates |= dict.fromkeys(("accept_drop", "dot_drop", "body_drop", "rcpt_511"), 0.04)
    with Sink(Faults(seed=7, **rates), extensions=extensions) as sink:
        line, outcomes = line_to(sink), []
        everyone = readers(400)
        for start in range(0, 400, 10):
            batch, behind = everyone[start : start + 10], [*everyone[start + 10 : start + 11], None]
            until = time.monotonic() + 60
            outcomes += line.deliver(batch, until=until, behind=lambda first=behind[0]: first)
    kept = {address for address, _ in sink.book.accepted}
    assert len(kept) == len(sink.book.accepted)
    for outcome in outcomes:
        address = f"reader{outcome.delivery_id}@example.org"
        if outcome.result is Result.SENT:
            assert address in kept
        elif outcome.result is not Result.UNKNOWN:
            assert address not in kept
    assert [outcome.delivery_id for outcome in outcomes] == [r.delivery_id for r in everyone]
    assert {Result.SENT, Result.UNKNOWN, Result.FAILED, Result.LATER} <= set(results(outcomes))


def test_pipelining_costs_one_wait_per_message_and_not_four():
    seconds = []
    for extensions in (PIPELINING, ()):
        with Sink(delay=0.01, extensions=extensions) as sink:
            line = line_to(sink)
            line.open()
            began = time.monotonic()
            assert results(line.deliver(readers(10), until=began + 60)) == [Result.SENT] * 10
            seconds.append(time.monotonic() - began)
            line.close()
    pipelined, one_by_one = seconds
    assert one_by_one > 0.4
    assert pipelined < one_by_one / 2


@pytest.mark.parametrize(("is_known", "waits"), [(True, 1), (False, 5)])
def test_the_batch_behind_begins_without_a_wait_of_its_own(is_known, waits):
    with Sink() as sink:
        line, everyone, written = line_to(sink), readers(5), []
        write = line._write
        line._write = lambda pieces: (written.append(list(pieces)), write(written[-1]))
        for one, following in zip(everyone, [*everyone[1:], None], strict=True):
            behind = following if is_known else None
            (outcome,) = line.deliver([one], until=FAR, behind=lambda first=behind: first)
            assert outcome.result is Result.SENT
        line.close()
    assert [address for address, _ in sink.book.accepted] == [one.email for one in everyone]
    assert sum(pieces[0].startswith(b"MAIL FROM") for pieces in written) == waits


@pytest.mark.parametrize("comes", ["nobody", "somebody else"])
def test_whoever_was_announced_and_does_not_come_gets_nothing(comes):
    with Sink() as sink:
        line = line_to(sink)
        first, announced, other = readers(3)
        outcomes = line.deliver([first], until=FAR, behind=lambda: announced)
        if comes == "somebody else":
            outcomes += line.deliver([other], until=FAR)
        line.close()
    assert set(results(outcomes)) == {Result.SENT}
    got = [address for address, _ in sink.book.accepted]
    assert got == ([first.email, other.email] if len(outcomes) == 2 else [first.email])


@pytest.mark.parametrize("fault", ["", "dot_451", "accept_drop"])
def test_envelopes_ride_behind_bodies_over_tls_too(tmp_path, monkeypatch, fault):
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with Sink(Faults(seed=3, **({fault: 0.2} if fault else {})), tls=context) as sink:
        line, everyone, outcomes = line_to(sink, use_ssl=True), readers(40), []
        for start in range(0, 40, 5):
            first = next(iter(everyone[start + 5 : start + 6]), None)
            batch = everyone[start : start + 5]
            outcomes += line.deliver(batch, until=FAR, behind=lambda first=first: first)
        line.close()
    sent = [each.delivery_id for each in outcomes if each.result is Result.SENT]
    doubt = [each.delivery_id for each in outcomes if each.result is Result.UNKNOWN]
    kept = [
        int(address.removeprefix("reader").partition("@")[0]) for address, _ in sink.book.accepted
    ]
    assert kept == sorted(sent + doubt)
    assert (len(sent) == 40) is (fault == "")
    assert bool(doubt) is (fault == "accept_drop")


def test_go_ahead_after_a_refused_recipient_sends_no_message():
    """RFC 2920 §3.1: a server may say 354 although it refused the only recipient."""

    class Careless(Faults):
        def strikes(self, name):
            return False

    with Sink(Careless()) as sink:
        sink.faults.for_all["RCPT"] = ("550 5.2.2 full", time.monotonic() + 60)
        original = sink.session

        def session():
            one = original()
            one.do_data = lambda rest: (
                one.replies.append("354 go on"),
                setattr(one, "in_body", True),
            )
            return one

        sink.session = session
        outcomes = deliver(sink, 3)
    assert results(outcomes) == [Result.FAILED] * 3
    assert sink.book.accepted == []


def test_refusal_of_us_ends_the_window_after_one_attempt():
    with Sink() as sink:
        sink.faults.for_all["RCPT"] = ("550 5.7.1 blocked", time.monotonic() + 60)
        outcomes = deliver(sink, 4)
    assert results(outcomes) == [Result.LATER] + [Result.NOT_TRIED] * 3
    assert outcomes[0].trouble is Trouble.STOP
    assert not outcomes[0].is_dead_address


def test_wrong_password_touches_no_message():
    with Sink(extensions=("AUTH PLAIN",)) as sink:
        sink.faults.for_all["AUTH"] = ("535 5.7.8 wrong password", time.monotonic() + 60)
        with pytest.raises(NoLine, match="535") as error:
            line_to(sink, username="u", password="p").open()
    assert error.value.trouble is Trouble.STOP
    assert not sink.book.attempts


def test_busy_server_is_not_a_stop():
    with Sink(Faults(greeting_421=1)) as sink, pytest.raises(NoLine, match="421") as error:
        line_to(sink).open()
    assert error.value.trouble is Trouble.SLOW_DOWN


def test_nothing_is_begun_after_the_lease():
    with Sink() as sink:
        line = line_to(sink)
        outcomes = line.deliver(readers(3), until=time.monotonic() - 1)
        line.close()
    assert results(outcomes) == [Result.NOT_TRIED] * 3
    assert sink.book.accepted == []


def test_silent_server_costs_the_timeout_and_no_more():
    with Sink(Faults(stall=1)) as sink:
        began = time.monotonic()
        outcomes = deliver(sink, 3)
    assert time.monotonic() - began < 3
    assert results(outcomes) == [Result.UNKNOWN, Result.NOT_TRIED, Result.NOT_TRIED]


def test_address_that_is_no_address_fails_alone():
    everyone = readers(3)
    everyone[1] = Recipient(2, 2, 2, "jürgen@example.org", wants_text=False)
    with Sink() as sink:
        outcomes = line_to(sink).deliver(everyone, until=time.monotonic() + 60)
    assert results(outcomes) == [Result.SENT, Result.FAILED, Result.SENT]
