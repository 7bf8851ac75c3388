"""A webhook sends what its owner may see at that moment, and as long as they may have one."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import Role, change_role, deactivate_user
from salesforce_lite.activities import ActivityDraft, save_activity
from salesforce_lite.customers import (
    CustomerDraft,
    delete_customer,
    merge_customers,
    save_customer,
)
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.team import create_portfolio, create_team, set_members
from salesforce_lite.webhooks import (
    NotToBeSentAgainError,
    TooManyWebhooksError,
    WebhookDraft,
    WebhookIsOffError,
    change_webhook,
    create_webhook,
    delete_webhook,
    get_delivery,
    get_webhook,
    list_deliveries,
    list_webhooks,
    retry_delivery,
    rotate_secret,
    send_test,
    service,
    switch_off,
    switch_on,
)
from salesforce_lite.webhooks.filtering import has_fields

NEW = ("CustomerCreated",)


@pytest.fixture
def permit(app, work):
    """`permit("rep")`: people of that role may have webhooks; with False, not any more."""

    def give(role="rep", *, may=True):
        with work() as uow:
            known = app.contributions.permissions
            row = uow.session.scalars(select(Role).where(Role.name == role)).one()
            codes = {*row.permissions} - {"webhooks.manage"}
            change_role(
                uow,
                role,
                permissions=sorted(codes | ({"webhooks.manage"} if may else set())),
                known=known,
                record_access=row.record_access,
            )

    return give


def told_of(inbox):
    return [event["data"].get("customer_id") for event in inbox.events]


def test_only_administrators_have_webhooks_from_the_start(work, site, inbox):
    for name in ("manager", "rep", "viewer"):
        with work(name) as uow:
            for call in (
                lambda uow=uow: list_webhooks(uow),
                lambda uow=uow: create_webhook(
                    uow, WebhookDraft(name="x", url=inbox.address), site
                ),
            ):
                with pytest.raises(PermissionDeniedError):
                    call()


def test_of_records_out_of_sight_nothing_is_sent(hook, customer, permit, run, inbox):
    permit("rep")
    hook("rep", types=NEW)
    own = customer("Mine", who="rep")
    customer("Not mine", who="admin", owner_id=None)
    run()
    assert told_of(inbox) == [str(own.id)]


def test_who_loses_a_record_is_not_told_of_it_any_more(
    actor_of, hook, customer, permit, run, inbox, later, work, deliveries
):
    permit("rep")
    hook("rep", types=NEW)
    inbox.answers = [500]
    ana = customer("Ana", who="rep")
    run()
    other = actor_of("manager").user_id
    with work() as uow:
        save_customer(uow, CustomerDraft(fields={"owner_id": other}, id=ana.id))
    later(minutes=1)
    run()
    assert len(inbox.taken) == 1
    assert [one.state for one in deliveries()] == ["withheld"]


def test_who_may_not_have_webhooks_any_more_sends_nothing(hook, customer, permit, run, inbox, work):
    permit("rep")
    made = hook("rep", types=NEW)
    permit("rep", may=False)
    customer("Ana", who="rep")
    run()
    assert inbox.taken == []
    with work() as uow:
        webhook = get_webhook(uow, made.webhook.id)
        assert (webhook.is_on, webhook.off_reason) == (False, "owner")


def test_who_left_sends_nothing(actor_of, hook, customer, permit, run, inbox, work):
    permit("rep")
    made, rep = hook("rep", types=NEW), actor_of("rep").user_id
    with work() as uow:
        deactivate_user(uow, rep)
    with work() as uow:
        webhook = get_webhook(uow, made.webhook.id)
        assert (webhook.is_on, webhook.off_reason) == (False, "owner")
    customer("Ana", who="manager")
    run()
    assert inbox.taken == []


def test_webhooks_of_others_are_not_there_for_who_does_not_see_everybody(
    hook, permit, work, site, inbox
):
    permit("rep")
    made = hook("admin", types=NEW)
    draft = WebhookDraft(name="Mine now", url=inbox.address)
    uid = made.webhook.id
    for call in (
        lambda uow: get_webhook(uow, uid),
        lambda uow: change_webhook(uow, uid, draft, site),
        lambda uow: rotate_secret(uow, uid, site),
        lambda uow: switch_off(uow, uid),
        lambda uow: switch_on(uow, uid),
        lambda uow: delete_webhook(uow, uid),
        lambda uow: list_deliveries(uow, uid),
        lambda uow: send_test(uow, uid),
        lambda uow: retry_delivery(uow, uid, uid),
    ):
        with work("rep") as uow, pytest.raises(NotFoundError):
            call(uow)
    with work("rep") as uow:
        assert list_webhooks(uow) == []


def test_who_changes_a_webhook_becomes_its_owner(actor_of, hook, permit, work, site, inbox):
    permit("rep")
    made = hook("rep", types=NEW)
    with work("admin") as uow:
        changed = change_webhook(
            uow, made.webhook.id, WebhookDraft(name="Ours", url=inbox.address), site
        )
    assert changed.owner_id == actor_of("admin").user_id
    with work("rep") as uow:
        assert list_webhooks(uow) == []


def test_a_stale_form_changes_nothing(hook, work, site, inbox):
    made = hook()
    draft = WebhookDraft(name="New", url=inbox.address, version=made.webhook.version + 7)
    with work() as uow, pytest.raises(StaleVersionError):
        change_webhook(uow, made.webhook.id, draft, site)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"url": "http://10.0.0.1/hook"}, "url"),
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://user:pw@example.com"}, "url"),
        ({"types": ("Nothing",)}, "types"),
        ({"fields": {"Kind": "visit"}}, "fields"),
        ({"fields": {"kind": "x" * 201}}, "fields"),
        ({"fields": {f"f{n}": "x" for n in range(6)}}, "fields"),
        ({"team_id": "00000000-0000-7000-8000-000000000000"}, "team_id"),
        ({"portfolio_id": "00000000-0000-7000-8000-000000000000"}, "portfolio_id"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(hook, wrong, field):
    with pytest.raises(InvalidInputError) as refused:
        hook(**wrong)
    assert list(refused.value.fields) == [field]


def test_there_are_never_very_many(hook, monkeypatch):
    monkeypatch.setattr(service, "MOST_WEBHOOKS", 1)
    hook()
    with pytest.raises(TooManyWebhooksError):
        hook()


def test_a_team_and_a_portfolio_narrow_what_is_sent(actor_of, hook, customer, run, inbox, work):
    rep = actor_of("rep").user_id
    with work() as uow:
        team = create_team(uow, "Team of webhooks")
        portfolio = create_portfolio(uow, "Portfolio of webhooks", manager_id=rep)
    with work() as uow:
        set_members(uow, team.id, [rep])
    hook(types=NEW, team_id=team.id)
    inside = customer("Inside", who="rep")
    customer("Outside", who="admin")
    run()
    assert told_of(inbox) == [str(inside.id)]
    inbox.taken.clear()
    with work() as uow:
        for webhook in list_webhooks(uow):
            delete_webhook(uow, webhook.id)
    hook(portfolio_id=portfolio.id, types=("CustomerCreated", "ActivityLogged", "ActivityPlanned"))
    held = customer("Held", who="rep", portfolio_id=portfolio.id)
    loose = customer("Loose", who="rep")
    with work("rep") as uow:
        for one in (held, loose):
            save_activity(
                uow, ActivityDraft(fields={"customer_id": one.id, "kind": "call", "subject": "x"})
            )
    run()
    assert set(told_of(inbox)) == {str(held.id)}
    assert len(inbox.taken) == 2


def test_fields_narrow_what_is_sent():
    payload = {
        "kind": "visit",
        "was_late": True,
        "fields": ["name", "email"],
        "opportunity_id": None,
    }
    assert has_fields(payload, {})
    assert has_fields(payload, {"kind": "visit", "was_late": "true"})
    assert has_fields(payload, {"fields": "email"})
    assert has_fields({"opportunity_id": None}, {"opportunity_id": ""})
    assert not has_fields(payload, {"kind": "call"})
    assert not has_fields(payload, {"missing": "x"})


def test_only_what_is_dead_is_sent_again(hook, customer, run, work, deliveries):
    made = hook(types=NEW)
    customer("Ana")
    run()
    [one] = deliveries()
    with work() as uow:
        assert get_delivery(uow, made.webhook.id, one.id).state == "sent"
        with pytest.raises(NotToBeSentAgainError):
            retry_delivery(uow, made.webhook.id, one.id)
        switch_off(uow, made.webhook.id)
        with pytest.raises(WebhookIsOffError):
            send_test(uow, made.webhook.id)


def test_what_was_deleted_is_told_and_who_is_out_of_sight_is_not_named(
    hook, customer, permit, run, inbox, work
):
    permit("rep")
    hook("rep", types=("CustomerDeleted", "CustomersMerged"))
    gone, kept = customer("Gone", who="rep"), customer("Kept", who="rep")
    other = customer("Other", who="admin", owner_id=None)
    with work("admin") as uow:
        delete_customer(uow, gone.id)
    with work("admin") as uow:
        merge_customers(uow, kept.id, other.id)
    run()
    assert {event["type"]: event["data"] for event in inbox.events} == {
        "CustomerDeleted": {"customer_id": str(gone.id)},
        "CustomersMerged": {"customer_id": str(kept.id), "merged_id": None},
    }


def test_what_concerns_the_company_is_for_who_reads_the_whole_history(
    hook, permit, run, inbox, work
):
    permit("rep")
    hook("rep", types=("TeamCreated",))
    with work() as uow:
        create_team(uow, "Team of webhooks")
    run()
    assert inbox.taken == []
    hook("admin", types=("TeamCreated",))
    with work() as uow:
        create_team(uow, "Another team")
    run()
    assert inbox.types == ["TeamCreated"]
