"""Files that nobody here wrote, brought in to the last row."""

import csv

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Contact, ContactLink, Customer
from tests.imports.conftest import DATA

pytestmark = [
    pytest.mark.outside_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project"),
]

CRM = DATA / "crm"
SPECTRUM = DATA / "csv" / "csv-spectrum" / "csvs"

AS_CUSTOMERS = {
    "geo/businesses_la/listing_of_active_businesses.csv": """
        country = "US"
        [columns]
        "LOCATION_ACCOUNT" = "reference"
        "BUSINESS_NAME" = "legal_name"
        "DBA_NAME" = "name"
        "STREET_ADDRESS" = "street"
        "ZIP_CODE" = "postal_code"
        "PRIMARY_NAICS_DESCRIPTION" = "note"
        [defaults]
        name = "Nameless"
    """,
    "service/telco_churn/Telco-Customer-Churn.csv": """
        system = "telco"
        [columns]
        "customerID" = "reference"
        "Contract" = "tags"
        "PaymentMethod" = "tags"
        "Churn" = "lifecycle"
        [values.lifecycle]
        "Yes" = "lost"
        "No" = "active"
        [defaults]
        name = "Subscriber"
        kind = "person"
    """,
    "dedupe/febrl/dataset1.csv": """
        system = "febrl"
        [columns]
        "rec_id" = "reference"
        "given_name" = "first_name"
        "surname" = "last_name"
        "address_1" = "street"
        "suburb" = "city"
        "postcode" = "postal_code"
        [defaults]
        name = "Unknown"
        country = "AU"
    """,
}


def count(work, model) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count()).select_from(model))


def test_an_export_of_salesforce_is_taken_whole_and_only_once(bring, work):
    accounts = bring("customers", CRM / "sfdc_assets" / "Account.csv")
    contacts = bring("contacts", CRM / "sfdc_assets" / "Contact.csv")
    assert str(accounts.counts) == "created=102 updated=0 skipped=0 rejected=0"
    assert str(contacts.counts) == "created=102 updated=0 skipped=0 rejected=0"
    with (CRM / "sfdc_assets" / "Contact.csv").open(encoding="utf-8-sig", newline="") as file:
        with_account = sum(bool(row["AccountId"]) for row in csv.DictReader(file))
    assert with_account > 90
    assert count(work, ContactLink) == with_account
    for entity, name in (("customers", "Account.csv"), ("contacts", "Contact.csv")):
        again = bring(entity, CRM / "sfdc_assets" / name)
        assert str(again.counts) == "created=0 updated=0 skipped=102 rejected=0"


def test_contacts_with_three_emails_and_phones_keep_them(bring, work):
    report = bring("contacts", CRM / "atomic_crm" / "contacts_export.csv")
    assert report.counts.created == 2
    with work("admin") as uow:
        john = uow.session.scalars(select(Contact).where(Contact.name == "John Doe")).one()
    assert [one.address for one in john.emails] == [
        "john@doe.example",
        "john.doe@gmail.com",
        "jdoe@caramail.com",
    ]
    assert len(john.phones) == 3


def test_contacts_of_unknown_companies_wait_or_come_alone(bring):
    path = CRM / "atomic_crm" / "contacts.csv"
    assert bring("contacts", path).counts.rejected == 500
    report = bring("contacts", path, mapping='ignored = ["company_id"]')
    assert str(report.counts) == "created=500 updated=0 skipped=0 rejected=0"


@pytest.mark.parametrize("name", AS_CUSTOMERS)
def test_any_table_becomes_customers_with_a_mapping_file(name, bring, work):
    first = bring("customers", DATA / name, mapping=AS_CUSTOMERS[name])
    assert first.counts.total == first.rows
    assert first.counts.created > 0.98 * first.rows
    assert count(work, Customer) == first.counts.created
    again = bring("customers", DATA / name, mapping=AS_CUSTOMERS[name])
    assert (again.counts.created, again.counts.updated) == (0, 0)


@pytest.mark.parametrize("path", sorted(SPECTRUM.glob("*.csv")), ids=lambda path: path.stem)
def test_hard_files_end_in_a_sentence_or_a_report(path, command):
    for entity in ("customers", "contacts", "activities"):
        code, _out, err = command("import", entity, path, "--dry-run")
        assert code in (0, 1, 3)
        assert "Traceback" not in err
