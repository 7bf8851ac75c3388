"""Spanish speaks as docs/words.md says: nobody is addressed, and words of the table are kept."""

import re
import tomllib

import pytest
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
# What only “tú” has, as verbs are written here: of others the third person looks the same.
_SECOND_PERSON = re.compile(
    r"\b(has|eres|estás|vas|ves|das|tienes|puedes|quieres|debes|sabes|haces|dices|pones|vienes|"
    r"sales|sigues|vuelves|pierdes|prefieres|encuentras|entiendes|necesitas|dejas|usas|eliges|"
    r"escribes|cambias|guardas|agregas|quitas|borras|pulsas|entras|abres|cierras|buscas|deseas|"
    r"olvidas|tenías|podías|querías|habías|hacías|estabas|ibas|podrás|tendrás|verás|deberás|"
    r"querrás|habrás|estarás|serás|harás|puedas|tengas|quieras|hagas|sepas|vayas|hayas|estés|"
    r"desees|prefieras|necesites|olvides|escribas|elijas|cambies|guardes|uses|podrías|deberías|"
    r"tendrías|querrías|(?!(?:ex|cons|ins|res|as|des|pers|subs)iste\b)\w{2,}[ai]ste)\b",
    re.IGNORECASE,
)
# What begins so tells somebody what to do. “Importa archivos de …” says what a page does,
# so of verbs whose third person begins sentences too, only those behind another sentence count.
_ORDERS = re.compile(
    r"(?:^|[.:;] )(?:Haz|Pon|Ponte|Ten|Ven|Di|Sal|Revisa|Rellena|Mira|Responde|Selecciona|Teclea|"
    r"Introduce|Comprueba|Intenta|Vuelve a|Haga|Ponga|Elija|Escriba|Pulse|Seleccione|Introduzca|"
    r"Compruebe|Revise|Vuelva|Intente|Indique|Use|Espere|Abra) |"
    r"\. (?:Abre|Espera|Repite|Importa|Deja|Cambia|Lleva|Usa|Quita|Borra|Agrega|Sube|Indica|"
    r"Corrige|Busca|Cierra|Entra|Activa|Reduce|Divide) "
)
# “guárdalo”, “cámbiala”; nouns such as “artículo” have no “a” or “e” there.
_ORDERS_ABOUT_IT = re.compile(r"\b\w*[áéíóú](?!rse)\w{0,3}[ae](?:lo|la|los|las)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_OTHER_WORDS = re.compile(r"\b(añad\w+|fichero|planilla|agendar|portafolio|apagad[oa]s?)\b", re.I)


_RULES = (_ADDRESSES, _SECOND_PERSON, _ORDERS, _ORDERS_ABOUT_IT, _OTHER_WORDS)


def faults_of(text: str) -> list[str]:
    said = _PLACEHOLDER.sub("…", text)
    return [one[0] for rule in _RULES for one in rule.finditer(said)]


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


@pytest.mark.parametrize(
    "said",
    [
        "Has hecho un cambio.",
        "No puedes quitarla.",
        "Lo que escribiste ahí",
        "Se interrumpió. Importa el archivo otra vez.",
        "Guárdalo otra vez, o cámbiala.",
        "Rellena los dos extremos.",
        "La carpeta ya existe. Elija otra.",
    ],
)
def test_verbs_of_the_second_person_are_found(said: str) -> None:
    assert faults_of(said)


@pytest.mark.parametrize(
    "said",
    [
        "Este campo no existe o ya no existe.",
        "Importa archivos de otros sistemas; exporta lo que hay.",
        "El servidor tiene la %(has)s.",
        "Decide el icono y no cambia después.",
        "El artículo y su fórmula, en días y categorías",
    ],
)
def test_what_others_do_is_no_address(said: str) -> None:
    assert not faults_of(said)
