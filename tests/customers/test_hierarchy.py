"""Parent organisations: nobody stands above itself, through whomever the circle would lead."""

import pytest

from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    delete_customer,
    merge_customers,
    save_customer,
    save_customers,
)
from salesforce_lite.customers.errors import ParentLoopError
from tests.customers.together import at_once


def put_below(uow, child, parent):
    save_customer(uow, CustomerDraft.of({"parent_id": parent}, id=child))


def parents(work):
    with work("admin") as uow:
        return {one.id: one.parent_id for one in uow.session.query(Customer)}


def test_a_circle_through_a_customer_of_somebody_else_is_refused_without_naming_it(add, work):
    top, below = add("Top", by="rep").id, add("Below", by="rep").id
    hidden = add("Hidden", by="other").id
    with work("admin") as uow:
        put_below(uow, hidden, top)
        put_below(uow, below, hidden)
    with pytest.raises(ParentLoopError) as told, work("rep") as uow:
        put_below(uow, top, below)
    assert "Top" in str(told.value)
    assert "Hidden" not in str(told.value)
    assert parents(work)[top] is None


def test_a_circle_through_a_deleted_customer_is_refused_because_it_may_come_back(add, work):
    top, middle, below = (add(name).id for name in ("Top", "Middle", "Below"))
    with work("admin") as uow:
        put_below(uow, middle, top)
        put_below(uow, below, middle)
    with work("admin") as uow:
        delete_customer(uow, middle)
    with pytest.raises(ParentLoopError), work("admin") as uow:
        put_below(uow, top, below)


def test_a_circle_made_by_two_rows_of_one_batch_is_refused(add, work):
    one, other = add("Uno").id, add("Dos").id
    drafts = [
        CustomerDraft.of({"parent_id": other}, id=one),
        CustomerDraft.of({"parent_id": one}, id=other),
    ]
    with pytest.raises(ParentLoopError), work("rep") as uow:
        save_customers(uow, drafts)


def test_a_batch_may_turn_parent_and_child_around(add, work):
    one, other = add("Uno").id, add("Dos").id
    with work("rep") as uow:
        put_below(uow, one, other)
    with work("rep") as uow:
        save_customers(
            uow,
            [
                CustomerDraft.of({"parent_id": one}, id=other),
                CustomerDraft.of({"parent_id": None}, id=one),
            ],
        )
    assert parents(work) == {one: None, other: one}


def test_of_two_who_close_a_circle_at_once_the_second_is_refused(add, work):
    one, other = add("Uno").id, add("Dos").id
    told = at_once(
        work,
        lambda uow: put_below(uow, one, other),
        lambda uow: put_below(uow, other, one),
    )
    assert [type(refusal) for refusal in told] == [ParentLoopError]
    assert parents(work) == {one: other, other: None}


def test_a_merge_and_a_save_at_once_close_no_circle(add, work):
    keep, merged, child, top = (add(name).id for name in ("Keep", "Merged", "Child", "Top"))
    with work("admin") as uow:
        put_below(uow, child, merged)
        put_below(uow, keep, top)
    told = at_once(
        work,
        lambda uow: merge_customers(uow, keep, merged),
        lambda uow: put_below(uow, top, child),
    )
    assert [type(refusal) for refusal in told] == [ParentLoopError]
    above = parents(work)
    assert (above[child], above[keep], above[top]) == (keep, top, None)
