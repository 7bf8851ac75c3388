"""The check of the translation catalogues finds every gap and every broken placeholder."""

from babel.messages.catalog import Catalog

from salesforce_lite.development.text_faults import faults

Text = str | tuple[str, str]


def catalogue(entries: dict[Text, Text], *, locale: str = "es", fuzzy: bool = False) -> Catalog:
    made = Catalog(locale=locale, fuzzy=False)
    for original, translation in entries.items():
        made.add(original, translation, flags=["fuzzy"] if fuzzy else [])
    return made


def found(original: Text, translation: Text, *, locale: str = "es") -> list[str]:
    template = catalogue({original: ""})
    return list(faults(template, catalogue({original: translation}, locale=locale)))


def test_a_complete_catalogue_is_taken() -> None:
    assert not found("Save", "Guardar")
    assert not found("Hello %(name)s", "Hola, %(name)s")
    assert not found(("%(num)d customer", "%(num)d customers"), ("Un cliente", "%(num)d clientes"))


def test_an_empty_translation_is_a_fault() -> None:
    assert found("Save", "")
    assert found(("%(num)d customer", "%(num)d customers"), ("%(num)d cliente", ""))


def test_english_may_show_the_text_of_the_source() -> None:
    assert not found("Save", "", locale="en")


def test_a_guess_is_a_fault() -> None:
    assert list(faults(catalogue({"Save": ""}), catalogue({"Save": "Guardar"}, fuzzy=True)))


def test_a_text_that_was_not_collected_is_a_fault() -> None:
    assert list(faults(catalogue({"Save": ""}), catalogue({})))


def test_a_text_that_no_source_uses_is_a_fault() -> None:
    assert list(faults(catalogue({}), catalogue({"Save": "Guardar"})))


def test_a_changed_placeholder_is_a_fault() -> None:
    assert found("Hello %(name)s", "Hola, %(nombre)s")
    assert found("Hello %(name)s", "Hola")
    assert found(("%(num)d of %(all)s", "%(num)d of %(all)s"), ("Uno", "%(num)d de %(all)s"))
