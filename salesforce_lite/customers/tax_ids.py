"""What is doubtful about a tax id, in a sentence; a warning beside the field, never a refusal."""

from salesforce_lite.countries import TaxIdWarning, read_tax_id
from salesforce_lite.kernel.errors import N_

_SENTENCES = {
    TaxIdWarning.FORMAT: N_("This does not look like a tax id of this country. Is it complete?"),
    TaxIdWarning.CHECK_DIGIT: N_(
        "The check digit of this tax id is wrong. Look for a slip in the digits."
    ),
}


# The parameter's name is the column's.
def tax_warning(country: str, value: str, type: str = "") -> str | None:  # noqa: A002
    """The sentence to show (still to be translated), or None when nothing is doubtful."""
    if not country.strip() or not value.strip():
        return None
    warning = read_tax_id(country, value, type or None).warning
    return _SENTENCES[warning] if warning else None
