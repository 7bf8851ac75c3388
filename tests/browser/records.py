"""The people who sit at the browsers, and what each of them has: all made through the services."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from salesforce_lite.access import create_user, find_user
from salesforce_lite.activities import log_activity, moment_of, plan_activity
from salesforce_lite.company import set_exchange_rate
from salesforce_lite.custom_fields import FieldOption, add_field, seen_fields
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    relate_customers,
    save_contact,
    save_customers,
)
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.mail import send_mail
from salesforce_lite.mailbox import (
    MailState,
    PrivateAddresses,
    ReceivedMail,
    open_address,
    read_letter,
)
from salesforce_lite.opportunities import (
    OpportunityDraft,
    list_pipelines,
    lose_opportunity,
    save_opportunities,
    save_pipeline,
    save_stage,
    win_opportunity,
)
from salesforce_lite.team import (
    create_portfolio,
    create_team,
    list_portfolios,
    list_teams,
    set_members,
)
from salesforce_lite.tokens import make_token
from tests.conftest import PASSWORD
from tests.security.hooked import a_few_webhooks
from tests.security.imported import a_run, an_upload
from tests.security.phones import save_phones

# The last one asks for the amount and the source: a move into it is refused until they are there.
STAGES = ("Calificación", "Necesidades", "Propuesta", "Negociación", "Acuerdo verbal")


@dataclass(frozen=True)
class Person:
    """Somebody at a browser: leads a team of one colleague."""

    login: str
    name: str
    locale: str
    zone: str
    country: str
    currency: str
    city: str
    phone: str
    colleague: str
    mark: str  # ends every name, so that each finds the own ones

    @property
    def email(self) -> str:
        return f"{self.login}@example.com"

    @property
    def administrator(self) -> str:
        """The login of somebody of the same language who may do everything."""
        return f"admin-{self.login}"


MEXICAN = Person(
    "ana",
    "Ana Ruiz",
    "es-MX",
    "America/Monterrey",
    "MX",
    "MXN",
    "Monterrey",
    "+5281100020",
    "rosa",
    "Tec",
)
SPANIARD = Person(
    "luis",
    "Luis Soler",
    "es-ES",
    "Europe/Madrid",
    "ES",
    "EUR",
    "Zaragoza",
    "+3497600020",
    "nuria",
    "Ebro",
)
ENGLISH = Person(
    "emma", "Emma Hart", "en", "Europe/Madrid", "ES", "EUR", "Bilbao", "+3494400020", "tom", "Ría"
)
LEADERS = (MEXICAN, SPANIARD, ENGLISH)
# One shop per thing that a journey does, so that journeys do not meet.
SHOPS = (
    "Ferretería Pérez",
    "Pinturas Los Hermanos",
    "Materiales El Roble",
    "Tornillos Quintero",
    "Herrajes Duarte",
    "Electricidad Campos",
    "Bazar Marín",
    "Plomería La Unión",
    "Maderas del Norte",
    "Jardines Albor",
)
OF_COLLEAGUE = 6  # the shop that two people look after
SALES = (
    ("Línea de pinturas", 0, "12500"),
    ("Herramienta eléctrica", 1, "8300"),
    ("Surtido de tornillos", 2, "4210"),
    ("Exhibidor de herrajes", 0, None),
    ("Pedido de apertura", 3, "31000"),
    ("Surtido de cerraduras", 1, "1900"),
)


def shop_of(person: Person, number: int) -> str:
    """The shop's name says whose it is: what a search finds is known."""
    return f"{SHOPS[number]} {person.mark}"


def sale_of(person: Person, number: int) -> str:
    return f"{SALES[number][0]} {person.mark}"


# Fields of the company's own: their labels, and the values that shops have of the first and last.
FIELDS = {
    "number": {"label_es": "Superficie", "label_en": "Surface", "help_es": "En metros cuadrados."},
    "money": {"label_es": "Presupuesto", "label_en": "Yearly budget"},
    "choices": {
        "label_es": "Equipos",
        "label_en": "Machines",
        "options": [FieldOption("saw", "Saw", "Sierra"), FieldOption("drill", "Drill", "Taladro")],
    },
    "customer": {"label_es": "Recomendado por", "label_en": "Recommended by"},
    "choice": {
        "label_es": "Tamaño",
        "label_en": "Size",
        "options": [
            FieldOption("small", "Small", "Chico"),
            FieldOption("large", "Large", "Grande"),
        ],
    },
}


