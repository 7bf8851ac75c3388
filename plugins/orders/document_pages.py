"""The file of a quote: made by WeasyPrint where it is installed, and refused in a sentence else."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from flask import render_template

from salesforce_lite.company import get_company
from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .errors import NoPdfError
from .page_forms import priced, written
from .quote_model import Quote, QuoteVersion
from .quotes import quote_lines

_LIBRARY = "weasyprint"
_LOOK = Path(__file__).parent / "static" / "document.css"


def can_make_pdf() -> bool:
    return find_spec(_LIBRARY) is not None


def quote_pdf(uow: UnitOfWork, quote: Quote, version: QuoteVersion) -> bytes:
    """The version as a PDF file; raises NoPdfError."""
    library = _library()
    text = render_template("orders/document.html", **document_of(uow, quote, version))
    look = library.CSS(string=_LOOK.read_text(encoding="utf-8"))
    page = library.HTML(string=text, url_fetcher=fetcher_of_nothing(library))
    made: bytes = page.write_pdf(stylesheets=[look])
    return made


def _library() -> Any:
    """It takes a second to load and is an extra: only who makes a file pays for it. It is there and
    fails to load where a library of the system is missing."""
    try:
        return import_module(_LIBRARY)
    except (ImportError, OSError):
        raise NoPdfError from None


def fetcher_of_nothing(library: Any) -> Any:
    """What is typed into a quote makes the server ask nobody, and read none of its files."""

    class Nothing(library.URLFetcher):  # type: ignore[misc]  # of a library that may be missing
        def fetch(self, url: str, headers: Any = None) -> NoReturn:
            raise ValueError("a document fetches nothing")

    return Nothing()


def document_of(uow: UnitOfWork, quote: Quote, version: QuoteVersion) -> dict[str, Any]:
    """What the page and the file of a version show."""
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    return {
        "quote": quote,
        "version": version,
        "lines": quote_lines(uow, version.id),
        "customer": get_customer(uow, quote.customer_id),
        "company": get_company(uow).name,
        "words": plugin_settings(uow, "orders")["quote_words"],
        "plain": written,
        "priced": priced,
        "made_money": Money,
    }
