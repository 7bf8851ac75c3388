"""Names that administrators give, in both languages: no catalogue knows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GivenName:
    """What the company calls something of its own, or calls otherwise than we do."""

    en: str
    """In English."""
    es: str
    """In Spanish."""

    def in_language(self, locale: str) -> str:
        """The name for a language or locale such as `es`, `es-MX` or `en`."""
        return self.es if locale[:2].lower() == "es" else self.en
