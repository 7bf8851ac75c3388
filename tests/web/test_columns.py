"""What a list leaves out where there is little room it leaves out under its head, too."""

import re
from datetime import timedelta

import pytest

from salesforce_lite.activities import plan_activity
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.clock import now, today
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity


def left_out(row: str) -> list[bool]:
    return ["sl-desk-only" in cell for cell in re.findall(r"<t[dh]\b[^>]*>", row)]


@pytest.mark.parametrize(
    "address", ["/customers", "/opportunities?view=list", "/activities", "/reports"]
)
def test_columns_stand_under_their_heads_at_every_width(address, client_of, work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))
        uow.session.flush()
        fields = {"title": "B line", "customer_id": customer.id, "expected_close_on": today()}
        save_opportunity(uow, OpportunityDraft.of(fields))
        later = now() + timedelta(days=1)
        plan_activity(uow, {"kind": "task", "subject": "Llamar", "due_at": later})
    table = re.search(r"<table.*?</table>", client_of("rep").get(address).text, re.S)[0]
    head, *rows = re.findall(r"<tr.*?</tr>", table, re.S)
    assert rows
    assert [left_out(row) for row in rows] == [left_out(head)] * len(rows)
