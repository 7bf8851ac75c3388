"""Segments as the source of a list, lists of thousands, priorities, and campaigns that change."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Records, Trial

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
# A Wednesday, 10:00 in Madrid.
MORNING = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
OFFICE, API = "/admin/x/call_center/campaigns", "/api/v1/x/call_center/campaigns"
SAID = {"name": "Mayo", "purpose": "service", "max_attempts": 3, "retry_minutes": 60}


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(MORNING)
    plugin.enable()


def someone(records: Records, place: int, **fields: Any) -> Any:
    number = f"+34911{place:06d}"
    return records.customer(
        name=f"C {place}",
        phones=(PhoneNumber(number, number),),
        addresses=(PostalAddress(city="Madrid", country="ES"),),
        **fields,
    )


def campaign(plugin: Trial, **said: Any) -> UUID:
    with plugin.working("admin") as uow:
        made = plugin.module("campaigns").add_campaign(uow, **{**SAID, **said})
        found: UUID = made.id
    return found


def members(plugin: Trial) -> dict[UUID, Any]:
    """Customer → their row on the only list."""
    table = plugin.module("desk_model").Member
    with plugin.reading() as uow:
        found = {one.customer_id: one for one in uow.session.scalars(select(table))}
        uow.session.expunge_all()
    return found


def test_a_list_is_a_segment(plugin: Trial, records: Records, client_of: ClientOf) -> None:
    wanted = someone(records, 1, tags=("feria",), lifecycle="active")
    someone(records, 2, tags=("feria",), lifecycle="lead")
    someone(records, 3, lifecycle="active")
    segment = {"tag": "feria", "lifecycle": "active", "priority": 2}
    client_of("admin").post(f"{OFFICE}/new", data={**SAID, **segment})
    assert {key: one.priority for key, one in members(plugin).items()} == {wanted.id: 2}


def test_a_program_puts_a_segment_on_a_list(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    someone(records, 1, tags=("feria",))
    someone(records, 2)
    address = f"{API}/{campaign(plugin)}/segment"
    admin = client_of("admin")
    assert admin.post(address, json={"tag": "feria"}).get_json() == {"added": 1, "is_whole": True}
    assert admin.post(address, json={}).get_json() == {"added": 1, "is_whole": True}
    assert admin.post(address, json={"role": "nothing"}).status_code == 422
    assert client_of("rep").post(address, json={}).status_code == 403


@pytest.mark.parametrize("field", ["lifecycle", "role", "portfolio_id"])
def test_a_segment_that_there_is_not_is_refused(plugin: Trial, field: str) -> None:
    lists, campaign_id = plugin.module("campaign_lists"), campaign(plugin)
    value = UUID(int=1) if field == "portfolio_id" else "nothing"
    with pytest.raises(InvalidInputError) as refused, plugin.working("admin") as uow:
        lists.fill_list(uow, campaign_id, lists.Segment(**{field: value}))
    assert list(refused.value.fields) == [field]


def test_a_list_longer_than_one_step_is_filled_by_a_job(
    plugin: Trial, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists, campaign_id = plugin.module("campaign_lists"), campaign(plugin)
    monkeypatch.setattr(lists, "AT_ONCE", 4)
    monkeypatch.setattr(lists, "_PAGE", 2)
    ids = {someone(records, place).id for place in range(11)}
    with plugin.working("admin") as uow:
        filled = lists.fill_list(uow, campaign_id, lists.Segment(), priority=3)
    assert (filled.added, filled.is_whole) == (4, False)
    plugin.work_off()
    found = members(plugin)
    assert set(found) == ids
    assert {one.priority for one in found.values()} == {3}


def test_smaller_priorities_are_called_first(plugin: Trial, records: Records) -> None:
    campaigns, campaign_id = plugin.module("campaigns"), campaign(plugin)
    ids = {priority: someone(records, priority).id for priority in (5, 9, 1)}
    with plugin.working("admin") as uow:
        for priority, customer_id in ids.items():
            campaigns.add_members(uow, campaign_id, [customer_id], priority=priority)
    called = []
    for who in ("admin", "manager", "rep"):
        with plugin.working(who) as uow:
            found = plugin.module("next_calls").next_call(uow, campaign_id)
            called.append(found.customer.id)
    assert called == [ids[1], ids[5], ids[9]]


def test_a_campaign_is_changed_in_the_browser_and_nobody_overwrites_another(
    plugin: Trial, client_of: ClientOf
) -> None:
    address, admin = f"{OFFICE}/{campaign(plugin)}", client_of("admin")
    assert 'value="Mayo"' in admin.get(address).get_data(as_text=True)
    said = {**SAID, "name": "Junio", "version": 1}
    assert admin.post(address, data=said).status_code == 303
    assert admin.post(address, data={**said, "name": "Julio"}).status_code == 409
    assert admin.post(address, data={**said, "version": 2, "retry_minutes": 0}).status_code == 422
    assert "Junio" in admin.get("/admin/x/call_center/").get_data(as_text=True)
    assert client_of("rep").get(address).status_code == 403


def test_more_customers_join_a_list_in_the_browser(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    address, admin = f"{OFFICE}/{campaign(plugin)}/list", client_of("admin")
    someone(records, 1)
    assert "More customers for Mayo" in admin.get(address).get_data(as_text=True)
    assert admin.post(address, data={"priority": 10}).status_code == 422
    assert admin.post(address, data={"priority": 1}).status_code == 303
    assert [one.priority for one in members(plugin).values()] == [1]


def test_other_attempts_bring_back_and_end(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    campaign_id, model = campaign(plugin), plugin.module("desk_model")
    customers = [someone(records, place).id for place in range(2)]
    with plugin.working("admin") as uow:
        plugin.module("campaigns").add_members(uow, campaign_id, customers)
        rows = {one.customer_id: one for one in uow.session.scalars(select(model.Member))}
        rows[customers[0]].attempts, rows[customers[0]].state = 3, "exhausted"
        rows[customers[1]].attempts = 2
    address, admin = f"{API}/{campaign_id}", client_of("admin")
    changed = admin.patch(address, json={"max_attempts": 4}).get_json()
    assert (changed["max_attempts"], changed["name"], changed["waiting"]) == (4, "Mayo", 2)
    changed = admin.patch(address, json={"max_attempts": 2}).get_json()
    assert (changed["waiting"], changed["exhausted"]) == (0, 2)
    assert client_of("rep").patch(address, json={"name": "X"}).status_code == 403


def test_a_number_that_the_new_purpose_forbids_is_refused(plugin: Trial) -> None:
    campaign_id = campaign(plugin, caller_number="+34911234567")
    with pytest.raises(InvalidInputError) as refused, plugin.working("admin") as uow:
        plugin.module("campaigns").change_campaign(
            uow, campaign_id, **SAID, caller_number="612 345 678"
        )
    assert list(refused.value.fields) == ["caller_number"]
