"""Contacts, opportunities, activities and portfolios from files, linked with each other."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, ContactLink, Customer
from salesforce_lite.imports.errors import MissingColumnError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    Opportunity,
    Stage,
    change_pipeline,
    check_totals,
    list_pipelines,
    save_pipeline,
)
from salesforce_lite.team import list_portfolios


@pytest.fixture
def filled(bring):
    """Two customers and a contact of the first, known by the ids of Salesforce."""
    bring("customers", "Id,IsDeleted,Name,SystemModstamp\n001A,,Pérez,x\n001B,,Gómez,x\n")
    report = bring(
        "contacts",
        "Id,IsDeleted,AccountId,FirstName,LastName,Title,Email,SystemModstamp\n"
        "003A,,001A,Ana,Ruiz,Compras,ana@example.com,x\n",
    )
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=0"


def every(work, model) -> list:
    with work("admin") as uow:
        return list(uow.session.scalars(select(model)))


def customer_named(work, name: str) -> Customer:
    return next(one for one in every(work, Customer) if one.name == name)


def test_contacts_are_linked_by_the_id_of_the_account(filled, work):
    (contact,) = every(work, Contact)
    (link,) = every(work, ContactLink)
    assert (contact.name, link.function) == ("Ana Ruiz", "Compras")
    assert link.customer_id == customer_named(work, "Pérez").id


def test_a_contact_of_an_unknown_account_waits_in_the_rejects(filled, bring, rejected):
    report = bring(
        "contacts", "Id,IsDeleted,AccountId,LastName,SystemModstamp\n003B,,001X,López,x\n"
    )
    assert report.counts.rejected == 1
    assert "001X" in rejected()[0]["reason"]


def test_a_primary_contact_chosen_here_stays_primary(filled, work, bring):
    with work("admin") as uow:
        uow.session.scalars(select(ContactLink)).one().is_primary = True
    report = bring(
        "contacts",
        "Id,IsDeleted,AccountId,FirstName,LastName,Title,SystemModstamp\n"
        "003A,,001A,Ana,Ruiz,Gerente,x\n",
    )
    assert report.counts.updated == 1
    (link,) = every(work, ContactLink)
    assert (link.function, link.is_primary) == ("Gerente", True)


OPPORTUNITIES = """Id,AccountId,ContactId,Name,StageName,Amount,CurrencyIsoCode,Probability,\
CloseDate,IsClosed,IsWon,LeadSource,OwnerId,SystemModstamp
006A,001A,003A,Estanterías,Proposal,1200.50,EUR,50,2026-03-01,false,false,Visit,rep@example.com,x
006B,001A,,Carretillas,Perception Analysis,300,MXN,70,2026-04-01,false,false,Web,,x
006C,001B,,Perdida,Closed Lost,10,EUR,0,2026-01-15,true,false,,,x
006D,001B,,Ganada,Closed Won,20,EUR,100,2026-01-16,true,true,,,x
"""


def test_opportunities_come_with_stage_amount_and_ending(filled, work, bring, actor_of, proposal):
    report = bring("opportunities", OPPORTUNITIES.replace("Proposal", proposal))
    assert str(report.counts) == "created=4 updated=0 skipped=0 rejected=0"
    found = {one.title: one for one in every(work, Opportunity)}
    first = found["Estanterías"]
    assert first.amount == Money.of("1200.50", "EUR")
    assert first.contact_id == every(work, Contact)[0].id
    assert (first.source, first.owner_id) == ("visit", actor_of("rep").user_id)
    assert first.probability_set is None
    assert found["Carretillas"].note == "[Web]"
    assert found["Carretillas"].probability_set == 70
    assert (found["Perdida"].outcome, found["Perdida"].loss_reason) == ("lost", "other")
    assert (found["Ganada"].outcome, str(found["Ganada"].closed_on)) == ("won", "2026-01-16")
    assert str(report.in_database) == "records=4 EUR=1230.50 MXN=300.00"
    with work("admin") as uow:
        assert check_totals(uow) == []


def test_a_loss_whose_reason_and_note_are_too_long_together_is_rejected(filled, work, bring):
    report = bring(
        "opportunities",
        "Id,AccountId,Name,StageName,Loss reason,Loss note\n"
        f"006C,001B,Perdida,Closed Lost,{'r' * 600},{'n' * 600}\n"
        f"006D,001B,Otra,Closed Lost,{'r' * 400},{'n' * 599}\n",
        mapping='[columns]\n"Loss note" = "loss_note"\n',
    )
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=1"
    (lost,) = every(work, Opportunity)
    assert lost.loss_note == "r" * 400 + "\n" + "n" * 599


def test_a_second_import_of_opportunities_changes_nothing_until_one_is_won(filled, bring, work):
    bring("opportunities", OPPORTUNITIES)
    again = bring("opportunities", OPPORTUNITIES)
    assert str(again.counts) == "created=0 updated=0 skipped=4 rejected=0"
    won = OPPORTUNITIES.replace("Proposal,1200.50,EUR,50", "Closed Won,1200.50,EUR,100").replace(
        "2026-03-01,false,false", "2026-03-01,true,true"
    )
    assert bring("opportunities", won).counts.updated == 1
    found = {one.title: one.outcome for one in every(work, Opportunity)}
    assert found["Estanterías"] == "won"


def test_an_opportunity_without_its_customer_is_rejected(filled, bring, rejected):
    report = bring("opportunities", "Title,Customer\nA,Nobody\nB,\n")
    assert report.counts.rejected == 2
    assert "Nobody" in rejected()[0]["reason"]


DEALS = "Title,Customer,Pipeline,Stage\nA,Pérez,Renewals,Asked\nB,Pérez,,\n"


def test_an_unknown_pipeline_rejects_the_row_and_says_what_to_do(filled, bring, rejected):
    report = bring("opportunities", DEALS)
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=1"
    (row,) = rejected()
    assert row["Title"] == "A"
    assert "“Renewals”" in row["reason"]
    assert "salesforce-lite pipeline add" in row["reason"]
    assert "[values.pipeline]" in row["reason"]


def test_a_pipeline_that_was_made_since_takes_the_row(filled, bring, work, renewals):
    report = bring("opportunities", DEALS)
    assert report.counts.rejected == 0
    taken = {one.title: one.stage_id for one in every(work, Opportunity)}
    assert taken["A"] == renewals.id != taken["B"]


def test_a_mapping_file_says_which_pipeline_is_meant(filled, bring, work, tmp_path):
    with work("admin") as uow:
        first = list_pipelines(uow)[0].pipeline
    mapping = f'[values.pipeline]\n"Renewals" = "{first.name}"\n'
    assert bring("opportunities", DEALS, mapping=mapping).counts.rejected == 0
    assert {one.pipeline_id for one in every(work, Opportunity)} == {first.id}


def test_what_stands_in_a_retired_pipeline_is_still_brought_up_to_date(
    filled, bring, work, renewals
):
    deals = "Id,AccountId,Name,Pipeline,StageName,Amount,SystemModstamp\n{},x\n"
    bring("opportunities", deals.format("006A,001A,Estantes,Renewals,Asked,10"))
    with work("admin") as uow:
        change_pipeline(uow, renewals.pipeline_id, {"is_active": False})
    bring("opportunities", deals.format("006A,001A,Estantes,Renewals,Asked,20"))
    (changed,) = every(work, Opportunity)
    assert (changed.amount.amount, changed.stage_id) == (20, renewals.id)
    fresh = bring("opportunities", deals.format("006B,001A,Racks,Renewals,Asked,10"))
    assert fresh.counts.rejected == 1


@pytest.fixture
def renewals(work) -> Stage:
    """The only stage of a second pipeline."""
    with work("admin") as uow:
        save_pipeline(uow, name="Renewals", stages=[{"name": "Asked", "probability": 30}])
        return uow.session.scalars(select(Stage).where(Stage.name == "Asked")).one()


ACTIVITIES = """Id,WhoId,WhatId,Subject,ActivityDate,Status,TaskSubtype,Description,SystemModstamp
00TA,003A,006A,Llamar,2026-02-03,Completed,Call,Todo bien,x
00TB,,001B,Enviar oferta,2026-02-05,Not Started,Task,,x
00TC,003A,,Correo,2026-02-06,Completed,Email,,x
"""


def test_activities_are_linked_with_all_they_are_about(filled, work, bring):
    bring("opportunities", OPPORTUNITIES)
    report = bring("activities", ACTIVITIES, zone="Europe/Madrid")
    assert str(report.counts) == "created=3 updated=0 skipped=0 rejected=0"
    found = {one.subject: one for one in every(work, Activity)}
    deals = {one.title: one for one in every(work, Opportunity)}
    call = found["Llamar"]
    assert (call.kind, call.note, call.is_done) == ("call", "Todo bien", True)
    assert call.opportunity_id == deals["Estanterías"].id
    assert call.customer_id == customer_named(work, "Pérez").id
    assert call.contact_id == every(work, Contact)[0].id
    task = found["Enviar oferta"]
    assert (task.kind, task.is_done, task.is_all_day) == ("task", False, True)
    assert task.due_at == datetime(2026, 2, 5, 22, 59, tzinfo=UTC)
    assert task.customer_id == customer_named(work, "Gómez").id
    assert found["Correo"].customer_id == customer_named(work, "Pérez").id
    again = bring("activities", ACTIVITIES, zone="Europe/Madrid")
    assert str(again.counts) == "created=0 updated=0 skipped=3 rejected=0"


def test_portfolios_are_made_and_given_to_another_manager(bring, work, rejected, actor_of):
    bring("portfolios", "Name,Manager\nNorte,rep@example.com\nSur,\nEste,nobody@example.com\n")
    assert "nobody@example.com" in rejected()[0]["reason"]
    report = bring("portfolios", "Name,Manager\nNorte,Other\nSur,\n")
    assert str(report.counts) == "created=0 updated=1 skipped=1 rejected=0"
    with work("admin") as uow:
        managers = {one.name: one.manager_id for one in list_portfolios(uow)}
    assert managers == {"Norte": actor_of("other").user_id, "Sur": None}


def test_a_file_without_what_is_needed_names_its_columns(bring):
    with pytest.raises(MissingColumnError) as refusal:
        bring("opportunities", "Colour,Size\nred,3\n")
    assert "Colour, Size" in str(refusal.value)
