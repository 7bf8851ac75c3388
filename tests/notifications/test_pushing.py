"""Browsers that are told: asked for, sealed as the standard says, forgotten when they are gone."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.notifications import hooks, notify, read_all, save_choices
from salesforce_lite.notifications.errors import NoPushAddressError
from salesforce_lite.notifications.model import PushSubscription
from salesforce_lite.notifications.push_messages import Browser, OddKeyError, Signer, written
from salesforce_lite.notifications.pushing import list_browsers_told, subscribe, unsubscribe
from salesforce_lite.outbound import Answer, NoConnectionError
from tests.background.conftest import jobs_of
from tests.notifications.conftest import NIGHT, NOON
from tests.outbound.conftest import receiving

# The example of RFC 8291.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
ADDRESS = "https://push.example.com/send/abc"


def read(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(autouse=True)
def _noon(at):
    at(NOON)


@pytest.fixture
def service(monkeypatch):
    """A push service: what was posted there; `answers` are what it says."""

    class Service:
        posted: list[tuple[str, bytes, dict[str, str]]] = []
        answers: list[int | Exception] = []

        def post(self, address, body, headers):
            self.posted.append((address, body, headers))
            said = self.answers.pop(0) if self.answers else 201
            if isinstance(said, Exception):
                raise said
            return Answer(status=said, headers={}, body=b"", is_cut=False)

    Service.posted, Service.answers = [], []
    monkeypatch.setattr(hooks, "Client", Service)
    return Service


@pytest.fixture
def messages(monkeypatch):
    """What is sealed, before it is."""
    sealed = []
    seal = Browser.seal

    def keep(self, message, **options):
        sealed.append(json.loads(message))
        return seal(self, message, **options)

    monkeypatch.setattr(Browser, "seal", keep)
    return sealed


@pytest.fixture
def ask(work):
    def to_be_told(name="rep", address=ADDRESS):
        with work(name) as uow:
            subscribe(uow, address, p256dh=P256DH, auth=AUTH, browser="Firefox/120 Linux")

    return to_be_told


@pytest.fixture
def tell(work, user_id):
    def say(*counts, name="rep"):
        person = user_id(name)
        with work("admin") as uow:
            for count in counts:
                notify(uow, person, "reminder", params={"count": count})

    return say


def browsers(app):
    with app.make_session() as session:
        return list(session.scalars(select(PushSubscription.address)))


def test_a_message_is_sealed_as_in_the_example_of_the_standard():
    sender = ec.derive_private_key(int.from_bytes(read(SENDER)), ec.SECP256R1())
    text = b"When I grow up, I want to be a watermelon"
    sealed = Browser.of(P256DH, AUTH).seal(text, salt=read(SALT), sender=sender)
    assert written(sealed) == SEALED


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        (P256DH, ""),
        (P256DH, AUTH[:-2]),
        (P256DH[:-1], AUTH),
        ("é" * 87, AUTH),
        (AUTH, AUTH),
    ],
)
def test_keys_that_are_none_are_refused(p256dh, auth):
    with pytest.raises(OddKeyError):
        Browser.of(p256dh, auth)


def test_who_we_are_is_signed_for_that_service_alone_and_for_hours():
    signer = Signer.of("the key of the instance")
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    said = signer.headers(ADDRESS, now, "https://crm.example.com")["Authorization"]
    token, key = said.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(read(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(read(claims)) == {
        "aud": "https://push.example.com",
        "exp": int(now.timestamp()) + 12 * 3600,
        "sub": "https://crm.example.com",
    }
    halves = read(signature)
    der = encode_dss_signature(int.from_bytes(halves[:32]), int.from_bytes(halves[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert key == Signer.of("the key of the instance").public
    assert key != Signer.of("another key").public


def test_a_browser_that_asks_is_told(ask, tell, send, service, messages):
    ask()
    tell(7)
    send()
    [(address, body, headers)] = service.posted
    assert address == ADDRESS
    assert headers["Content-Encoding"] == "aes128gcm"
    assert int(headers["TTL"]) > 0
    assert len(body) < 4096
    assert messages[-1]["title"] == "7 things came due while nobody could be reminded"
    assert messages[-1]["url"] == "/today"
    send()
    assert len(service.posted) == 1


def test_several_things_are_one_message_that_leads_to_all(ask, tell, send, service, messages):
    ask()
    tell(7, 8, 9)
    send()
    assert len(service.posted) == 1
    assert messages[-1]["body"] == "… and 2 more."
    assert messages[-1]["url"] == "/notifications"


def test_at_night_it_waits(ask, tell, send, service, at):
    ask()
    at(NIGHT)
    tell(7)
    send()
    assert service.posted == []
    at(NIGHT.replace(day=26, hour=8))
    send()
    assert len(service.posted) == 1


def test_what_was_read_meanwhile_is_not_told(ask, tell, send, service, work, at):
    ask()
    at(NIGHT)
    tell(7)
    with work("rep") as uow:
        read_all(uow)
    at(NIGHT.replace(day=26, hour=8))
    send()
    assert service.posted == []


def test_a_kind_that_one_does_not_want_there_is_not_told_there(ask, tell, send, service, work):
    ask()
    with work("rep") as uow:
        save_choices(uow, {"pushes": {"reminder": False}}, version=0)
    tell(7)
    send()
    assert service.posted == []


@pytest.mark.parametrize("answer", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(app, ask, tell, send, service, answer):
    ask()
    service.answers[:] = [answer]
    tell(7)
    send()
    assert browsers(app) == []
    assert jobs_of(app, "notifications.push")[0].state == JobState.DONE


@pytest.mark.parametrize("answer", [429, 500, 301, NoConnectionError(reason="away")])
def test_a_service_that_is_away_is_asked_again(app, ask, tell, send, service, at, answer):
    ask()
    service.answers[:] = [answer]
    tell(7)
    send()
    [job] = jobs_of(app, "notifications.push")
    assert job.state == JobState.QUEUED
    at(NOON.replace(minute=10))
    send()
    assert len(service.posted) == 2
    assert browsers(app) == [ADDRESS]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://push.example.com/a",
        "https://",
        "https://user:password@push.example.com/a",
        "javascript:alert(1)",
        f"https://push.example.com/{'a' * 1000}",
    ],
)
def test_an_address_that_is_none_is_refused(work, address):
    with work("rep") as uow, pytest.raises(NoPushAddressError):
        subscribe(uow, address, p256dh=P256DH, auth=AUTH, browser="x")


def test_a_machine_of_the_inner_network_is_not_reached(app, ask, tell, send):
    """The real way out: whoever names such an address gets nothing from there."""
    ask(address="https://127.0.0.1/secret")
    tell(7)
    send()
    [job] = jobs_of(app, "notifications.push")
    assert job.state == JobState.QUEUED
    assert job.error


def test_what_the_operator_opens_is_not_reached_from_here(app, ask, tell, send):
    known = app.extensions["settings"]
    app.extensions["settings"] = known.model_copy(update={"outbound_networks": ("127.0.0.0/8",)})
    with receiving() as inner:
        ask(address=f"https://127.0.0.1:{inner.port}/secret")
        tell(7)
        send()
    assert inner.touched == 0
    assert jobs_of(app, "notifications.push")[0].state == JobState.QUEUED


def test_a_browser_belongs_to_who_asked_last(app, ask, work):
    ask("rep")
    ask("other")
    assert browsers(app) == [ADDRESS]
    with work("rep") as uow:
        assert list_browsers_told(uow) == []


def test_of_many_browsers_the_oldest_give_way(app, ask):
    for number in range(23):
        ask(address=f"{ADDRESS}/{number}")
    left = browsers(app)
    assert len(left) == 20
    assert f"{ADDRESS}/22" in left
    assert f"{ADDRESS}/0" not in left


def test_a_browser_is_asked_for_and_stopped_on_the_page(client_of, app):
    browser = client_of("rep")
    page = browser.get("/me/notifications").text
    assert f'data-push="{Signer.of(app.config["SECRET_KEY"]).public}"' in page
    data = {"address": ADDRESS, "p256dh": P256DH, "auth": AUTH}
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0"}
    assert browser.post("/me/push", data=data, headers=agent).status_code == 303
    page = browser.get("/me/notifications").text
    assert "Firefox · Linux" in page
    stop = page.split('action="/me/push/')[1].split('"')[0]
    assert client_of("other").post(f"/me/push/{stop}").status_code == 404
    assert browser.post(f"/me/push/{stop}").status_code == 303
    assert browsers(app) == []


def test_a_page_that_sends_nonsense_is_told_so(client_of, app):
    answer = client_of("rep").post("/me/push", data={"address": "x"})
    assert answer.status_code == 422
    assert browsers(app) == []


def test_only_its_own_person_stops_a_browser(ask, work, app):
    ask("rep")
    with app.make_session() as session:
        one = session.scalars(select(PushSubscription.id)).one()
    with work("other") as uow, pytest.raises(NotFoundError):
        unsubscribe(uow, one)
