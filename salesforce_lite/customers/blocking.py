"""Block keys: coarse spellings under which possible duplicates meet, so that few need comparing."""

from collections.abc import Iterable, Iterator, Sequence

from salesforce_lite.countries import match_name
from salesforce_lite.customers.values import PostalAddress

# Words that say little about who somebody is, in the languages of the countries served.
_SMALL_WORDS = frozenset(
    ["a", "and", "de", "del", "e", "el", "en", "for", "la", "las", "los", "of", "the", "y"]
)


def block_keys(names: Iterable[str], addresses: Sequence[PostalAddress]) -> set[str]:
    """A handful of keys per record; a slip of the pen breaks one or two of them, never all."""
    keys: set[str] = set()
    for name in names:
        words = significant_words(name)
        if words:
            keys.add(_pair(words))
            for address in addresses[:1]:
                keys.update(_by_place(words, address))
    keys.update(key for address in addresses[:1] for key in _by_street(address))
    return keys


def significant_words(name: str) -> list[str]:
    """The words of a name that tell it from others; all of them when none does."""
    words = match_name(name).split()
    return [word for word in words if word not in _SMALL_WORDS] or words


def _pair(words: Sequence[str]) -> str:
    """Two words whichever stands first: people are filed as "Pérez, Juan" too."""
    if len(words) == 1:
        return f"w:{words[0][:6]}"
    return "p:{}+{}".format(*sorted(word[:4] for word in words[:2]))


def _by_place(words: Sequence[str], address: PostalAddress) -> Iterator[str]:
    chosen = dict.fromkeys((*words[:2], words[-1]))
    if address.postal_code:
        place = "".join(address.postal_code.upper().split())
        yield from (f"z:{word[:3]}@{place}" for word in chosen)
    if address.city:
        place = match_name(address.city)[:6]
        yield from (f"c:{word[:4]}@{place}" for word in chosen)


def _by_street(address: PostalAddress) -> Iterator[str]:
    """The house number and the longest word of the street, wherever in the line they stand."""
    words = match_name(address.street).split()
    numbers = [word for word in words if word[0].isdigit()]
    names = [word for word in words if word[0].isalpha()]
    if numbers and names:
        yield f"s:{numbers[0]}+{max(names, key=len)[:4]}"
