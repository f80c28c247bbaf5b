"""The lines of SSIP, without a server: replies in pieces, texts that could end too early, where the socket is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.services.speech import Voice
from backstride.services.ssip import Reply, ReplyReader, SsipError, cleaned, message, socket_path, voices_in

STREAM = (
    b"208 OK CLIENT NAME SET\r\n"
    b"249-German\tde\tnone\r\n249-\xc3\x86\tda\tnone\r\n249 OK\r\n"
    b"701-12\r\n701-3\r\n701 BEGIN\r\n"
)
REPLIES = [Reply(208, ()), Reply(249, ("German\tde\tnone", "Æ\tda\tnone")), Reply(701, ("12", "3"))]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8).map(sorted))
def test_replies_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    reader = ReplyReader()
    edges = [0, *cuts, len(STREAM)]
    found = [reply for start, end in pairwise(edges) for reply in reader.feed(STREAM[start:end])]
    assert found == REPLIES


def test_a_reply_says_what_it_is() -> None:
    done, _, begin = REPLIES
    assert (done.is_ok, done.is_event, done.message_id) == (True, False, 0)
    assert (begin.is_ok, begin.is_event, begin.message_id) == (False, True, 12)
    assert not Reply(300, ()).is_ok
    assert Reply(225, ("²",)).message_id == 0


@pytest.mark.parametrize("received", [b"hello\r\n", b"20 OK\r\n", b"208\r\n", b"208_OK\r\n", b"x" * 200_000])
def test_what_is_not_the_protocol_is_refused(received: bytes) -> None:
    with pytest.raises(SsipError):
        ReplyReader().feed(received)


@given(st.text())
def test_a_text_of_any_kind_stays_one_line_of_data(text: str) -> None:
    data = message(cleaned(text))
    lines = data.decode().split("\r\n")
    assert lines[-2:] == [".", ""]
    assert len(lines) == 3
    assert lines[0] != "."
    assert "\n" not in lines[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\tthree", "one two three"),
        ("  a \x00\x1b b ", "a b"),
        ("\ud800broken", "broken"),
        ("left\u200b\u202eright", "leftright"),
        ("é 漢 ½", "é 漢 ½"),
    ],
)
def test_what_cannot_be_said_is_taken_out(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_the_variants_of_espeak_are_left_out() -> None:
    listed = ("German\tde\tnone", "German+Alex\tde\tAlex", "a+b\ten\tnone", "kal_diphone\ten", "\tx\ty")
    assert voices_in(Reply(249, listed)) == (Voice("German", "de"), Voice("a+b", "en"), Voice("kal_diphone", "en"))


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"SPEECHD_ADDRESS": "unix_socket:/a/b", "XDG_RUNTIME_DIR": "/run/user/1"}, "/a/b"),
        ({"SPEECHD_ADDRESS": "unix_socket", "XDG_RUNTIME_DIR": "/r"}, "/r/speech-dispatcher/speechd.sock"),
        ({"XDG_RUNTIME_DIR": "/r", "HOME": "/h"}, "/r/speech-dispatcher/speechd.sock"),
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/speech-dispatcher/speechd.sock"),
        ({"XDG_RUNTIME_DIR": "", "HOME": "/h"}, "/h/.cache/speech-dispatcher/speechd.sock"),
        ({}, "/.cache/speech-dispatcher/speechd.sock"),
    ],
)
def test_the_socket_is_where_the_clients_of_the_server_look(environment: dict[str, str], expected: str) -> None:
    assert socket_path(environment) == expected
