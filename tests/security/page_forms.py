"""What the forms of pages are sent with."""

from typing import Any

from tests.conftest import PASSWORD
from tests.security.records import Records, a_day_in_the_future


def contact_form(_: Records) -> dict[str, Any]:
    return {"name": "Ana Nueva", "function": "Buyer", "phones-0-typed": "600 999 888"}


def customer_form(_: Records) -> dict[str, Any]:
    return {
        "kind": "organization",
        "name": "Nueva Ferretería",
        "lifecycle": "lead",
        "confirmed": "1",
        "phones-0-typed": "600 999 888",
        "emails-0-address": "nueva@example.com",
        "addresses-0-city": "Soria",
        "addresses-0-country": "ES",
        "tags": "nueva",
    }


def opportunity_form(records: Records) -> dict[str, Any]:
    return {
        "title": "Línea B",
        "customer_id": records["customer"],
        "amount": "10",
        "currency": "EUR",
        "expected_close_on": a_day_in_the_future(),
    }


def activity_form(records: Records) -> dict[str, Any]:
    return {"kind": "visit", "customer_id": records["customer"], "note": "Said yes"}


def of_a_webhook(_: Records) -> dict[str, Any]:
    return {"name": "Shop", "url": "https://shop.example/hook", "types": "CustomerCreated"}


def of_a_person(_: Records) -> dict[str, Any]:
    return {"name": "Ana Nueva", "email": "ana@example.com", "roles": "rep", "locale": "es-ES"}


def of_a_stage(_: Records) -> dict[str, Any]:
    return {"name": "Prueba", "probability": "35", "is_active": "1"}


def of_a_value(_: Records) -> dict[str, Any]:
    return {"label_es": "Por otra cosa", "label_en": "Something else"}


def of_a_kind(_: Records) -> dict[str, Any]:
    return {"label_es": "Demostración", "label_en": "Product demo", "like": "visit"}


def of_a_renamed_kind(_: Records) -> dict[str, Any]:
    return {"label_es": "Ronda", "label_en": "Round"}


def of_the_company(_: Records) -> dict[str, Any]:
    return {
        "name": "Acero",
        "country": "ES",
        "currency": "EUR",
        "zone": "Europe/Madrid",
        "locale": "es-ES",
    }


def of_hours(_: Records) -> dict[str, Any]:
    return {"work_days": ["mon", "sat"], "work_from": "09:00", "work_until": "18:00"}


def of_choices(_: Records) -> dict[str, Any]:
    reminders = ("remind_appointments", "remind_others", "remind_days")
    return {"version": "0", "mailed": ["mention"], **dict.fromkeys(reminders, "30")}


def of_a_rate(_: Records) -> dict[str, Any]:
    return {"currency": "CLP", "rate": "0.5", "valid_from": "2026-01-01"}


def of_a_field(_: Records) -> dict[str, Any]:
    return {"label_es": "Metros cuadrados", "kind": "text"}


def of_a_token(_: Records) -> dict[str, Any]:
    return {"name": "Telephone", "scopes": "customers:read", "lasts": "30", "password": PASSWORD}


def of_a_role(_: Records) -> dict[str, Any]:
    return {"record_access": "own", "permissions": "customers.view"}
