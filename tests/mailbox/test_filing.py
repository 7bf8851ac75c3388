"""With whom a mail is filed, in which direction, and what stands in its note."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.access import deactivate_user
from salesforce_lite.customers import EmailAddress
from salesforce_lite.customers.look_up import renew_look_up_keys
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.mail.post import Post
from salesforce_lite.mailbox import (
    NoSuchAddressError,
    Reception,
    close_address,
    dismiss_mail,
    file_with,
    filing,
    list_unfiled,
    make_customer_of,
    service,
)
from salesforce_lite.notifications import Notification
from tests.activities.records import a_contact, a_customer
from tests.conftest import find_user
from tests.mailbox.conftest import REP, a_mail, activities_of, mails_of

GMAIL = """Please look at this.

---------- Forwarded message ---------
From: Ana <ana@cliente.mx>
Date: Mon, 2 Nov 2026 09:30:00 -0600
Subject: Order of screws
To: Rita Rep <rep@example.com>


I want 100.
"""
OUTLOOK = """De: Ana Ruiz <ana@cliente.mx>
Enviado el: lunes, 2 de noviembre de 2026 9:30
Para: Rita Rep <rep@example.com>
Asunto: Pedido de tornillos

Quiero 100.
"""
APPLE = """Inicio del mensaje reenviado:

