"""The plot of a sample company, and everything in it that would otherwise be left to chance."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

from salesforce_lite.kernel.errors import N_, DomainError

LANGUAGES = ("es", "en")


class UnknownLanguageError(DomainError):
    code = "unknown_language"
    sentence = N_("Sample data come in Spanish (es) and English (en).")


class SeededIds:
    """Ids as the kernel makes them (UUID version 7), from a seed and a given moment."""

    def __init__(self, seed: str) -> None:
        self._rng = Random(seed)  # noqa: S311 – sample data must repeat, not be secret
        self.moment = datetime.min.replace(tzinfo=UTC)

    def at(self, moment: datetime) -> UUID:
        """An id made at that moment."""
        self.moment = moment
        return self()

    def __call__(self) -> UUID:
        random = self._rng.getrandbits(74)
        high, low = random >> 62, random & ((1 << 62) - 1)
        stamp = int(self.moment.timestamp() * 1000)
        return UUID(int=(stamp << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What is asked for. The same plot always gives the same company."""

    day: date
    language: str = "es"
    seed: int = 7
    customers: int = 300
    rng: Random = field(init=False, repr=False, compare=False)
    ids: SeededIds = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownLanguageError
        key = f"{self.seed}:{self.language}:{self.customers}"
        object.__setattr__(self, "rng", Random(key))  # noqa: S311 – as above
        object.__setattr__(self, "ids", SeededIds(f"ids:{key}"))
