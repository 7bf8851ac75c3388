"""Files that nobody here wrote, read to the last row."""

import json
from pathlib import Path

import pytest

from salesforce_lite.tabular import TableError, open_table, open_writer, read_datetime, read_decimal

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SPECTRUM = DATA / "csv" / "csv-spectrum"

pytestmark = [
    pytest.mark.outside_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project"),
]

CASES = (
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates"),
    *("newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8"),
)

TABLES = {
    "crm/sfdc_assets/Account.csv": (63, 102),
    "crm/sfdc_assets/Contact.csv": (60, 102),
    "crm/sfdc_assets/Office__c.csv": (32, 24),
    "crm/atomic_crm/contacts.csv": (24, 500),
    "crm/atomic_crm/contacts_export.csv": (18, 2),
    "dedupe/febrl/dataset1.csv": (11, 1_000),
    "dedupe/febrl/dataset2.csv": (11, 5_000),
    "dedupe/chicago_early_childhood/csv_example_messy_input.csv": (32, 3_337),
    "dedupe/chicago_early_childhood/csv_example_input_with_true_ids.csv": (33, 3_337),
    "service/telco_churn/Telco-Customer-Churn.csv": (21, 7_043),
    "service/cfpb_small/consumer_complaints.csv": (18, 145),
    "service/bank_marketing_599/bank-additional-part.csv": (21, 599),
}


@pytest.mark.parametrize("case", CASES)
def test_hard_files_give_the_result_expected(case: str) -> None:
    expected = json.loads((SPECTRUM / "json" / f"{case}.json").read_text(encoding="utf-8"))
    with open_table(SPECTRUM / "csvs" / f"{case}.csv") as table:
        found = [row.values for row in table.rows]
    if case == "location_coordinates":
        # The expectation is one object, and names another telephone number than its file.
        expected = [{**expected, "Contact Phone Number": "2095257564"}]
    assert found == expected


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_real_exports_is_even_and_read(name: str) -> None:
    with open_table(DATA / name) as table:
        rows = list(table.rows)
        assert (len(table.columns), len(rows)) == TABLES[name]
        assert table.is_encoding_certain
    assert all(row.problem is None for row in rows)
    assert rows[-1].number == len(rows) + 1


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", TABLES)
def test_real_exports_survive_being_written_and_read_again(tmp_path, name, ending) -> None:
    copy = tmp_path / f"copy{ending}"
    with open_table(DATA / name) as table:
        rows = [row.values for row in table.rows]
        with open_writer(copy, table.columns) as writer:
            for row in rows:
                writer.write(row)
    with open_table(copy) as again:
        assert again.columns == table.columns
        assert [row.values for row in again.rows] == rows


def test_no_cell_of_a_spaced_file_begins_with_its_space() -> None:
    with open_table(DATA / "dedupe/febrl/dataset1.csv") as table:
        assert table.columns[1] == "given_name"
        assert not any(cell.startswith(" ") for row in table.rows for cell in row.values.values())


def test_salesforce_moments_and_amounts_are_understood() -> None:
    with open_table(DATA / "crm/sfdc_assets/Office__c.csv") as table:
        for row in table.rows:
            assert read_datetime(row.values["CreatedDate"]).year == 2020
            assert read_decimal(row.values["Budget__c"]) > 0


@pytest.mark.parametrize("folder", ["ical", "vcard"])
def test_no_calendar_and_no_card_breaks_the_reader(folder: str) -> None:
    """Most of them were made to be hard; what is binary is refused in words."""
    refused = []
    files = sorted([*(DATA / folder).rglob("*.ics"), *(DATA / folder).rglob("*.vcf")])
    for path in files:
        try:
            with open_table(path) as table:
                assert all(row.problem is None for row in table.rows) or table.format == "csv"
        except TableError:
            refused.append(path.name)
    assert len(files) > 3
    assert len(refused) <= 1
