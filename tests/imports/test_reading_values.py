"""Numbers, dates and words of foreign files: understood, or refused with the way out."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from salesforce_lite.intake import AmbiguousDatesError, AmbiguousNumbersError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.tabular import open_writer

HEAD = "Title,Customer,Amount,Currency,Expected close\n"


@pytest.fixture
def deals(work, bring):
    """The opportunities that a file makes, by title."""
    bring("customers", "Id,Name\n1,Pérez\n")

    def read(rows: str, **given):
        report = bring("opportunities", HEAD + rows, **given)
        with work("admin") as uow:
            found = {one.title: one for one in uow.session.scalars(select(Opportunity))}
        return report, found

    return read


def test_one_clear_value_tells_how_the_whole_column_is_written(deals):
    _report, found = deals('A,Pérez,"1.234",EUR,03/04/2026\nB,Pérez,"1.234,50",EUR,25/04/2026\n')
    assert found["A"].amount == Money.of(1234, "EUR")
    assert found["A"].expected_close_on == date(2026, 4, 3)
    assert found["B"].amount == Money.of(Decimal("1234.50"), "EUR")


def test_dates_that_can_be_two_dates_are_refused_until_told(deals):
    with pytest.raises(AmbiguousDatesError) as refusal:
        deals("A,Pérez,10,EUR,03/04/2026\n")
    assert "--date-order dmy" in str(refusal.value)
    _report, found = deals("A,Pérez,10,EUR,03/04/2026\n", date_order="mdy")
    assert found["A"].expected_close_on == date(2026, 3, 4)


def test_numbers_that_can_be_two_numbers_are_refused_until_told(deals):
    with pytest.raises(AmbiguousNumbersError) as refusal:
        deals('A,Pérez,"1.234",EUR,2026-04-03\n')
    assert "--decimal" in str(refusal.value)
    _report, found = deals('A,Pérez,"1.234",CLP,2026-04-03\n', decimal=",")
    assert found["A"].amount == Money.of(1234, "CLP")


def test_a_number_with_the_other_decimal_sign_rejects_its_row(deals, rejected):
    report, _found = deals(
        'A,Pérez,"10,50",EUR,\nB,Pérez,"1.234,75",EUR,\nC,Pérez,99.95,EUR,\n', decimal=","
    )
    assert str(report.counts) == "created=2 updated=0 skipped=0 rejected=1"
    assert "decimal sign" in rejected()[0]["reason"]


def test_an_amount_finer_than_its_currency_rejects_its_row(deals, rejected):
    report, found = deals("A,Pérez,10.50,EUR,\nB,Pérez,1.234,EUR,\nC,Pérez,2.500,EUR,\n")
    assert str(report.counts) == "created=2 updated=0 skipped=0 rejected=1"
    assert "more decimals than its currency" in rejected()[0]["reason"]
    assert found["C"].amount == Money.of("2.50", "EUR")


def test_sums_of_both_sides_are_told_per_currency(deals):
    rows = "A,Pérez,10.50,EUR,\nB,Pérez,2000,mxn,\nC,Pérez,5,EUR,\n"
    report, _found = deals(rows)
    assert str(report.in_file) == "records=3 EUR=15.50 MXN=2000.00"
    assert str(report.in_database) == "records=3 EUR=15.50 MXN=2000.00"


def test_a_workbook_is_taken_like_a_text(bring, work, tmp_path):
    path = tmp_path / "deals.xlsx"
    bring("customers", "Id,Name\n1,Pérez\n")
    with open_writer(path, HEAD.strip().split(",")) as writer:
        writer.write(
            {
                "Title": "A",
                "Customer": "Pérez",
                "Amount": Decimal("12.5"),
                "Currency": "EUR",
                "Expected close": date(2026, 4, 3),
            }
        )
    assert bring("opportunities", path).counts.created == 1
    with work("admin") as uow:
        found = uow.session.scalars(select(Opportunity)).one()
    assert (found.expected_close_on, found.amount) == (date(2026, 4, 3), Money.of("12.5", "EUR"))


def test_a_mapping_file_says_what_columns_and_words_mean(bring, work, write):
    from_elsewhere = "Kunde;Phase;Ort\nMüller;Stammkunde;Bern\nMeier;Interessent;Basel\n"
    report = bring(
        "customers",
        from_elsewhere,
        mapping="""
            system = "old-crm"
            ignored = ["Ort"]
            [columns]
            "Kunde" = "customer.name"
            "Phase" = "lifecycle"
            [values.lifecycle]
            "Stammkunde" = "active"
            "Interessent" = "lead"
            [defaults]
            country = "Switzerland"
        """,
    )
    assert (report.counts.created, report.system) == (2, "old-crm")


def test_a_word_that_a_mapped_column_does_not_know_rejects_its_row(bring, rejected):
    bring(
        "customers",
        "Name,Phase\nA,active\nB,strange\n",
        mapping='[columns]\n"Phase" = "lifecycle"\n',
    )
    assert "strange" in rejected()[0]["reason"]


def test_a_word_that_a_guessed_column_does_not_know_is_told_and_left_out(bring):
    rows = "Name,Status\nA,active\nB,strange\n"
    report = bring("customers", rows, owner="rep@example.com")
    assert report.counts.created == 2
    assert [text for _, text, _ in report.remarks] == ["strange"]
