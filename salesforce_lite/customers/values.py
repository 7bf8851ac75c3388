"""Value objects kept inside a customer or contact: e-mail addresses, phones, postal addresses."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address as it is matched (lower case), with a label such as “work”."""

    address: str
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"address": self.address, "label": self.label}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(document["address"], document.get("label", ""))


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone: E.164 where it can be read, and always the form in which it was typed."""

    number: str | None
    typed: str
    extension: str = ""
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "typed": self.typed,
            "extension": self.extension,
            "label": self.label,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(
            document.get("number"),
            document.get("typed", ""),
            document.get("extension", ""),
            document.get("label", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """An address in the parts all six countries know; `district` is colonia, barrio or comuna."""

    label: str = ""
    street: str = ""
    unit: str = ""
    district: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def in_one_line(self) -> str:
        place = " ".join(part for part in (self.postal_code, self.city) if part)
        parts = (self.street, self.unit, self.district, place, self.region, self.country)
        return ", ".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "street": self.street,
            "unit": self.unit,
            "district": self.district,
            "city": self.city,
            "region": self.region,
            "postal_code": self.postal_code,
            "country": self.country,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(**document)