def hire(uow: UnitOfWork) -> None:
    """The three leaders, a colleague and an administrator for each, stages with Spanish names."""
    for person in LEADERS:
        leader = create_user(
            uow,
            email=person.email,
            name=person.name,
            roles=["manager"],
            password=PASSWORD,
            locale=person.locale,
            zone=person.zone,
        )
        colleague = create_user(
            uow,
            email=f"{person.colleague}@example.com",
            name=f"{person.colleague.title()} Vidal",
            roles=["rep"],
            password=PASSWORD,
            locale=person.locale,
            zone=person.zone,
        )
        create_user(
            uow,
            email=f"{person.administrator}@example.com",
            name=f"Sistemas {person.city}",
            roles=["admin"],
            password=PASSWORD,
            locale=person.locale,
            zone=person.zone,
        )
        uow.session.flush()
        team = create_team(uow, f"Equipo {person.city}", manager_id=leader.id)
        create_portfolio(uow, f"Cartera {person.city}", manager_id=leader.id)
        set_members(uow, team.id, [colleague.id])
    set_exchange_rate(uow, "CLP", Decimal("0.00092"), valid_from=date(2026, 1, 1))
    for kind, labels in FIELDS.items():
        add_field(uow, "customer", kind, {**labels, "section_es": "Tienda", "section_en": "Shop"})
    first = list_pipelines(uow)[0]
    save_pipeline(uow, first.pipeline.id, name="Ventas directas")
    for stage, name in zip(first.stages, STAGES, strict=True):
        save_stage(
            uow,
            stage.id,
            pipeline_id=first.pipeline.id,
            name=name,
            probability=stage.probability,
            usual_days=stage.usual_days,
            demands=("amount", "source") if name == STAGES[-1] else (),
        )


def furnish(uow: UnitOfWork, person: Person) -> dict[str, UUID]:
    """What the person works with; answers the ids by name."""
    colleague = find_user(uow, f"{person.colleague}@example.com")
    assert colleague
    drafts = [_shop(person, number, name) for number, name in enumerate(SHOPS)]
    drafts[OF_COLLEAGUE].fields["owner_id"] = colleague.id
    customers = save_customers(uow, drafts)
    uow.session.flush()
    ids = {name: customer.id for name, customer in zip(SHOPS, customers, strict=True)}
    first = customers[0]
    contact = save_contact(
        uow,
        ContactDraft.of(
            {
                "name": f"Luisa Gómez {person.mark}",
                "emails": [EmailAddress(f"luisa.{person.login}@example.net")],
            },
            links=[ContactLinkDraft(customer_id=first.id, function="Compras")],
        ),
    )
    uow.session.flush()
    ids["contact"] = contact.id
    bond = relate_customers(uow, customers[9].id, "agent_of", first.id, is_captive=True)
    uow.session.flush()
    ids["relation"] = bond.id
    ids["person"] = colleague.id
    ids["team"] = list_teams(uow)[0].id
    ids["portfolio"] = list_portfolios(uow)[0].id
    pipeline = list_pipelines(uow)[0]
    ids["pipeline"], ids["stage"] = pipeline.pipeline.id, pipeline.stages[-1].id
    ids["mail"] = send_mail(
        uow, to=person.email, subject="Resumen del mes", text="Tres ventas ganadas."
    ).id
    token, _ = make_token(
        uow,
        user_id=uow.actor.user_id,
        name="Centralita",
        scopes=["customers:read"],
        known_scopes=["customers:read"],
    )
    ids["token"] = token.id
    _write_to(uow)
    ids |= save_phones(uow, person.mark, first.id)
    ids["upload"], ids["run"] = an_upload(uow).id, a_run(uow).id
    hooks = a_few_webhooks(uow, colleague.id)
    ids["webhook"], ids["delivery"] = hooks["webhook"].id, hooks["dead_delivery"].id
    ids["value"] = list_values(uow, "customer.role")[0].id
    ids["field"] = seen_fields(uow, "customer")[-1].id
    ids |= _sell(uow, person, ids)
    ids |= _meet(uow, person, ids, contact.id)
    return ids


