"""How alike two customers are by name and place, from 0 to 100."""

from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz

from salesforce_lite.countries import match_name
from salesforce_lite.customers.blocking import significant_words
from salesforce_lite.customers.values import PostalAddress

# Chosen on two public sets with known duplicates: they find 85 to 90 of 100 pairs, and of what is
# shown 88 to 99 of 100 are right. The tests hold them to it.
_LEAST_NAME = 50.0
_LEAST_TOGETHER = 77.0
_LEAST_WITHOUT_PLACE = 90.0
_STREET = 3
# Many shops of one trade share a city and even a postal code.
_WITHOUT_STREET = 0.72


def name_likeness(first: Sequence[str], second: Sequence[str], cities: Iterable[str] = ()) -> float:
    """The best of all pairs of names; what only says in which city they are does not count."""
    passing = {word for city in cities for word in match_name(city).split()}
    return max(
        (_names_alike(one, other, passing) for one in first for other in second),
        default=0,
    )


def place_likeness(first: PostalAddress, second: PostalAddress) -> float | None:
    """How alike the parts are that both addresses have; None when they share no part."""
    weighed = [
        (weight, _alike(match_name(one), match_name(other)))
        for weight, one, other in (
            (_STREET, first.street, second.street),
            (1, first.city, second.city),
            (2, first.postal_code, second.postal_code),
        )
        if one.strip() and other.strip()
    ]
    if not weighed:
        return None
    alike = sum(weight * alike for weight, alike in weighed) / sum(weight for weight, _ in weighed)
    return alike if weighed[0][0] == _STREET else alike * _WITHOUT_STREET


def likeness(name: float, place: float | None) -> float:
    """Both together, or 0 when it is too little to speak of."""
    if place is None:
        return name if name >= _LEAST_WITHOUT_PLACE else 0.0
    together = (name + place) / 2
    return together if name >= _LEAST_NAME and together >= _LEAST_TOGETHER else 0.0


def is_worth_telling(alike: float) -> bool:
    """Whether it still is enough after something spoke against it."""
    return alike >= _LEAST_TOGETHER


def _names_alike(one: str, other: str, passing: Collection[str]) -> float:
    """Without the words of the city, where both names have others."""
    telling, others = _telling_words(one, passing), _telling_words(other, passing)
    if telling and others:
        return _alike(telling, others)
    return _alike(*(" ".join(significant_words(name)) for name in (one, other)))


def _telling_words(name: str, passing: Collection[str]) -> str:
    words = significant_words(name)
    telling = [word for word in words if word not in passing]
    # A legal form may stand before the city: "Talleres García, S.L. Madrid".
    return " ".join(significant_words(" ".join(telling))) if telling != words else " ".join(words)


def _alike(one: str, other: str) -> float:
    """Words in any order; being a part of the other counts half."""
    return (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 2
