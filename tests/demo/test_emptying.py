"""Emptying takes the sample data away and nothing that people put in."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities import Activity, log_activity
from salesforce_lite.company import get_company, list_exchange_rates, set_exchange_rate
from salesforce_lite.custom_fields import CustomValue, add_field, count_wrong_values
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    save_contact,
    save_customer,
)
from salesforce_lite.demo import (
    NoSampleDataError,
    Plot,
    SampleDataThereError,
    add_sample_data,
    remove_sample_data,
    what_goes,
)
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.opportunities import (
    Opportunity,
    OpportunityDraft,
    list_pipelines,
    save_opportunity,
)
from salesforce_lite.search import search
from salesforce_lite.team import list_portfolios, list_teams
from salesforce_lite.webhooks import Webhook
from tests.demo.rows import contents, counts


def _sample_customer(app) -> Customer:
    with app.make_session() as session:
        return session.scalars(select(Customer).where(Customer.is_sample).limit(1)).one()


def _person(app, email: str) -> User | None:
    with app.make_session() as session:
        return session.scalar(select(User).where(User.email == email))


def test_emptying_leaves_the_database_as_it_was(app, fill, operator) -> None:
    before, roles = counts(app), contents(app, "company", "role", "list_value", "stage")
    fill()
    with operator() as uow:
        remove_sample_data(uow)
    after = counts(app)
    # That it was emptied is itself a fact worth keeping.
    assert after.pop("event") == before.pop("event", 0) + 1
    # Phones are told what went; the feed of changes is forgotten later.
    assert after.pop("record_change") > before.pop("record_change", 0)
    assert after == before
    assert contents(app, "role", "list_value", "stage") == {
        name: rows for name, rows in roles.items() if name != "company"
    }


def test_phones_are_told_that_their_customers_went(app, fill, operator) -> None:
    fill()
    with app.make_session() as session:
        owned = {one.id: one.owner_id for one in session.scalars(select(Customer))}
    with operator() as uow:
        remove_sample_data(uow)
    with app.make_session() as session:
        gone = session.scalars(select(RecordChange).where(RecordChange.action == "removed"))
        told = {one.record_id: (one.left or {}).get("owner_id") for one in gone}
    assert told == {uid: str(owner) for uid, owner in owned.items() if owner}


def test_the_name_of_the_company_and_its_pipeline_come_back(app, fill, operator) -> None:
    with operator() as uow:
        name = get_company(uow).name
        pipelines = [one.pipeline.name for one in list_pipelines(uow)]
    fill()
    with operator() as uow:
        assert get_company(uow).name != name
        assert {one.pipeline.name for one in list_pipelines(uow)}.isdisjoint(pipelines)
        remove_sample_data(uow)
    with operator() as uow:
        assert get_company(uow).name == name
        assert [one.pipeline.name for one in list_pipelines(uow)] == pipelines


def test_what_a_person_put_in_stays_untouched(app, fill, work) -> None:
    fill()
    with work("rep") as uow:
        own = save_customer(uow, CustomerDraft.of({"name": "Own Customer"}))
        save_contact(
            uow,
            ContactDraft.of({"name": "Own Contact"}, links=[ContactLinkDraft(customer_id=own.id)]),
        )
        save_opportunity(uow, OpportunityDraft.of({"title": "Own", "customer_id": own.id}))
        log_activity(uow, {"kind": "call", "customer_id": own.id})
    kept = ("customer", "contact", "contact_link", "opportunity", "activity", "stage_change")

    def own_rows():
        return {
            name: {row for row in rows if "Own" in row or str(own.id) in row}
            for name, rows in contents(app, *kept).items()
        }

    before = own_rows()
    with work("admin") as uow:
        remove_sample_data(uow)
    assert own_rows() == before
    assert all(before.values())
    assert counts(app)["customer"] == 1
    with work("rep") as uow:
        hits = search(uow, "own customer", app.contributions.search_sources)
        assert [hit.title for hit in hits["customer"]] == ["Own Customer"]


def test_what_people_wrote_about_sample_customers_goes_and_is_counted(app, fill, work) -> None:
    fill()
    sample = _sample_customer(app)
    with work("admin") as uow:
        log_activity(uow, {"kind": "call", "customer_id": sample.id})
        save_opportunity(uow, OpportunityDraft.of({"title": "New", "customer_id": sample.id}))
        save_contact(
            uow, ContactDraft.of({"name": "New"}, links=[ContactLinkDraft(customer_id=sample.id)])
        )
    with work("admin") as uow:
        assert what_goes(uow).added == 3
        remove_sample_data(uow)
    left = counts(app)
    assert not left.keys() & {"customer", "activity", "opportunity", "contact", "look_up_key"}


def test_a_sample_person_who_looks_after_a_customer_of_ours_can_no_longer_sign_in(
    app, fill, work
) -> None:
    fill()
    ana = _person(app, "ana.ruiz@example.com")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Own Customer", "owner_id": ana.id}))
    with work("admin") as uow:
        remove_sample_data(uow)
    kept = _person(app, "ana.ruiz@example.com")
    assert kept is not None
    assert (kept.active, kept.is_sample) == (False, False)
    assert _person(app, "javier.soler@example.com") is None
    with app.make_session() as session:
        assert session.scalar(select(Customer.owner_id)) == ana.id


def test_a_pipeline_in_use_stays(app, fill, work) -> None:
    fill()
    with work("rep") as uow:
        own = save_customer(uow, CustomerDraft.of({"name": "Own Customer"}))
        sale = save_opportunity(uow, OpportunityDraft.of({"title": "Own", "customer_id": own.id}))
    with work("admin") as uow:
        remove_sample_data(uow)
    with app.make_session() as session:
        assert session.get(Opportunity, sale.id) is not None
    with work("admin") as uow:
        assert sale.pipeline_id in {one.pipeline.id for one in list_pipelines(uow)}


def test_only_who_may_can_empty(app, fill, work) -> None:
    fill(customers=5)
    with work("manager") as uow, pytest.raises(PermissionDeniedError):
        remove_sample_data(uow)
    assert counts(app)["activity"] > 0


def test_putting_in_twice_changes_nothing_and_says_so(app, fill) -> None:
    fill(customers=5)
    before = contents(app)
    with pytest.raises(SampleDataThereError):
        fill(customers=5)
    assert contents(app) == before


def test_emptying_nothing_says_so(operator) -> None:
    with operator() as uow, pytest.raises(NoSampleDataError):
        remove_sample_data(uow)


def test_nothing_is_left_half_done_when_it_is_interrupted(app, operator) -> None:
    before = counts(app)

    def stop(done: int, _all: int) -> None:
        if done > 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), operator() as uow:
        add_sample_data(uow, Plot(day=date(2026, 3, 11), customers=20), tell=stop)
    assert counts(app) == before


def test_the_banner_is_on_every_page_until_it_is_empty(app, fill, client_of) -> None:
    fill(customers=5)
    rep, admin = client_of("rep"), client_of("admin")
    assert "sample data" in rep.get("/customers").text
    assert "/demo/removal" not in rep.get("/customers").text
    assert "Empty it" not in rep.get("/customers").text
    assert "Empty it when you are ready." in admin.get("/customers").text
    assert "/demo/removal" in admin.get("/customers").text
    page = admin.get("/demo/removal")
    assert page.status_code == 200
    assert ">5<" in page.text
    assert rep.get("/demo/removal").status_code == 403
    assert rep.post("/demo/removal").status_code == 403
    assert admin.post("/demo/removal").status_code == 303
    assert "You are looking at sample data" not in admin.get("/customers").text


def test_whoever_empties_stays_even_as_a_sample_person(app, fill, client_of) -> None:
    fill(customers=5)
    lucia = client_of("lucia.ferrer")
    assert lucia.post("/demo/removal").status_code == 303
    assert lucia.get("/customers").status_code == 200
    kept = _person(app, "lucia.ferrer@example.com")
    assert (kept.active, kept.is_sample) == (True, False)
    assert _person(app, "marta.salas@example.com") is None


def test_activities_of_sample_people_go_even_without_a_customer(app, fill, operator) -> None:
    fill(customers=5)
    with operator() as uow:
        remove_sample_data(uow)
    with app.make_session() as session:
        assert session.scalar(select(Activity.id).limit(1)) is None


def test_a_rate_that_somebody_has_corrected_stays(app, fill, operator, work) -> None:
    fill()
    with work() as uow:
        mended, sample = list_exchange_rates(uow)[:2]
        set_exchange_rate(uow, mended.currency, Decimal("7.77"), valid_from=mended.valid_from)
        known = mended.currency, mended.valid_from, Decimal("7.77")
    with operator() as uow:
        remove_sample_data(uow)
    with work() as uow:
        left = [(one.currency, one.valid_from, one.rate) for one in list_exchange_rates(uow)]
    assert left == [known]
    assert sample.rate != Decimal("7.77")


def test_nothing_of_ours_leads_to_a_customer_that_has_gone(app, fill, work, client_of) -> None:
    fill(customers=5)
    sample, ana = _sample_customer(app), _person(app, "ana.ruiz@example.com")
    with work("admin") as uow:
        for code, kind in (("dealer", "customer"), ("sibling", "customer"), ("technician", "user")):
            add_field(uow, "customer", kind, {"label_en": code.title()}, code=code)
        ours = save_customer(uow, CustomerDraft.of({"name": "Ours"}))
        led = {"dealer": sample.id, "sibling": ours.id, "technician": ana.id}
        save_customer(uow, CustomerDraft.of({"custom": led}, id=ours.id))
    with work("admin") as uow:
        remove_sample_data(uow)
    with app.make_session() as session:
        assert session.scalars(select(Customer)).one().custom == {
            "sibling": str(ours.id),
            "technician": str(ana.id),
        }
        assert set(session.scalars(select(CustomValue.target_id))) == {ours.id, ana.id}
    # Whoever is named stays, as one who looks after something does.
    kept = _person(app, "ana.ruiz@example.com")
    assert (kept.active, kept.is_sample) == (False, False)
    assert ana.name in client_of("admin").get(f"/customers/{ours.id}").text
    with work("admin") as uow:
        assert count_wrong_values(uow) == 0


def test_what_a_webhook_chooses_by_stays(app, fill, operator) -> None:
    fill()
    with operator() as uow:
        team, portfolio = list_teams(uow)[0].id, list_portfolios(uow)[0].id
        person = uow.session.scalars(select(User).limit(1)).one()
        uow.session.add(
            Webhook(
                name="Shop",
                url="https://shop.example/hook",
                team_id=team,
                portfolio_id=portfolio,
                owner_id=person.id,
                secret="sealed",
                secret_changed_at=uow.now,
                since_position=0,
            )
        )
    with operator() as uow:
        remove_sample_data(uow)
    with operator() as uow:
        assert team in [one.id for one in list_teams(uow)]
        assert portfolio in [one.id for one in list_portfolios(uow)]