def _write_to(uow: UnitOfWork) -> None:
    """They have a private address; mail of somebody whom nobody knows waits to be filed."""
    open_address(uow)
    raw = (
        "From: Zoe Méndez <zoe@constructora.example>\nTo: ventas@example.com\n"
        "Subject: Cotización de tornillos\n\n¿Cuánto cuestan 200 cajas?\n"
    )
    letter = read_letter(raw.encode(), PrivateAddresses("crm@example.com", "a key"))
    uow.session.add(
        ReceivedMail(
            user_id=uow.actor.user_id,
            key=letter.key,
            state=MailState.UNFILED,
            letter=msgspec.to_builtins(letter),
            received_at=uow.now,
            seen_at=uow.now,
        )
    )


def _shop(person: Person, number: int, name: str) -> CustomerDraft:
    domain = f"{name.split()[-1].lower()}-{person.login}.example"
    return CustomerDraft.of(
        {
            "name": shop_of(person, number),
            "custom": {"surface": number * 25, "size": "large"},
            "legal_name": f"{name} S.A.",
            "latitude": 41.61413,
            "longitude": -4.72266,
            "lifecycle": ("active", "lead", "dormant")[number % 3],
            "roles": ["customer"] if number % 3 else ["customer", "distributor"],
            "tags": ["temporada"] if number % 2 else [],
            "emails": [EmailAddress(f"ventas@{domain}")],
            "phones": [PhoneNumber(f"{person.phone}{number}", f"{person.phone}{number}")],
            "addresses": [
                PostalAddress(
                    street=f"Calle Hidalgo {number + 1}", city=person.city, country=person.country
                )
            ],
        }
    )


def _sell(uow: UnitOfWork, person: Person, ids: dict[str, UUID]) -> dict[str, UUID]:
    stages = list_pipelines(uow)[0].stages
    today = now().date()
    drafts = [
        OpportunityDraft.of(
            {
                "title": sale_of(person, number),
                "customer_id": ids[SHOPS[number]],
                "stage_id": stages[stage].id,
                "amount": Money.of(amount, person.currency) if amount else None,
                "expected_close_on": today + timedelta(days=10 + number),
            }
        )
        for number, (_, stage, amount) in enumerate(SALES)
    ]
    ended = [
        OpportunityDraft.of(
            {
                "title": f"{words} {person.mark}",
                "customer_id": ids[SHOPS[5]],
                "amount": Money.of("2400", person.currency),
                "expected_close_on": today,
            }
        )
        for words in ("Pedido de otoño", "Rollos de cable")
    ]
    saved = save_opportunities(uow, [*drafts, *ended])
    uow.session.flush()
    win_opportunity(uow, saved[-2].id, on=today)
    lose_opportunity(uow, saved[-1].id, reason="price", on=today)
    names = (name for name, _, _ in SALES)
    sales = dict(zip(names, (one.id for one in saved), strict=False))
    return {**sales, "demanding": stages[-1].id}


def _meet(
    uow: UnitOfWork, person: Person, ids: dict[str, UUID], contact_id: UUID
) -> dict[str, UUID]:
    moment, zone = now(), ZoneInfo(person.zone)
    first = {"customer_id": ids[SHOPS[0]], "contact_id": contact_id}
    done = log_activity(
        uow,
        {
            "kind": "visit",
            "outcome": "interested",
            "note": "Revisamos el anaquel.\nFaltan brochas.",
            "started_at": moment - timedelta(days=12),
            **first,
        },
    )
    for number, (kind, subject, due) in enumerate(_plans(moment)):
        planned = plan_activity(
            uow,
            {
                "kind": kind,
                "subject": subject,
                "due_at": moment_of(due.astimezone(zone).date(), None, person.zone),
                "is_all_day": True,
                "zone": person.zone,
                "customer_id": ids[SHOPS[number]],
                "opportunity_id": ids[SALES[number][0]],
            },
        )
        ids = {**ids, subject: planned.id}
    uow.session.flush()
    return {**ids, "done": done.id}


def _plans(moment: datetime) -> tuple[tuple[str, str, datetime], ...]:
    return (
        ("visit", "Presentar la propuesta", moment),
        ("call", "Confirmar la entrega", moment - timedelta(days=2)),
        ("promise", "Enviar muestras", moment + timedelta(days=3)),
    )
