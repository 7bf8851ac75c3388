"""No address that somebody types leads to a machine that is not public."""

import socket

import pytest

from salesforce_lite.outbound import Client, ForbiddenTargetError, networks_from
from salesforce_lite.outbound.errors import (
    ForbiddenHostError,
    ForbiddenPortError,
    NoHttpError,
    UserInAddressError,
)
from tests.outbound.conftest import OK, receiving, says

PUBLIC = "93.184.215.14"

# Spelled out, in every way that some library reads as an address.
LITERALS = [
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1"),
    *("0177.0.0.1", "017700000001", "0x7f.0x0.0x0.0x1", "127.0.0.01", "127.0.0.1."),
    *("0", "0.0.0.0", "0.0.0.1", "255.255.255.255", "10.0.0.1", "10.1", "172.16.0.1"),
    *("172.31.255.255", "192.168.0.1", "192.168.257", "3232235521", "169.254.169.254"),
    *("0xa9fea9fe", "169.254.43518", "100.64.0.1", "100.127.255.254", "192.0.0.192", "192.0.2.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::ffff:169.254.169.254]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]"),
    *("[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]"),
    *("[2001::7f00:1]", "[2001:db8::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%eth0]"),
    *("[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]", "[3fff::1]"),
    *("127.0.0.1%00.example.com", "127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127%2e0%2e0%2e1"),
]
WHOLE = [
    *("http://user@93.184.215.14/", "http://user:pw@93.184.215.14/", "http://@93.184.215.14/"),
    *("http://93.184.215.14@127.0.0.1/", "http://93.184.215.14#@127.0.0.1/"),
    *("http://93.184.215.14\\@127.0.0.1/", "http://127.0.0.1\\.example.com/"),
    *("http://93.184.215.14:22/", "http://93.184.215.14:8080/", "https://93.184.215.14:0/"),
    *("http://93.184.215.14:/", "http://93.184.215.14:99999/", "http://93.184.215.14:+80/"),
    *("file:///etc/passwd", "ftp://93.184.215.14/", "gopher://93.184.215.14:80/_x", "dict://x:80/"),
    *(
        "//93.184.215.14/",
        "93.184.215.14",
        "http:93.184.215.14",
        "http:///93.184.215.14",
        "http://",
    ),
    *("http://93.184.215.14/\r\nX: y", "http://93.184.215.14/ HTTP/1.1", "\thttp://93.184.215.14/"),
    *("http://[93.184.215.14]/", "http://[::1", "http://::1/", "http://exämple.com/"),
    *("http://.example.com/", "http://example..com/", "http://example.com./", "http://-a.com/"),
    *("http://a." + "b" * 64 + ".com/", "http://" + "a." * 130 + "com/", "jar:http://x/!/y", ""),
    "http://93.184.215.14/" + "x" * 3000,
]
# What names may lead to; the first two are answers of which one alone would be public.
ANSWERS = [
    [PUBLIC, "127.0.0.1"],
    ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"],
    *(
        [address]
        for address in (
            *("127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
            *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
            *("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "fd00:ec2::254", "no address"),
        )
    ),
]


def send(client, address):
    client.post(address, b"{}", {})


def test_there_are_more_of_them_than_promised():
    assert len({*LITERALS, *WHOLE}) + len(ANSWERS) >= 100


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", LITERALS)
def test_no_spelling_of_an_address_leads_inside(connected, host, scheme):
    with pytest.raises(ForbiddenTargetError):
        send(Client(), f"{scheme}://{host}/hook")
    assert connected == []


@pytest.mark.parametrize("address", WHOLE)
def test_what_could_be_read_in_two_ways_is_not_read(connected, address):
    with pytest.raises(ForbiddenTargetError):
        send(Client(resolve=lambda *_: [PUBLIC]), address)
    assert connected == []


@pytest.mark.parametrize("answers", ANSWERS, ids=lambda one: one[-1])
def test_no_name_leads_inside(connected, answers):
    with pytest.raises(ForbiddenTargetError):
        send(Client(resolve=lambda *_: answers), "https://inside.example/hook")
    assert connected == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "foo.localhost"])
