"""Relations between customers: read from both ends, ended, removed, and hidden with either end."""

from datetime import date

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    CustomerDraft,
    RelationKind,
    end_relation,
    relate_customers,
    relations_of,
    remove_relation,
    save_customers,
)
from salesforce_lite.customers.errors import RelationExistsError, SelfRelationError
from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.events import EventRecord


@pytest.fixture
def pair(work):
    """An agent and an insurer, both of the rep."""
    with work("rep") as uow:
        agent, insurer = save_customers(
            uow,
            [CustomerDraft.of({"name": "Agencia Luna"}), CustomerDraft.of({"name": "Seguros Sur"})],
        )
    return agent.id, insurer.id


def test_a_relation_is_read_from_both_ends(work, pair):
    agent, insurer = pair
    with work("rep") as uow:
        relate_customers(
            uow,
            agent,
            RelationKind.AGENT_OF,
            insurer,
            is_captive=True,
            starts_on=date(2024, 1, 1),
            note="  North only ",
        )
    with work("rep") as uow:
        [of_agent], [of_insurer] = relations_of(uow, agent), relations_of(uow, insurer)
        assert (of_agent.is_forward, of_agent.other.name) == (True, "Seguros Sur")
        assert (of_insurer.is_forward, of_insurer.other.name) == (False, "Agencia Luna")
        assert of_agent.relation.is_captive
        assert of_agent.relation.note == "North only"


def test_only_agents_are_captive_or_independent(work, pair):
    with work("rep") as uow:
        relation = relate_customers(uow, *_as(pair, RelationKind.REFERRED_BY), is_captive=True)
        assert relation.is_captive is None


def _as(pair, kind):
    return pair[0], kind, pair[1]


def test_nobody_is_related_to_themselves_or_twice(work, pair):
    with work("rep") as uow:
        with pytest.raises(SelfRelationError):
            relate_customers(uow, pair[0], RelationKind.AGENT_OF, pair[0])
        relate_customers(uow, *_as(pair, RelationKind.AGENT_OF))
        relate_customers(uow, *_as(pair, RelationKind.REFERRED_BY))
        with pytest.raises(RelationExistsError):
            relate_customers(uow, *_as(pair, RelationKind.AGENT_OF))


def test_a_relation_that_ended_may_begin_again(work, pair):
    with work("rep") as uow:
        first = relate_customers(uow, *_as(pair, RelationKind.AGENT_OF), starts_on=date(2020, 1, 1))
        end_relation(uow, first.id, on=date(2021, 1, 1))
        second = relate_customers(uow, *_as(pair, RelationKind.AGENT_OF))
        assert [line.relation.id for line in relations_of(uow, pair[0])] == [second.id, first.id]


def test_an_end_before_the_beginning_is_refused(work, pair):
    with work("rep") as uow:
        relation = relate_customers(
            uow, *_as(pair, RelationKind.AGENT_OF), starts_on=date(2024, 1, 1)
        )
        with pytest.raises(InvalidInputError) as refused:
            end_relation(uow, relation.id, on=date(2023, 1, 1))
        assert set(refused.value.fields) == {"ends_on"}
        with pytest.raises(InvalidInputError):
            relate_customers(uow, *_as(pair, "friend_of"))


def test_a_removed_relation_is_gone_at_both_ends_and_told(work, pair):
    with work("rep") as uow:
        relation = relate_customers(uow, *_as(pair, RelationKind.BENEFICIARY_OF))
    with work("rep") as uow:
        remove_relation(uow, relation.id)
    with work("rep") as uow:
        assert relations_of(uow, pair[0]) == relations_of(uow, pair[1]) == []
        names = uow.session.scalars(select(EventRecord.name)).all()
        assert {"CustomersRelated", "CustomersUnrelated"} <= set(names)


def test_a_relation_is_hidden_from_those_who_do_not_see_both_ends(work, pair):
    with work("other") as uow:
        [theirs] = save_customers(uow, [CustomerDraft.of({"name": "Canary Theirs"})])
    with work("admin") as uow:
        relation = relate_customers(uow, pair[0], RelationKind.AGENT_OF, theirs.id)
    for name, own in (("rep", pair[0]), ("other", theirs.id)):
        with work(name) as uow:
            assert relations_of(uow, own) == []
            for attempt in (
                lambda uow=uow: end_relation(uow, relation.id, on=date(2030, 1, 1)),
                lambda uow=uow: remove_relation(uow, relation.id),
            ):
                with pytest.raises(NotFoundError):
                    attempt()
    with work("rep") as uow, pytest.raises(NotFoundError):
        relate_customers(uow, pair[0], RelationKind.REFERRED_BY, theirs.id)


def test_viewers_change_no_relation(work, pair):
    with work("viewer") as uow, pytest.raises(PermissionDeniedError):
        relate_customers(uow, *_as(pair, RelationKind.AGENT_OF))
