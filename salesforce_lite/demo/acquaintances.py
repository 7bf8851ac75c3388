"""Who stands around the sample customers: contacts with their functions, and relations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    EmailAddress,
    RelationKind,
)
from salesforce_lite.demo.places import phone_in
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.shops import Shop
from salesforce_lite.demo.vocabulary import Voice, read_words


@dataclass(frozen=True, slots=True)
class Tie:
    """One customer stands in a relation to another, for a reason that is noted."""

    of: Shop
    kind: RelationKind
    to: Shop
    note: str
    starts_on: date
    is_captive: bool | None = None


def introduce(plot: Plot, voice: Voice, shop: Shop) -> Iterator[ContactDraft]:
    """The contacts of an organisation, the primary one first; they are remembered in `shop`."""
    if shop.is_person:
        return
    rng, names = plot.rng, read_words("names")
    functions = rng.sample(voice.words["words"]["functions"], 3)
    for index in range(rng.choice((1, 1, 2, 2, 3) if shop.size != "C" else (1, 1, 1, 2))):
        given = rng.choice(names["given"])
        contact_id = plot.ids.at(shop.since)
        shop.contacts.append((contact_id, given))
        yield ContactDraft.of(
            {
                "name": f"{given} {rng.choice(names['surnames'])}",
                "emails": [EmailAddress(_box(shop, index), "")] if rng.random() < 0.6 else [],
                "phones": [phone_in(rng, shop.place.country, voice.name("words", "mobile"))],
                "language": "es",
            },
            links=[
                ContactLinkDraft(
                    customer_id=shop.id,
                    function=functions[index],
                    is_primary=index == 0,
                    since=(shop.since - timedelta(days=rng.randint(30, 2000))).date(),
                )
            ],
            new_id=contact_id,
            is_sample=True,
        )


def relate(plot: Plot, voice: Voice, shops: Sequence[Shop]) -> Iterator[Tie]:
    """Agents who bring customers, persons who receive what others pay for, recommendations."""
    rng = plot.rng
    related: set[tuple[UUID, UUID]] = set()
    for shop in shops:
        roles = shop.fields["roles"]
        kind, share = _kind_of(roles)
        others = [one for one in _near(shops, shop) if (shop.id, one.id) not in related]
        if not others or rng.random() > share:
            continue
        other = rng.choice(others)
        related |= {(shop.id, other.id), (other.id, shop.id)}
        is_captive = rng.random() < 0.5 if kind is RelationKind.AGENT_OF else None
        note = _reason(kind, is_captive)
        started = max(shop.since, other.since) - timedelta(days=rng.randint(0, 400))
        yield Tie(shop, kind, other, voice.name("relation_notes", note), started.date(), is_captive)


def _kind_of(roles: Sequence[str]) -> tuple[RelationKind, float]:
    """What such a customer may be to another, and how likely."""
    if "agent" in roles:
        return RelationKind.AGENT_OF, 0.95
    if "beneficiary" in roles:
        return RelationKind.BENEFICIARY_OF, 0.95
    return RelationKind.REFERRED_BY, 0.05


def _reason(kind: RelationKind, is_captive: bool | None) -> str:  # noqa: FBT001 – a value
    if is_captive is not None:
        return "captive" if is_captive else "independent"
    return "beneficiary" if kind is RelationKind.BENEFICIARY_OF else "referred"


def _near(shops: Sequence[Shop], shop: Shop) -> list[Shop]:
    """Organisations of the same owner; of many the first few, or this would take for ever."""
    near: list[Shop] = []
    for one in shops:
        is_other = one.id != shop.id and not one.is_person and not one.is_branch
        if is_other and one.owner is shop.owner and one.place.country == shop.place.country:
            near.append(one)
            if len(near) == 40:
                break
    return near


def _box(shop: Shop, index: int) -> str:
    domain = shop.fields["emails"][0].address.split("@")[1]
    return f"{'abc'[index]}.{shop.contacts[index][1].split()[0].lower()}@{domain}".translate(
        str.maketrans("áéíóúñ", "aeioun")
    )
