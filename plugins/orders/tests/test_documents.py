"""Quotes as PDF files, where the library is there, and a sentence where it is not."""

import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.web import customer_address

from .conftest import Shop
from .test_quotes import a_quote, sent


def weasyprint() -> Any:
    """The library, which also fails to load where Pango is missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as missing:
        pytest.skip(f"no PDF files here: {missing}")


def asked(client: FlaskClient, quote: Any) -> Any:
    return client.get(f"/x/orders/quotes/{quote.id}/pdf")


def test_a_quote_is_a_pdf_file_and_asks_nobody(
    shop: Shop, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    weasyprint()
    begun: list[object] = []

    def refuse(_self: socket.socket, address: object) -> None:
        begun.append(address)
        raise ConnectionRefusedError

    client = client_of("rep")
    text = '<img src="http://example.com/a.png"> <link href="file:///etc/passwd">'
    made = a_quote(shop, [shop.line(description=text)], note=text)
    sent(shop, made)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    reply = asked(client, made)
    assert reply.status_code == 200
    assert reply.mimetype == "application/pdf"
    assert reply.data.startswith(b"%PDF-")
    assert begun == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/a.png", "file:///etc/passwd"])
def test_a_document_fetches_nothing_even_where_its_template_asks(
    shop: Shop, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = weasyprint()
    fetcher = shop.document_pages.fetcher_of_nothing(library)
    asked: list[str] = []
    fetch = fetcher.fetch

    def fetched(url: str, *more: Any, **options: Any) -> Any:
        asked.append(url)
        return fetch(url, *more, **options)

    monkeypatch.setattr(fetcher, "fetch", fetched)
    page = library.HTML(string=f'<img src="{address}">', url_fetcher=fetcher)
    assert page.write_pdf().startswith(b"%PDF-")
    assert asked == [address]


@pytest.fixture(params=["no package", "no Pango"])
def without_library(
    shop: Shop, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """What the server says that cannot make a file."""
    missing = ImportError if request.param == "no package" else OSError

    def fail(name: str) -> Any:
        raise missing(name)

    monkeypatch.setattr(shop.document_pages, "import_module", fail)
    if missing is ImportError:
        monkeypatch.setattr(shop.document_pages, "find_spec", lambda _name: None)
    return str(shop.errors.NoPdfError.sentence)


def test_without_the_library_the_page_says_so(
    shop: Shop, client_of: Callable[[str], FlaskClient], without_library: str
) -> None:
    reply = asked(client_of("rep"), a_quote(shop))
    assert (reply.status_code, without_library in reply.text) == (422, True)


def test_without_the_library_so_does_the_link_of_the_customer(
    shop: Shop, without_library: str
) -> None:
    link = sent(shop, a_quote(shop))
    with shop.app.test_request_context():
        place = customer_address(link.id)
    customer = shop.app.test_client()
    page = customer.get(place)
    assert page.status_code == 200
    # Nothing leads there where it is known beforehand that there is no file.
    is_offered = shop.document_pages.can_make_pdf()
    assert ("quote.pdf" in page.text) == is_offered
    reply = customer.get(f"{place}/quote.pdf")
    assert (reply.status_code, without_library in reply.text) == (422, True)


def test_programs_have_no_file_of_a_quote(shop: Shop) -> None:
    paths = shop.app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    assert [path for path in paths if path.startswith("/api/v1/x/orders/quotes")]
    assert not [path for path in paths if "pdf" in path]
