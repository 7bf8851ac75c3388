"""Reading yes and no as people and programs write them in English and Spanish."""

from salesforce_lite.tabular.errors import ValueProblem

_MEANINGS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "x", "on", "✓", "✔", "☑"), True),
    **dict.fromkeys(("sí", "si", "s", "verdadero", "v", "cierto"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "off", "falso", "☐", "✗", "✘"), False),
}


def read_bool(text: str) -> bool:
    meaning = _MEANINGS.get(text.strip().casefold())
    if meaning is None:
        raise ValueProblem("not_a_boolean" if text.strip() else "empty", text)
    return meaning
