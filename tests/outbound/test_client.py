"""What goes out and what comes back, from receivers that behave well and badly."""

import socket
import ssl
import threading
from http.client import HTTPConnection

import pytest

from salesforce_lite.outbound import (
    BrokenAnswerError,
    Client,
    NoConnectionError,
    NoSuchHostError,
    NotTrustedError,
    TooSlowError,
    networks_from,
)
from tests.outbound.conftest import OK, receiving, says

HERE = networks_from(["127.0.0.0/8"])
# Of receivers that hang: not what is measured, only what ends the test.
SHORT = 0.3


def post(receiver, **options):
    return Client(HERE, **options).post(
        receiver.address("/hook?a=b"), b'{"a": 1}', {"Content-Type": "application/json"}
    )


def test_a_request_goes_out_as_it_was_given(receiver):
    answer = post(receiver)
    assert (answer.status, answer.body, answer.is_cut) == (200, b"ok", False)
    assert answer.headers["content-length"] == "2"
    [head] = receiver.heads
    lines = head.split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert lines[0] == "POST /hook?a=b HTTP/1.1"
    assert set(lines[1:]) == {
        f"Host: 127.0.0.1:{receiver.port}",
        "Content-Length: 8",
        "Connection: close",
        "Content-Type: application/json",
    }


def test_a_name_is_what_the_other_side_is_asked_for(receiver):
    client = Client(HERE, resolve=lambda *_: ["127.0.0.1"])
    client.post(receiver.address(host="crm.example"), b"", {})
    assert f"Host: crm.example:{receiver.port}".encode() in receiver.heads[0]


def test_the_next_address_is_tried_when_one_does_not_answer(receiver):
    client = Client(
        networks_from(["127.0.0.0/8", "::1/128"]), resolve=lambda *_: ["::1", "127.0.0.1"]
    )
    assert client.post(receiver.address(host="crm.example"), b"", {}).status == 200


def hang(_line, _head):
    _over.wait(60)


_over = threading.Event()


@pytest.fixture(autouse=True)
def _ends():
    _over.clear()
    yield
    _over.set()


def dribble(line, _head):
    while not _over.wait(0.05):
        line.sendall(b"x")


def dribble_the_body(line, head):
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    dribble(line, head)


def dribble_headers(line, _head):
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while not _over.wait(0.02):
        line.sendall(b"A: b\r\n")


@pytest.mark.parametrize("answer", [hang, dribble, dribble_headers])
def test_who_does_not_come_to_an_end_is_left(answer):
    with receiving(answer) as slow, pytest.raises(TooSlowError):
        post(slow, patience=SHORT)


def test_a_status_counts_though_its_body_does_not_end():
    with receiving(dribble_the_body) as slow:
        answer = post(slow, patience=SHORT)
    assert (answer.status, answer.is_cut) == (200, True)


def test_a_name_that_is_not_answered_in_time_is_given_up():
    with pytest.raises(TooSlowError):
        Client(patience=SHORT, resolve=lambda *_: _over.wait(60) and []).post(
            "https://slow.example/", b"", {}
        )


@pytest.mark.parametrize("length", [b"Content-Length: 11\r\n", b""])
def test_a_body_that_comes_after_its_head_is_read(monkeypatch, length):
    is_read = threading.Event()

    class Telling(HTTPConnection):
        def getresponse(self):
            response = super().getresponse()
            is_read.set()
            return response

    def in_two_parts(line, _head):
        line.sendall(b"HTTP/1.1 500 Odd\r\nConnection: close\r\n" + length + b"\r\n")
        is_read.wait(60)
        line.sendall(b"out of disk")

    monkeypatch.setattr("salesforce_lite.outbound.client.HTTPConnection", Telling)
    with receiving(in_two_parts) as slow:
        answer = post(slow)
    assert (answer.status, answer.body, answer.is_cut) == (500, b"out of disk", False)


@pytest.mark.parametrize("words", [OK, OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")])
def test_no_connection_is_left_open(receiver, monkeypatch, words):
    made = []
    connect = socket.socket.connect

    def keep(line, address):
        made.append(line)
        connect(line, address)

    monkeypatch.setattr(socket.socket, "connect", keep)
    receiver.answer = says(words)
    post(receiver)
    assert [line.fileno() for line in made] == [-1]


def test_of_ten_megabytes_only_the_beginning_is_read():
    sent = []

    def pour(line, _head):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
        for _ in range(160):
            line.sendall(b"x" * 65536)
            sent.append(65536)

    with receiving(pour) as great:
        answer = post(great, most=2000)
    assert (answer.status, answer.body, answer.is_cut) == (200, b"x" * 2000, True)


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 99999999999 Odd\r\n\r\n",
        b"\x00" * 1000,
    ],
)
def test_what_is_no_answer_is_told_as_such(words):
    with receiving(says(words)) as odd, pytest.raises(BrokenAnswerError):
        post(odd)


def test_a_head_without_end_is_not_kept():
    words = b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000
    with receiving(says(words)) as endless, pytest.raises(BrokenAnswerError):
        post(endless, most=2000)


def test_where_nobody_listens_no_connection_is_told():
    with receiving() as gone:
        address = gone.address()
    with pytest.raises(NoConnectionError):
        Client(HERE).post(address, b"", {})


def test_an_unknown_name_is_told():
    def unknown(*_):
        raise OSError

    with pytest.raises(NoSuchHostError):
        Client(resolve=unknown).post("https://unknown.example/", b"", {})


def test_who_speaks_no_tls_or_has_no_certificate_is_not_trusted(receiver):
    with pytest.raises((NotTrustedError, BrokenAnswerError, TooSlowError)):
        Client(HERE, patience=SHORT).post(f"https://127.0.0.1:{receiver.port}/", b"", {})
    assert b"POST" not in b"".join(receiver.heads)


def test_a_certificate_of_nobody_known_is_not_trusted(tls_receiver):
    with pytest.raises(NotTrustedError, match="self-signed"):
        Client(HERE, resolve=lambda *_: ["127.0.0.1"]).post(
            f"https://crm.example:{tls_receiver.port}/", b"secret", {}
        )
    assert tls_receiver.heads == []


def test_a_certificate_of_another_host_is_not_trusted(tls_receiver, monkeypatch):
    trusted = ssl.create_default_context(cafile=str(tls_receiver.certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
    client = Client(HERE, resolve=lambda *_: ["127.0.0.1"])
    assert client.post(f"https://crm.example:{tls_receiver.port}/", b"", {}).status == 200
    with pytest.raises(NotTrustedError, match=r"other\.example"):
        client.post(f"https://other.example:{tls_receiver.port}/", b"", {})
    assert len(tls_receiver.heads) == 1
