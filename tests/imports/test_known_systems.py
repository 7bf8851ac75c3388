"""The exports of other systems, in English and Spanish, are known by their columns."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import ContactLink, Customer
from salesforce_lite.opportunities import Opportunity

COMPANIES = {
    "hubspot": (
        "Record ID,Company name,Company owner,Phone Number,City,Country/Region,Lifecycle Stage,"
        "Create Date\n77,Pérez,rep@example.com,912345678,Madrid,Spain,Customer,2024-03-04 10:00\n"
    ),
    "hubspot es": (
        "ID de registro,Nombre de la empresa,Propietario de la empresa,Número de teléfono,Ciudad,"
        "País o región,Etapa del ciclo de vida\n"
        "77,Pérez,rep@example.com,912345678,Madrid,España,Cliente\n"
    ),
    "pipedrive": (
        "Organization - ID,Organization - Name,Organization - Owner,Organization - Phone,"
        "Organization - City/town/village/locality of Address,Organization - Country of Address\n"
        "77,Pérez,Rep,912345678,Madrid,Spain\n"
    ),
    "pipedrive es": (
        "Organización - ID,Organización - Nombre,Organización - Propietario,"
        "Organización - Teléfono,Organización - Ciudad/pueblo/localidad de Dirección,"
        "Organización - País de Dirección\n77,Pérez,Rep,912345678,Madrid,España\n"
    ),
    "odoo": (
        "id,name,is_company,phone,city,country_id/code,user_id/login,category_id\n"
        "77,Pérez,True,912345678,Madrid,ES,rep@example.com,\n"
    ),
    "odoo es": (
        "ID externo,Nombre,Es una empresa,Teléfono,Ciudad,País,Comercial,NIF\n"
        "77,Pérez,VERDADERO,912345678,Madrid,España,Rep,B58378431\n"
    ),
    "salesforce": (
        "Account ID,Account Name,Account Owner,Phone,Billing City,Billing Country,"
        "Billing State/Province\n77,Pérez,Rep,912345678,Madrid,Spain,\n"
    ),
    "salesforce es": (
        "Id. de la cuenta,Nombre de la cuenta,Propietario de la cuenta,Teléfono,"
        "Ciudad de facturación,País de facturación\n77,Pérez,Rep,912345678,Madrid,España\n"
    ),
}


@pytest.mark.parametrize("system", COMPANIES)
def test_a_company_of_any_system_is_the_same_customer(system, bring, work, actor_of):
    report = bring("customers", COMPANIES[system])
    assert report.system == system.split()[0]
    assert (report.counts.created, list(report.remarks)) == (1, [])
    with work("admin") as uow:
        customer = uow.session.scalars(select(Customer)).one()
    found = (customer.name, customer.kind, customer.city, customer.country, customer.phone)
    assert found == ("Pérez", "organization", "Madrid", "ES", "+34912345678")
    assert customer.owner_id == actor_of("rep").user_id
    assert bring("customers", COMPANIES[system]).counts.skipped == 1


PEOPLE = {
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Job Title,Associated Company IDs,Contact owner\n"
        "5,Ana,Ruiz,ana@example.com,Compras,77;78,Rep\n"
    ),
    "pipedrive": (
        "Person - ID,Person - Name,Person - Email - Work,Person - Job title,"
        "Person - Organization ID,Person - Organization\n"
        "5,Ana Ruiz,ana@example.com,Compras,77,Pérez\n"
    ),
    "odoo": (
        "id,name,email,function,parent_id/id,is_company\n"
        "5,Ana Ruiz,ana@example.com,Compras,77,False\n"
    ),
}


@pytest.mark.parametrize("system", PEOPLE)
def test_contacts_find_their_company(system, bring, work):
    bring("customers", COMPANIES[system])
    assert bring("contacts", PEOPLE[system]).counts.created == 1
    with work("admin") as uow:
        link = uow.session.scalars(select(ContactLink)).one()
        customer = uow.session.scalars(select(Customer)).one()
    assert (link.customer_id, link.function) == (customer.id, "Compras")


DEALS = {
    "hubspot": (
        "Record ID,Deal Name,Deal Stage,Amount,Close Date,Currency,Associated Company IDs,"
        "Deal owner\n9,Venta,Proposal,1500.00,2026-05-20 00:00,EUR,77,Rep\n"
    ),
    "pipedrive": (
        "Deal - ID,Deal - Title,Deal - Stage,Deal - Value,Deal - Currency of Value,"
        "Deal - Expected close date,Deal - Organization ID,Deal - Status,Deal - Owner\n"
        "9,Venta,Proposal,1500.00,EUR,2026-05-20,77,Open,Rep\n"
    ),
    "odoo": (
        "id,name,stage_id,expected_revenue,company_currency,date_deadline,partner_id/id,user_id\n"
        "9,Venta,Proposal,1500.00,EUR,2026-05-20,77,Rep\n"
    ),
}


@pytest.mark.parametrize("system", DEALS)
def test_deals_find_their_company_and_stage(system, bring, work, proposal):
    bring("customers", COMPANIES[system])
    report = bring("opportunities", DEALS[system].replace("Proposal", proposal))
    assert (report.counts.created, list(report.remarks)) == (1, [])
    with work("admin") as uow:
        deal = uow.session.scalars(select(Opportunity)).one()
    assert (deal.title, str(deal.amount), str(deal.expected_close_on)) == (
        "Venta",
        "1500.00 EUR",
        "2026-05-20",
    )


def test_unknown_columns_are_told_with_what_they_could_be(command, write):
    path = write("Name,Websitte,Shoe size\nA,x,43\n")
    code, _out, err = command("import", "customers", path)
    assert code == 0
    assert "Columns that are not taken: Websitte (website?), Shoe size" in err


def test_known_columns_that_have_no_place_are_told_too(command, write):
    path = write(
        "Id,AccountId,LastName,MailingStreet,MailingCity,Birthdate,SystemModstamp,Shoe size,Room\n"
        "003A,,Pérez,Calle Sol 1,Madrid,1980-01-01,2026-01-01,43,12\n"
    )
    mapping = write('ignored = ["Room"]\n', "map.toml")
    code, _out, err = command("import", "contacts", path, "--map", mapping)
    assert code == 0
    assert "Columns that are ignored: MailingStreet, MailingCity, Birthdate" in err
    (ignored,) = [line for line in err.splitlines() if "ignored" in line]
    assert "Room" in ignored
    assert "Columns that are not taken: Shoe size\n" in err


def test_the_columns_of_rejected_rows_are_told_as_ignored(command, write):
    code, _out, err = command("import", "customers", write("Name,reason,row\nA,mended,3\n"))
    assert code == 0
    assert "Columns that are ignored: reason, row\n" in err


FEW_ACCOUNTS = (
    "Id,Name,Type,Phone,Website,BillingStreet,BillingCity\n"
    "001A,Pérez,Customer,912345678,,Calle Mayor 1,Madrid\n"
)
FEW_OPPORTUNITIES = (
    "Id,Name,AccountId,StageName,CloseDate\n006A,Shelves,001A,Prospecting,2026-12-01\n"
)


def test_files_of_few_columns_from_one_system_belong_together(bring, work) -> None:
    assert bring("customers", FEW_ACCOUNTS).system == "salesforce"
    report = bring("opportunities", FEW_OPPORTUNITIES)
    assert (report.system, report.counts.created, report.counts.rejected) == ("salesforce", 1, 0)
    with work("admin") as uow:
        sale = uow.session.scalars(select(Opportunity)).one()
        assert uow.session.get_one(Customer, sale.customer_id).name == "Pérez"
    people = "Id,FirstName,LastName,MailingCity,AccountId\n003A,Ana,Ruiz,Madrid,001A\n"
    report = bring("contacts", people)
    assert (report.system, report.counts.created) == ("salesforce", 1)


@pytest.mark.parametrize(
    "heading",
    ["Code,Name,BillingCity", "Id,Name,Billing City", "Id,Name,City", "Id,Name,billingcity"],
)
def test_other_files_with_addresses_are_of_no_system(heading, bring) -> None:
    assert bring("customers", f"{heading}\n1,Pérez,Madrid\n").system == "file"


def test_an_id_that_another_system_has_is_told_with_the_way_out(bring, rejected) -> None:
    bring("customers", "Id,Name\n001A,Pérez\n")
    report = bring("opportunities", FEW_OPPORTUNITIES)
    assert report.counts.rejected == 1
    [reason] = [row["reason"] for row in rejected()]
    assert "“001A” is that of a customer of file here" in reason
    assert "--source file" in reason
    assert bring("opportunities", FEW_OPPORTUNITIES, source="file").counts.created == 1
