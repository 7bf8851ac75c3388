"""Spanish speaks as docs/words.md says: nobody is addressed, and words of the table are kept."""

import re
import tomllib

from babel.messages.pofile import read_po

from tests.architecture.project import ROOT

CATALOGUES = sorted(
    [
        *ROOT.glob("salesforce_lite/translations/es/LC_MESSAGES/*.po"),
        *ROOT.glob("plugins/*/translations/es/LC_MESSAGES/*.po"),
    ]
)
_ADDRESSES = re.compile(
    r"\b(tú|tu|tus|te|contigo|tuy[oa]s?|usted|vos)\b|(^|[.:;] )(Elige|Escribe|Añade|Prueba|Pulsa) ",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(r"\b(añad\w+|fichero|planilla|agendar|portafolio|apagad[oa]s?)\b", re.I)


def faults_of(text: str) -> list[str]:
    return [one[0] for rule in (_ADDRESSES, _OTHER_WORDS) for one in rule.finditer(text)]


def test_nobody_is_addressed_and_words_are_those_of_the_table() -> None:
    faults = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                faults += [f"{path.parts[-4]}: {one}" for one in texts if one and faults_of(one)]
    for path in sorted(ROOT.glob("plugins/*/plugin.toml")):
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = [*manifest.get("es", {}).values()]
        faults += [f"{path.parent.name}: {one}" for one in texts if faults_of(one)]
    assert "\n".join(faults) == ""


def test_who_is_addressed_is_found() -> None:
    assert faults_of("Elige uno de la lista.")
    assert faults_of("Falta algo. Escribe un número.")
    assert faults_of("Tus cambios")
    assert faults_of("Añadir una condición")
    assert not faults_of("Hay que elegir uno. Se escribe con punto.")