def test_what_the_system_itself_knows_as_local_is_not_reached(connected, host, monkeypatch):
    loopback = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: loopback)
    with pytest.raises(ForbiddenTargetError):
        send(Client(), f"http://{host}/")
    assert connected == []


def test_a_name_that_changes_its_mind_is_asked_once(connected):
    answers = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]
    with pytest.raises(Exception, match="refused by the test"):
        send(Client(resolve=lambda *_: answers.pop(0)), "https://rebinding.example/hook")
    assert connected == [(PUBLIC, 443)]
    assert len(answers) == 2


def test_public_machines_are_reached(connected):
    for address in ("93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", "8.8.8.8:443"):
        with pytest.raises(Exception, match="refused by the test"):
            send(Client(), f"http://{address}/hook")
    assert [host for host, *_ in connected] == [
        *("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8")
    ]


def test_a_listener_on_this_machine_is_not_touched_however_it_is_named(receiver):
    hosts = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "127.1")
    for client in (Client(), Client(opened=networks_from(["10.0.0.0/8"]))):
        for host in hosts:
            with pytest.raises(ForbiddenTargetError):
                send(client, receiver.address(host=host))
    assert receiver.touched == 0


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "shop.localhost", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":8080"])
def test_this_machine_is_refused_before_anybody_is_asked(host, port):
    for opened in ((), networks_from(["10.0.0.0/8"])):
        with pytest.raises(ForbiddenHostError):
            Client(opened=opened).check(f"http://{host}{port}/")


@pytest.mark.parametrize("network", ["127.0.0.0/8", "::1/128"])
def test_this_machine_may_be_named_when_it_is_opened(network):
    client = Client(opened=networks_from([network]))
    assert client.check("http://localhost:8080/").host == "localhost"
    assert client.check("http://shop.localhost/").host == "shop.localhost"


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("", NoHttpError),
        ("ftp://crm.example/", NoHttpError),
        ("crm.example/hook", NoHttpError),
        ("https://ana:secret@crm.example/", UserInAddressError),
        ("https://crm.example:8080/", ForbiddenPortError),
        ("https://93.184.215.14:22/", ForbiddenPortError),
        ("https://crm.example:/", ForbiddenPortError),
        ("https://crm.example:99999/", ForbiddenPortError),
        ("http://192.168.1.7:8080/", ForbiddenHostError),
        ("http://127.1/", ForbiddenTargetError),
        ("http://exämple.com/", ForbiddenTargetError),
    ],
)
def test_each_cause_has_its_own_sentence_and_all_have_one_code(address, cause):
    with pytest.raises(ForbiddenTargetError) as refused:
        Client().check(address)
    assert type(refused.value) is cause
    assert refused.value.code == "forbidden_target"
    if cause is not ForbiddenTargetError:
        assert refused.value.sentence != ForbiddenTargetError.sentence


def test_what_the_operator_opens_is_reached_and_nothing_beside_it(receiver, connected):
    client = Client(opened=networks_from(["127.0.0.0/8"]))
    with pytest.raises(Exception, match="refused by the test"):
        send(client, receiver.address())
    assert connected == [("127.0.0.1", receiver.port)]
    for address in ("http://10.0.0.1/", "http://[::1]/", "http://93.184.215.14:8080/"):
        with pytest.raises(ForbiddenTargetError):
            send(client, address)
    with pytest.raises(ForbiddenTargetError):
        send(Client(client.opened, resolve=lambda *_: [PUBLIC]), "http://public.example:8080/")
    assert len(connected) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_led_on(receiver, status):
    words = f"HTTP/1.1 {status} Go\r\nLocation: {receiver.address()}\r\nContent-Length: 0\r\n\r\n"
    with receiving(says(words.encode())) as leading:
        answer = Client(opened=networks_from(["127.0.0.0/8"])).post(leading.address(), b"{}", {})
    assert answer.status == status
    assert receiver.touched == 0


def test_no_proxy_of_the_environment_is_asked(receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, receiver.address())
    with receiving(says(OK)) as wanted:
        Client(opened=networks_from(["127.0.0.0/8"])).post(wanted.address("/hook"), b"{}", {})
    assert (wanted.touched, receiver.touched) == (1, 0)