> De: Ana <ana@cliente.mx>
> Fecha: 2 de noviembre de 2026, 9:30:00 CST
> Para: rep@example.com
> Asunto: Pedido de tornillos
>
> Quiero 100.
"""


@pytest.fixture
def ana(work):
    with work("rep") as uow:
        return a_customer(uow, "Ana", emails=[EmailAddress("ana@cliente.mx")]).id


@pytest.fixture
def to(private):
    return private()


def unfiled(work, name="rep"):
    with work(name) as uow:
        return [mail.id for mail in list_unfiled(uow).items]


def test_a_mail_that_is_copied_is_filed_with_whom_it_was_written_to(app, work, deliver, ana, to):
    (activity,) = deliver(a_mail(bcc=to))
    assert (activity.kind, activity.customer_id, activity.subject) == ("email", ana, "Offer 4711")
    assert activity.outcome == "sent"
    assert activity.started_at == datetime(2026, 11, 6, 16, tzinfo=UTC)
    assert activity.is_done
    assert activity.note.startswith("Hello Ana,\n\nhere is the offer.\n\nFrom: Rita Rep <rep@")
    assert "To: Ana <ana@cliente.mx>" in activity.note
    assert [one.name for one in activity.participants] == ["Ana"]
    with app.make_session() as session:
        assert activity.owner_id == find_user(session, "rep").id


@pytest.mark.parametrize("header", ["cc", "bcc", "x_original_to", "envelope_to"])
def test_wherever_the_private_address_stands(deliver, ana, to, header):
    assert len(deliver(a_mail(**{header: to}))) == 1


def test_the_envelope_says_it_too(deliver, ana, to):
    assert len(deliver(a_mail(), to)) == 1


def test_others_never_read_the_private_address(deliver, ana, to):
    mail = a_mail(f"Hello\n\nCc: {to.upper()}", cc=f"CRM <{to}>", subject=f"Copy of {to}")
    (activity,) = deliver(mail)
    assert to.partition("@")[0] not in repr(vars(activity)).lower()


def test_what_was_quoted_and_the_signature_are_left_out(deliver, ana, to):
    mail = a_mail(
        "Sí, el martes.\n\n-- \nRita\nFerretería\n\nEl lun, 2 nov 2026 a las 9:30, Ana "
        "(<ana@cliente.mx>) escribió:\n\n> ¿Cuándo?\n",
        bcc=to,
    )
    (activity,) = deliver(mail)
    assert activity.note.startswith("Sí, el martes.\n\nFrom:")
    assert "¿Cuándo?" not in activity.note


def test_a_mail_of_html_alone_is_words(deliver, ana, to):
    mail = a_mail(bcc=to)
    mail.set_content(
        "<style>p {color: red}</style><p>Hello&nbsp;Ana</p><ul><li>one<li>two</ul>"
        "<script>alert(1)</script>",
        subtype="html",
    )
    (activity,) = deliver(mail)
    assert activity.note.startswith("Hello Ana\n\n- one\n- two\n\nFrom:")


def test_attachments_are_named_and_not_kept(deliver, ana, to):
    mail = a_mail(bcc=to)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Oferta Ñ.pdf")
    (activity,) = deliver(mail)
    assert "Attached: Oferta Ñ.pdf (not kept here)" in activity.note


@pytest.mark.parametrize(
    ("text", "subject", "says"),
    [
        (GMAIL, "Order of screws", "Please look at this.\n\nI want 100."),
        (OUTLOOK, "Pedido de tornillos", "Quiero 100."),
        (APPLE, "Pedido de tornillos", "Quiero 100."),
    ],
)
def test_a_mail_that_is_forwarded_is_filed_with_who_wrote_it(deliver, ana, to, text, subject, says):
    (activity,) = deliver(a_mail(text, to=to, subject="Fwd: x"))
    assert (activity.customer_id, activity.outcome) == (ana, "received")
    assert activity.subject == subject
    assert activity.note.startswith(f"{says}\n\nFrom: Ana")


def test_the_day_of_what_is_forwarded_counts(deliver, ana, to):
    (activity,) = deliver(a_mail(GMAIL, to=to))
    assert activity.at == datetime(2026, 11, 2, 15, 30, tzinfo=UTC)


def test_a_mail_forwarded_as_an_attachment_is_filed_with_who_wrote_it(deliver, ana, to):
    inner = a_mail("I want 100.", sender="Ana <ana@cliente.mx>", to=REP, subject="Order")
    outer = a_mail("See below", to=to)
    outer.add_attachment(inner)
    (activity,) = deliver(outer)
    assert (activity.customer_id, activity.subject) == (ana, "Order")
    assert activity.note.startswith("See below\n\nI want 100.")


def test_a_mail_of_ones_own_that_is_forwarded_is_filed_with_whom_it_was_to(deliver, ana, to):
    text = GMAIL.replace("From: Ana <ana@cliente.mx>", f"From: Rita <{REP}>").replace(
        "To: Rita Rep <rep@example.com>", "To: Ana <ana@cliente.mx>"
    )
    (activity,) = deliver(a_mail(text, to=to))
    assert (activity.customer_id, activity.outcome) == (ana, "sent")


def test_a_mail_that_a_rule_hands_on_is_filed_with_its_sender(deliver, ana, to):
    mail = a_mail("I want 100.", sender="Ana <ANA@cliente.mx>", to=REP, bcc=to)
    (activity,) = deliver(mail)
    assert (activity.customer_id, activity.outcome) == (ana, "received")


def test_a_contact_brings_the_customer_they_stand_for(work, deliver, to):
    with work("rep") as uow:
        shop = a_customer(uow)
        luisa = a_contact(uow, shop.id)
        luisa.emails = (EmailAddress("luisa@shop.mx"),)
        renew_look_up_keys(uow, [luisa], is_new=False)
        expected = (shop.id, luisa.id)
    (activity,) = deliver(a_mail(to="luisa@shop.mx", bcc=to))
    assert (activity.customer_id, activity.contact_id) == expected
    assert [(one.kind, one.id) for one in activity.participants] == [("contact", str(expected[1]))]


def test_of_several_customers_each_has_one(work, deliver, ana, to):
    with work("rep") as uow:
        emails = [EmailAddress("bea@otra.mx"), EmailAddress("b2@otra.mx")]
        bea = a_customer(uow, "Bea", emails=emails).id
    mail = a_mail(to="Bea <bea@otra.mx>, b2@otra.mx, ana@cliente.mx", cc="manager@example.com")
    found = deliver(mail, to)
    assert [one.customer_id for one in found] == [bea, ana]
    names = {(one.name, one.kind) for one in found[0].participants}
    assert ("Bea", "name") in names
    assert any(kind == "user" for _, kind in names)


def test_a_customer_whom_the_owner_does_not_see_is_none(work, deliver, to):
    with work("other") as uow:
        a_customer(uow, "Bea", emails=[EmailAddress("bea@otra.mx")])
    assert deliver(a_mail(to="bea@otra.mx", bcc=to)) == []
    assert len(unfiled(work)) == 1


def test_the_same_mail_is_filed_once_for_each_person(receive, deliver, ana, private, to):
    mail = a_mail(sender="ana@cliente.mx", to=REP, bcc=to)
    assert receive(mail, private("manager")) == [Reception.TAKEN, Reception.TAKEN]
    assert receive(mail) == [Reception.BEFORE]
    assert len(deliver(mail)) == 2


def test_a_former_address_is_worth_nothing_at_once(receive, private, ana):
    old = private()
    new = private()
    with pytest.raises(NoSuchAddressError):
        receive(a_mail(bcc=old))
    assert receive(a_mail(bcc=new)) == [Reception.TAKEN]


def test_nor_is_one_that_is_closed_or_made_up(work, receive, to):
    made_up = to.replace(to[4:8], "aaaa")
    with pytest.raises(NoSuchAddressError):
        receive(a_mail(bcc=made_up))
    with work("rep") as uow:
        close_address(uow)
    with pytest.raises(NoSuchAddressError):
        receive(a_mail(bcc=to))


def test_nor_that_of_who_has_left(app, work, receive, to):
    with app.make_session() as session:
        person = find_user(session, "rep").id
    with work() as uow:
        deactivate_user(uow, person)
    with pytest.raises(NoSuchAddressError):
        receive(a_mail(bcc=to))


def test_a_clock_that_is_ahead_is_not_believed(app, deliver, ana, to):
    (activity,) = deliver(a_mail(bcc=to, date="Fri, 06 Nov 2099 10:00:00 +0000"))
    assert activity.at == mails_of(app)[0].received_at


def test_nobody_is_mentioned_by_what_others_have_written(app, deliver, ana, to):
    deliver(a_mail("Hello @manager@example.com", sender="ana@cliente.mx", to=REP, bcc=to))
    with app.make_session() as session:
        assert session.scalars(select(Notification)).all() == []


def test_a_long_mail_is_cut_with_a_sentence(deliver, ana, to):
    (activity,) = deliver(a_mail("word " * 5_000, bcc=to))
    assert len(activity.note) <= 8_000
    assert "The mail is longer; the rest was left out." in activity.note
    assert "From: Rita Rep" in activity.note


def test_mail_of_nobody_known_waits_for_its_owner_alone(app, work, deliver, bell, to):
    assert deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to)) == []
    assert bell() == ["unfiled"]
    assert len(unfiled(work)) == 1
    assert unfiled(work, "manager") == unfiled(work, "admin") == []


def test_what_says_to_be_of_the_owner_and_is_not_is_filed_by_a_person_alone(work, deliver, ana, to):
    forged = a_mail(bcc=to, authentication_results="mx.company.example; dmarc=fail (p=NONE)")
    assert deliver(forged) == []
    assert len(unfiled(work)) == 1


def test_mail_of_a_colleague_waits(work, deliver, ana, to):
    assert deliver(a_mail(sender="other@example.com", bcc=to)) == []
    assert len(unfiled(work)) == 1


def test_what_a_rule_refuses_waits_for_its_owner(work, deliver, bell, ana, to, monkeypatch):
    def refuse(*_: object) -> None:
        raise InvalidInputError(fields={"subject": "Not this one."})

    monkeypatch.setattr(filing, "save_activities", refuse)
    assert deliver(a_mail(bcc=to)) == []
    assert bell() == ["unfiled"]
    assert len(unfiled(work)) == 1


def test_so_does_what_no_worker_has_filed_for_an_hour(work, receive, ana, to, at):
    receive(a_mail(bcc=to))
    assert unfiled(work) == []
    at(clock.now() + timedelta(minutes=61))
    assert len(unfiled(work)) == 1


def test_the_owner_says_whose_it_is(app, work, deliver, ana, to):
    deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to))
    with work("rep") as uow:
        activity = file_with(uow, list_unfiled(uow).items[0].id, ana)
        assert (activity.customer_id, activity.outcome) == (ana, "received")
    assert unfiled(work) == []
    assert mails_of(app)[0].letter == {}


def test_or_makes_a_lead_and_files_all_that_waits_from_there(app, work, deliver, to):
    for number in (1, 2):
        mail = a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to, message_id=f"<{number}@x>")
        deliver(mail)
    deliver(a_mail(sender="other@nueva.mx", to=REP, bcc=to, message_id="<3@x>"))
    with work("rep") as uow:
        zoe = next(one for one in list_unfiled(uow).items if "zoe@" in str(one.letter)).id
        customer, count = make_customer_of(uow, zoe)
        assert (customer.name, customer.lifecycle, customer.email) == (
            "Zoe",
            "lead",
            "zoe@nueva.mx",
        )
        assert count == 2
    assert len(activities_of(app)) == 2
    assert len(unfiled(work)) == 1


def test_who_has_become_a_customer_meanwhile_is_not_made_again(work, deliver, to):
    deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to))
    with work("rep") as uow:
        zoe = a_customer(uow, "Zoe S.A.", emails=[EmailAddress("zoe@nueva.mx")]).id
        customer, _ = make_customer_of(uow, list_unfiled(uow).items[0].id)
        assert customer.id == zoe


def test_or_leaves_it_out_and_nothing_of_it_is_kept(app, work, deliver, to):
    deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to))
    with work("rep") as uow:
        dismiss_mail(uow, list_unfiled(uow).items[0].id)
    assert unfiled(work) == []
    assert mails_of(app)[0].letter == {}
    deliver(a_mail(sender="Zoe <zoe@nueva.mx>", to=REP, bcc=to))
    assert unfiled(work) == []


def test_of_much_that_waits_one_line_says_so(deliver, bell, to):
    for number in range(8):
        mail = a_mail(sender="zoe@nueva.mx", to=REP, bcc=to, message_id=f"<{number}@x>")
        deliver(mail)
    assert bell() == ["unfiled"] * 5 + ["many"]


def test_after_so_many_in_a_day_the_rest_is_refused_and_told_once(receive, bell, to, monkeypatch):
    monkeypatch.setattr(service, "MOST_A_DAY", 2)
    became = [receive(a_mail(bcc=to, message_id=f"<{number}@x>")) for number in range(4)]
    assert became == [[Reception.TAKEN]] * 2 + [[Reception.TOO_MUCH]] * 2
    assert bell() == ["too_much"]


def test_after_thirty_days_it_is_forgotten(app, work, deliver, to, monkeypatch):
    deliver(a_mail(sender="zoe@nueva.mx", to=REP, bcc=to))
    (mail,) = mails_of(app)
    monkeypatch.setattr(clock, "now", lambda: mail.received_at + timedelta(days=31))
    with unit_of_work(app.make_session, system_actor("test"), surface="job") as uow:
        service.forget_mail(uow, {})
    assert mails_of(app) == []


def test_what_stays_in_the_mailbox_is_not_filed_again_after_that(
    app, receive, deliver, ana, to, monkeypatch
):
    deliver(a_mail(bcc=to))
    (mail,) = mails_of(app)
    for days in (20, 40):
        moment = mail.received_at + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        with unit_of_work(app.make_session, system_actor("test"), surface="job") as uow:
            service.forget_mail(uow, {})
        assert receive(a_mail(bcc=to)) == [Reception.BEFORE]


def test_our_own_mail_is_dropped(app, work, deliver, bell, to, tmp_path):
    letter = Post("", tmp_path).letter(
        new_id(), to, "Reminder: visit", "Visit at 10", datetime(2026, 11, 6, tzinfo=UTC)
    )
    assert deliver(letter, to) == []
    assert unfiled(work) == bell() == []
