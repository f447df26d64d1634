"""The message as bytes: what a mail program reads back is what was frozen, for every reader."""

import re
from binascii import b2a_qp
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletins.subscribers.mailer.letter import (
    CannotWrite,
    Letter,
    Recipient,
    is_safe_address,
)
from tests.subscribers.letters import READER, TOKENS, content, parts, read_back


def test_headers_are_those_of_a_list_mail_with_one_click_unsubscribe():
    letter = Letter(content())
    mail = read_back(letter.to(READER))
    token = mail["List-Unsubscribe"][len("<https://bulletin.example.org/u/") : -1]
    assert len(token) == 22
    assert dict(mail.items()) == {
        "From": '"ISHM, Iraq" <bulletin@example.org>',
        "Subject": "ISHM: July 21 – 27, 2017",
        "Date": "Thu, 03 Aug 2017 11:00:00 +0000",
        "Reply-To": "editors@example.org",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "<ishm.example.org>",
        "List-Archive": "<https://bulletin.example.org/archive/>",
        "List-Help": "<https://bulletin.example.org/subscribe/>",
        "List-Owner": "<mailto:editors@example.org>",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Feedback-ID": "12:bulletin:ishm:example.org",
        "MIME-Version": "1.0",
        "To": "reader@example.org",
        "Message-ID": letter.message_id(READER),
        "List-Unsubscribe": f"<https://bulletin.example.org/u/{token}>",
        "Content-Type": mail["Content-Type"],
    }
    assert mail.defects == []


def test_unsubscribe_header_stays_on_one_line_of_76():
    raw = Letter(content()).to(READER)
    (line,) = re.findall(rb"List-Unsubscribe: .*\r\n(?![ \t])", raw)
    assert len(line) <= 76 + 2


def test_message_id_is_the_same_for_every_attempt_and_differs_between_readers():
    first, second = Letter(content()), Letter(content())
    other = Recipient(8, 4, 6, "other@example.org", wants_text=False)
    assert first.message_id(READER) == second.message_id(READER)
    assert first.message_id(READER) != first.message_id(other)
    assert re.fullmatch(r"<12\.[0-9a-f]{32}@example\.org>", first.message_id(READER))


def test_both_parts_come_back_to_the_letter():
    text = (
        "Bridges – open.\n.dot line\n" + "long " * 60 + "\n\tend = 1 \nLeave: {{unsubscribe_url}}\n"
    )
    html = f"<p>{'ä' * 200}</p>\n.\n<p><a href='{{{{unsubscribe_url}}}}'>x</a></p>"
    letter = Letter(content(text=text, html=html))
    mail = read_back(letter.to(READER))
    url = mail["List-Unsubscribe"][1:-1]
    read = parts(mail)
    assert read["text/plain"].rstrip("\n") == text.replace(TOKENS[0], url).rstrip("\n")
    assert read["text/html"].rstrip("\n") == html.replace(TOKENS[0], url)


def test_reader_of_plain_text_gets_no_html():
    reader = Recipient(7, 3, 5, "reader@example.org", wants_text=True)
    mail = read_back(Letter(content()).to(reader))
    assert mail.get_content_type() == "text/plain"
    assert mail["List-Unsubscribe"][1:-1] in mail.get_content()


def test_first_trap_a_soft_line_break_never_cuts_a_readers_link():
    """Encoding the whole and filling in afterwards loses the link wherever a line ends in it."""
    lost = 0
    for length in range(77):
        html = "x" * length + TOKENS[0] + " and on"
        lost += TOKENS[0].encode() not in b2a_qp(html.encode(), istext=True)
        mail = read_back(Letter(content(html=html)).to(READER))
        expected = html.replace(TOKENS[0], mail["List-Unsubscribe"][1:-1])
        assert parts(mail)["text/html"].removesuffix("\n") == expected
    assert lost == len(TOKENS[0]) - 1


def test_second_trap_a_segment_without_crlf_gets_no_bare_line_feed():
    """Python takes the line end for its soft breaks from the text, LF where there is no CRLF."""
    segment = "A sentence without an end of line that is longer than one line of quoted-printable."
    assert b"=\n" in b2a_qp(segment.encode(), istext=True)
    raw = Letter(content(html=segment + TOKENS[0] + segment)).to(READER)
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")


PIECES = st.lists(
    st.one_of(
        st.sampled_from(TOKENS),
        st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
@example(["x" * 76, TOKENS[0]])
@example(["=" * 25 + "y", TOKENS[1], "." * 80])
def test_no_placeholder_is_ever_cut_and_no_line_is_bare_or_too_long(pieces):
    """Both traps again, for whatever may stand around the links."""
    html = "".join(pieces)
    letter = Letter(content(html=html))
    raw = letter.to(READER)
    body = re.sub(rb"(?m)^\.\.", b".", raw[raw.index(b"text/html") :])
    mail = read_back(raw)
    url = mail["List-Unsubscribe"][1:-1]
    values = letter._values(READER)
    expected = html.replace(TOKENS[0], url).replace(TOKENS[1], values[TOKENS[1]])
    # Python's reader splits at more line ends than CRLF; compare bytes, as a mail program does.
    payload = next(p for p in mail.walk() if p.get_content_type() == "text/html")
    got = payload.get_payload(decode=True).decode()
    assert got.replace("\r\n", "\n").removesuffix("\n") == expected.removesuffix("\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert raw.count(b"\r\n.\r\n") == 1


def test_verp_address_names_the_delivery():
    letter = Letter(content(bounce_domain="bounce.example.org"))
    assert re.fullmatch(r"b\+7\.[0-9a-f]{16}@bounce\.example\.org", letter.envelope_sender(READER))
    assert Letter(content()).envelope_sender(READER) == "bulletin@example.org"


def test_link_too_long_for_a_line_is_refused_before_anything_is_sent():
    letter = Letter(content(site_url="https://" + "a" * 60 + ".example.org"))
    with pytest.raises(CannotWrite, match="75 plain characters"):
        letter.to(READER)


@pytest.mark.parametrize(
    "address", ["a b@example.org", "a@example.org\r\nRCPT TO:<x@y>", "ä@example.org", "<a@b>", "a"]
)
def test_address_that_could_end_a_command_is_not_safe(address):
    assert not is_safe_address(address)


def test_other_backends_get_the_same_message():
    letter = Letter(content())
    mail = letter.message(READER)
    raw = read_back(letter.to(READER))
    assert mail.extra_headers["Message-ID"] == raw["Message-ID"]
    assert mail.extra_headers["List-Unsubscribe"] == raw["List-Unsubscribe"]
    assert mail.body == parts(raw)["text/plain"]
    assert parsedate_to_datetime(mail.extra_headers["Date"]) == letter.content.date
