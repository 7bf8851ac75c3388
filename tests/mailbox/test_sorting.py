"""Bounces, automatic answers and lists are no contact with anybody; of a bounce the owner hears."""

import pytest

from salesforce_lite.customers import EmailAddress
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.mailbox import MailState
from salesforce_lite.notifications import list_notifications
from salesforce_lite.notifications.words import shown
from tests.activities.records import a_customer
from tests.mailbox.conftest import REP, a_mail, mails_of

BOUNCE = b"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: rep@example.com
Delivered-To: %s
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; Ana@cliente.mx
Action: %s
Status: 5.1.1

--b
Content-Type: message/rfc822

From: rep@example.com
To: ana@cliente.mx
Subject: Offer

Hello
--b--
"""


@pytest.fixture
def ana(work):
    with work("rep") as uow:
        return a_customer(uow, "Ana", emails=[EmailAddress("ana@cliente.mx")]).id


@pytest.fixture
def to(private):
    return private()


@pytest.fixture
def reads(app, actor_of):
    """What somebody reads on the bell: (title, detail, where it leads) of each."""

    def read(name="rep"):
        unit = unit_of_work(app.make_session, actor_of(name), surface="web")
        with app.test_request_context(), unit as uow:
            rows = shown(uow, list_notifications(uow).items)
            return [(one.title, one.detail, one.endpoint, dict(one.values)) for one in rows]

    return read


def test_of_a_bounce_the_owner_is_told_with_a_way_to_the_customer(
    app, deliver, bell, reads, ana, to
):
    assert deliver(BOUNCE % (to.encode(), b"failed")) == []
    assert bell() == ["bounce"]
    title = "Mail to ana@cliente.mx could not be delivered"
    assert reads() == [(title, "", "customers.show", {"customer_id": ana})]
    assert mails_of(app)[0].letter == {"undelivered": ["ana@cliente.mx"]}


def test_of_a_stranger_it_leads_nowhere(deliver, reads, to):
    deliver(BOUNCE % (to.encode(), b"failed"))
    title = "Mail to ana@cliente.mx could not be delivered"
    assert reads() == [(title, "", "", {})]


def test_a_mere_delay_is_no_failure(app, deliver, bell, ana, to):
    assert deliver(BOUNCE % (to.encode(), b"delayed")) == []
    assert bell() == []
    assert [(one.state, one.letter) for one in mails_of(app)] == [(MailState.DONE, {})]


def test_a_bounce_that_the_owner_forwards_as_an_attachment_is_one(deliver, bell, ana, to):
    outer = a_mail("Look", to=to).as_bytes()
    head, _, _ = outer.partition(b"\n\n")
    head = head.replace(b'Content-Type: text/plain; charset="utf-8"', b"")
    head = b"\n".join(
        line for line in head.split(b"\n") if line and not line.lower().startswith(b"content-")
    )
    inner = BOUNCE % (b"rep@example.com", b"failed")
    assert deliver(head + b"\nContent-Type: message/rfc822\n\n" + inner) == []
    assert bell() == ["bounce"]


def test_a_bounce_without_a_report_names_whom_it_can(deliver, bell, to):
    mail = a_mail(sender="MAILER-DAEMON@mx.example", to=REP, bcc=to, x_failed_recipients="a@b.mx")
    assert deliver(mail) == []
    assert bell() == ["bounce"]


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied (vacation)"},
        {"auto_submitted": "auto-generated"},
        {"x_autoreply": "yes"},
        {"x_autorespond": "away"},
        {"precedence": "auto_reply"},
        {"precedence": "bulk"},
        {"precedence": "list"},
        {"list_id": "News <news.example.com>"},
        {"return_path": "<>"},
        {"subject": "Respuesta automática: Oferta", "in_reply_to": "<1@mail.example>"},
        {"subject": "Out of office: Offer", "x_auto_response_suppress": "All"},
        {"sender": "postmaster@cliente.mx"},
    ],
)
def test_what_machines_send_is_noted_and_not_filed(app, deliver, bell, ana, to, headers):
    mail = a_mail(**{"sender": "ana@cliente.mx", "to": REP, "bcc": to, **headers})
    assert deliver(mail) == []
    assert bell() == []
    assert [(one.state, one.letter) for one in mails_of(app)] == [(MailState.DONE, {})]


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "no"},
        {"precedence": "first-class"},
        {"subject": "Out of office furniture"},
        {"subject": "Automatic reply: how do you make them?"},
        {"return_path": "<ana@cliente.mx>"},
    ],
)
def test_what_a_person_sends_is_filed(deliver, ana, to, headers):
    mail = a_mail(**{"sender": "ana@cliente.mx", "to": REP, "bcc": to, **headers})
    assert len(deliver(mail)) == 1


def test_a_receipt_is_none(app, deliver, bell, ana, to):
    raw = BOUNCE.replace(b"delivery-status; boundary", b"disposition-notification; boundary")
    raw = raw.replace(b"MAILER-DAEMON@mx.example", b"ana@cliente.mx") % (to.encode(), b"displayed")
    assert deliver(raw) == []
    assert bell() == []


def test_the_bell_speaks_of_what_waits_and_no_more_when_it_is_filed(
    work, deliver, reads, client_of, to
):
    deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to))
    assert reads() == [("Mail with Zoe waits: whose is it?", "Offer 4711", "mailbox.index", {})]
    rep = client_of("rep")
    mail_id = rep.get("/mail").text.partition("/mail/")[2].partition("/")[0]
    rep.post(f"/mail/{mail_id}/customer")
    assert reads() == [("Mail that waited has been looked at", "", "", {})]
