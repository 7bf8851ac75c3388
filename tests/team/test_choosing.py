"""Choosing among people: as many as can be read, the chosen one, and the others by name."""

import pytest

from salesforce_lite.access import User
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.team import people_in_sight
from salesforce_lite.team.choosing import MOST_TO_READ
from tests.conftest import find_user


@pytest.fixture
def many(work):
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Ferretería Sol"}))
        for number in range(MOST_TO_READ + 5):
            # Without a password, which takes its time to hash; nobody signs in.
            uow.session.add(
                User(
                    email=f"p{number}@example.com",
                    name=f"Zoe {number:03}",
                    fs_uniquifier=f"p{number}",
                    active=True,
                )
            )


def names(people) -> list[str]:
    return [name for _, name in people.choices]


def test_few_are_all_there_by_name(work) -> None:
    with work("admin") as uow:
        people = people_in_sight(uow)
    assert names(people) == sorted(names(people))
    assert len(people.choices) == 6
    assert not people.has_more


def test_of_many_some_are_there_and_a_name_finds_the_rest(work, many) -> None:
    with work("admin") as uow:
        assert len(people_in_sight(uow).choices) == MOST_TO_READ
        assert people_in_sight(uow).has_more
        assert names(people_in_sight(uow, named="zoe 054")) == ["Zoe 054"]
        assert names(people_in_sight(uow, named="%")) == []


def test_the_chosen_one_is_there_whatever_is_shown(work, many) -> None:
    with work("admin") as uow:
        chosen = people_in_sight(uow, named="Zoe 054").choices[0][0]
        assert "Zoe 054" in names(people_in_sight(uow, chosen=chosen))


def test_nobody_is_there_whose_records_one_does_not_see(work, many, app) -> None:
    with app.make_session() as session:
        other = find_user(session, "other").id
    with work("manager") as uow:
        assert names(people_in_sight(uow)) == ["Manager", "Rep"]
        assert names(people_in_sight(uow, named="Zoe")) == []
        assert "Other" not in names(people_in_sight(uow, chosen=other))


@pytest.mark.parametrize("address", ["/customers", "/opportunities?view=board"])
def test_the_lists_offer_some_and_find_the_others(client_of, many, address) -> None:
    page = client_of("admin").get(address).text
    assert page.count("Zoe 0") < MOST_TO_READ
    assert "Zoe 054" not in page
    sign = "&" if "?" in address else "?"
    assert "Zoe 054" in client_of("admin").get(f"{address}{sign}who=054").text
