"""The customers of the sample company: shops, workshops, chains with branches, people."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from salesforce_lite.customers import CustomerFields, EmailAddress, Lifecycle
from salesforce_lite.demo.cast import AMERICAS, HEAD, PORTFOLIOS, Colleague, portfolio_for
from salesforce_lite.demo.diary import Diary
from salesforce_lite.demo.lifecycles import Story, choose_story
from salesforce_lite.demo.places import (
    Place,
    address_at,
    choose_place,
    of_country,
    phone_in,
    tax_id_in,
)
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.vocabulary import Voice, read_words

# Of a hundred customers so many buy much, something, little.
_SIZES = {"A": 14, "B": 34, "C": 52}
_PERSONS = 0.12
_BRANCHES = 3
_KEY_ACCOUNTS = 0.35


@dataclass(slots=True, kw_only=True)
class Shop:
    """A customer of the sample company, with what the rest of the story needs to know."""

    id: UUID
    fields: CustomerFields
    place: Place
    owner: Colleague
    portfolio: str
    size: str
    story: Story
    is_person: bool
    is_branch: bool = False
    # Id and given name of each contact.
    contacts: list[tuple[UUID, str]] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return self.story.since

    @property
    def is_key_account(self) -> bool:
        """Whether somebody else than the portfolio's manager looks after it."""
        return self.owner is not PORTFOLIOS[self.portfolio]

    @property
    def is_active(self) -> bool:
        return self.story.last == Lifecycle.ACTIVE


def found_shops(plot: Plot, diary: Diary, voice: Voice) -> list[Shop]:
    """As many customers as the plot asks for; a chain's head stands before its branches."""
    founder = _Founder(plot, diary, voice)
    shops: list[Shop] = []
    for group in read_words("names")["groups"][: plot.customers // 35]:
        shops += founder.chain(group)
    while len(shops) < plot.customers:
        shops.append(founder.person() if plot.rng.random() < _PERSONS else founder.shop())
    return shops[: plot.customers]


class _Founder:
    def __init__(self, plot: Plot, diary: Diary, voice: Voice) -> None:
        self.plot, self.diary, self.voice = plot, diary, voice
        self.rng: Random = plot.rng
        self.names = read_words("names")
        self.taken: set[str] = set()

    def shop(self) -> Shop:
        place = choose_place(self.rng)
        words = of_country(place.country)
        first = self.rng.choice(words["prefixes"])
        rest = self.rng.choice([self._surname(), self.rng.choice(self.names["shops"])])
        name = self._free(f"{first} {rest}", place)
        legal = f"{name}{self.rng.choice(words['forms'])}"
        return self._finish(name, legal, place, is_person=False)

    def person(self) -> Shop:
        place = choose_place(self.rng)
        given = self.rng.choice(self.names["given"])
        second = self.rng.choice(self.names["surnames"])
        name = self._free(f"{given} {self.rng.choice(self.names['surnames'])} {second}", place)
        return self._finish(name, "", place, is_person=True)

    def chain(self, name: str) -> Iterator[Shop]:
        """A head office and its branches, which share one tax id."""
        place = choose_place(self.rng)
        legal = f"{name}{self.rng.choice(of_country(place.country)['forms'])}"
        head = self._finish(self._free(name, place), legal, place, is_person=False, size="A")
        if self.rng.random() < _KEY_ACCOUNTS:
            head.owner = HEAD if place.country == "ES" else AMERICAS
        yield head
        for ending in self.voice.words["words"]["chain_branch"][: self.rng.randint(2, _BRANCHES)]:
            spot = choose_place(self.rng, place.country)
            branch = self._finish(
                self._free(f"{name} {ending}", spot), legal, spot, is_person=False, size="B"
            )
            for shared in ("tax_country", "tax_type", "tax_value"):
                branch.fields[shared] = head.fields[shared]
            branch.fields["parent_id"] = head.id
            # Nobody opens a branch before there is a head office.
            head.story = branch.story = Story.steady(self.diary.opening)
            branch.is_branch = True
            yield branch

    def _finish(
        self, name: str, legal: str, place: Place, *, is_person: bool, size: str = ""
    ) -> Shop:
        rng, words = self.rng, self.voice.words["words"]
        size = size or rng.choices(list(_SIZES), list(_SIZES.values()))[0]
        by_phone = size == "C" and rng.random() < 0.45
        portfolio = portfolio_for(place.country, place.latitude, by_phone=by_phone)
        story = choose_story(self.diary, rng, PORTFOLIOS[portfolio])
        kind, value = tax_id_in(rng, place.country, is_person=is_person)
        domain = f"{_slug(name)}.example"
        fields: CustomerFields = {
            "kind": "person" if is_person else "organization",
            "name": name,
            "legal_name": legal,
            "lifecycle": story.first,
            "roles": self._roles(story, is_person=is_person),
            "tags": sorted(rng.sample(words["tags"], rng.choice((0, 1, 1, 2)))),
            "website": "" if is_person or rng.random() < 0.5 else f"https://{domain}",
            "emails": [
                EmailAddress(f"{box}@{domain}", label)
                for box, label in zip(words["email_boxes"], words["email_labels"], strict=True)
            ][: rng.choice((1, 1, 2))],
            "phones": [phone_in(rng, place.country, words[label]) for label in ("shop", "mobile")][
                : rng.choice((1, 2))
            ],
            "addresses": [address_at(rng, place, words[label]) for label in ("fiscal", "delivery")][
                : rng.choice((1, 1, 1, 2))
            ],
            "tax_country": place.country,
            "tax_type": kind,
            "tax_value": value,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "note": self._note(),
        }
        return Shop(
            id=self.plot.ids.at(story.since),
            fields=fields,
            place=place,
            owner=PORTFOLIOS[portfolio],
            portfolio=portfolio,
            size=size,
            story=story,
            is_person=is_person,
        )

    def _roles(self, story: Story, *, is_person: bool) -> list[str]:
        if story.last in (Lifecycle.LEAD, Lifecycle.QUALIFIED):
            return ["prospect"]
        if is_person:
            return self.rng.choice((["customer"], ["customer"], ["agent"], ["beneficiary"]))
        return ["customer", "distributor"] if self.rng.random() < 0.08 else ["customer"]

    def _note(self) -> str:
        if self.rng.random() < 0.3:
            return self.voice.sentence("customer_notes", "any")
        return self.voice.name("words", "opening_note") if self.rng.random() < 0.1 else ""

    def _surname(self) -> str:
        surname = self.rng.choice(self.names["surnames"])
        if self.rng.random() < 0.4:
            return f"{surname} {self.rng.choice(self.names['family'])}"
        return str(surname)

    def _free(self, name: str, place: Place) -> str:
        """The name; where there is such a shop already, with its city, then with a number."""
        choices = [name, f"{name} {place.city}"]
        choices += [f"{name} {place.city} {number}" for number in range(2, 500)]
        chosen = next(one for one in choices if one not in self.taken)
        self.taken.add(chosen)
        return chosen


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())[:60]
