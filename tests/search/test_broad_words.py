"""Words that very many records hold: the newest are found, and a rare one behind them as well."""

import pytest

from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.search import search


@pytest.fixture
def few(monkeypatch):
    """As if five records were very many."""
    for name, most in (("_NEWEST", 5), ("_ENOUGH", 2), ("_MOST_SCOPES", 0)):
        monkeypatch.setattr(f"salesforce_lite.search.matching.{name}", most)
    monkeypatch.setattr("salesforce_lite.search.service._MOST_TITLES", 2)


@pytest.fixture
def shops(work):
    """Each of the rep's with one of somebody else's after it."""
    for number in range(5):
        for name in ("rep", "other"):
            with work(name) as uow:
                fields = {"name": f"Shop {number} of {name}", "tags": ["broad", f"rare{number}"]}
                save_customers(uow, [CustomerDraft.of(fields)])


@pytest.fixture
def found(work, app):
    def find(name: str, typed: str) -> set[str]:
        with work(name) as uow:
            hits = search(uow, typed, app.contributions.search_sources, limit=20)
        return {hit.title for hit in hits.get("customer", ())}

    return find


@pytest.mark.usefixtures("few", "shops")
def test_of_a_broad_word_at_least_the_newest_are_found(found):
    newest = {"Shop 4 of rep", "Shop 3 of rep", "Shop 4 of other", "Shop 3 of other"}
    assert newest <= found("admin", "broad")
    assert newest <= found("admin", "bro")
    assert {"Shop 4 of rep", "Shop 3 of rep"} <= found("manager", "broad")


@pytest.mark.usefixtures("few", "shops")
@pytest.mark.parametrize("typed", ["rare0", "broad rare0", "rare0 br", "Shop 0"])
def test_a_rare_word_is_found_however_old(found, typed):
    assert found("admin", typed) == {"Shop 0 of rep", "Shop 0 of other"}
    assert found("manager", typed) == found("rep", typed) == {"Shop 0 of rep"}


@pytest.mark.usefixtures("few", "shops")
@pytest.mark.parametrize("typed", ["broad", "bro", "shop", "shop broad"])
def test_a_broad_word_shows_nobody_what_they_may_not_see(found, typed):
    for name in ("manager", "rep"):
        assert found(name, typed)
        assert all(title.endswith("of rep") for title in found(name, typed))


def test_a_long_beginning_is_found_and_what_only_begins_like_it_is_not(work, found):
    with work("rep") as uow:
        names = ["La Ferretería", "La Ferretera", "Los Ferreteros"]
        save_customers(uow, [CustomerDraft.of({"name": name}) for name in names])
    assert found("rep", "ferreteri") == {"La Ferretería"}
    assert found("rep", "ferreterx") == set()
