"""Names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesforce_lite.countries import COUNTRY_CODES, country_pack, match_name, sort_name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ferretería Pérez, S.A. de C.V.", "ferreteria perez"),
        ("FERRETERIA  PEREZ SA DE CV", "ferreteria perez"),
        ("Ferreteri\u0301a Pe\u0301rez S. A. DE C. V.", "ferreteria perez"),
        ("Grupo A, S.A.", "grupo a"),
        ("Muñoz e Hijos S. de R.L. de C.V.", "munoz e hijos"),
        ("Transportes del Sur SpA", "transportes del sur"),
        ("Bodega Andina E.I.R.L.", "bodega andina"),
        ("Agroquímicos Ltda.", "agroquimicos"),
        ("Lácteos del Valle S.A.S.", "lacteos del valle"),
        ("Crédito Ya S.A.P.I. de C.V. SOFOM E.N.R.", "credito ya"),
        ("J. M. Pérez", "jm perez"),
        ("J.M. Pérez", "jm perez"),
        ("Reema Karr", "reema karr"),
        ("Straße & Söhne", "strasse sohne"),
        ("日本", "日本"),
    ],
)
def test_spellings_of_one_name_meet_under_one_key(name: str, key: str) -> None:
    assert match_name(name) == key


@pytest.mark.parametrize("name", ["S.A.", "SpA", "Ltda", "***", "-", "´", "S.A. S.A."])
def test_a_name_of_nothing_but_legal_form_or_signs_keeps_a_key(name: str) -> None:
    assert match_name(name)
    assert sort_name(name)


def test_letters_of_a_legal_form_inside_a_name_stay() -> None:
    assert match_name("SA Refrigeración") == "sa refrigeracion"
    assert match_name("Casa") == "casa"


def test_every_legal_form_of_every_country_is_taken_off() -> None:
    for code in COUNTRY_CODES:
        for form in country_pack(code).legal_forms:
            assert match_name(f"Molinos {form}") == "molinos", form
            assert match_name(f"Molinos, {form.upper()}") == "molinos", form


@given(st.text())
def test_a_name_that_is_not_blank_never_has_an_empty_key(name: str) -> None:
    assert bool(match_name(name)) == bool(name.strip())
    assert bool(sort_name(name)) == bool(name.strip())


@given(st.text(alphabet="aábñnSALdecvr .,&"))
def test_a_key_is_its_own_key_in_any_case(name: str) -> None:
    assert match_name(name.upper()) == match_name(name)


def test_names_come_in_the_order_of_a_spanish_index() -> None:
    names = ["ocaso", "Ñandú", "nube", "Álvarez", "alvear", '"Zeta"', "Nzuri", "Peñaflor", "Penzo"]
    assert sorted(names, key=sort_name) == [
        "Álvarez",
        "alvear",
        "nube",
        "Nzuri",
        "Ñandú",
        "ocaso",
        "Penzo",
        "Peñaflor",
        '"Zeta"',
    ]


def test_the_legal_form_counts_in_the_order_but_its_dots_do_not() -> None:
    assert sort_name("Pérez, S.A.") == sort_name("Perez SA") == "perez sa"
