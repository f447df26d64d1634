"""Mail services by their API: a real HTTP server in place of the service."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bulletins.subscribers.mailer.backends import BackendLine, line_for
from bulletins.subscribers.mailer.letter import Letter, Recipient
from bulletins.subscribers.mailer.outcomes import Result, Trouble
from tests.subscribers.letters import content

KEY = "Idempotency-Key"
READERS = [Recipient(n, n, n, f"r{n}@example.org", wants_text=False) for n in (1, 2)]
FOREVER = float("inf")


class Service(BaseHTTPRequestHandler):
    """Answers as it is told, after it has kept what it was asked."""

    protocol_version = "HTTP/1.1"  # connections are kept

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((body["to"], self.headers[KEY], self.client_address))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status is None:  # It took the message, and its answer is lost.
            self.close_connection = True
            return
        answer = json.dumps({"id": "1", "message": "so be it"}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments): ...


@contextmanager
def a_service(settings, *answers):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.answers = [], list(answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings.ANYMAIL = {"RESEND_API_KEY": "key", "RESEND_API_URL": address}
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def deliver(readers=READERS, **changes):
    line = line_for(Letter(content(**changes)), mails_per_connection=100)
    assert isinstance(line, BackendLine)
    outcomes = line.deliver(readers, until=FOREVER)
    line.close()
    return outcomes


def test_all_messages_travel_over_one_connection(settings):
    with a_service(settings) as service:
        assert [each.result for each in deliver()] == [Result.SENT, Result.SENT]
    assert len({address for _, _, address in service.asked}) == 1


def test_lost_answer_is_in_doubt_and_a_second_copy_carries_the_same_key(settings):
    with a_service(settings, None) as service:
        (lost,) = deliver(READERS[:1], idempotency_header=KEY)
        assert lost.result is Result.UNKNOWN
        (again,) = deliver(READERS[:1], idempotency_header=KEY)
        assert again.result is Result.SENT
    keys = [key for _, key, _ in service.asked]
    assert keys[0] == keys[1] == Letter(content()).message_id(READERS[0])[1:-1]


def test_each_reader_has_a_key_of_their_own(settings):
    with a_service(settings) as service:
        deliver(idempotency_header=KEY)
        assert len({key for _, key, _ in service.asked}) == 2
        service.asked.clear()
        deliver()
        assert [key for _, key, _ in service.asked] == [None, None]


@pytest.mark.parametrize(
    ("status", "result", "trouble"),
    [
        (422, Result.FAILED, Trouble.NONE),
        (401, Result.NOT_TRIED, Trouble.STOP),
        (429, Result.NOT_TRIED, Trouble.SLOW_DOWN),
        (500, Result.UNKNOWN, Trouble.NONE),
    ],
)
def test_only_a_clear_refusal_is_a_refusal(settings, status, result, trouble):
    with a_service(settings, status):
        (outcome,) = deliver(READERS[:1])
    assert (outcome.result, outcome.trouble) == (result, trouble)
