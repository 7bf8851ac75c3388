"""A contact with nobody about nothing is refused; one word is enough."""

import pytest

from salesforce_lite.activities import log_activity
from salesforce_lite.kernel.errors import InvalidInputError


@pytest.mark.parametrize("kind", ["visit", "call", "message", "email", "meeting"])
def test_a_contact_with_nobody_about_nothing_is_refused(work, kind):
    with work("rep") as uow:
        with pytest.raises(InvalidInputError) as refused:
            log_activity(uow, {"kind": kind, "note": "  ", "subject": " "})
        assert set(refused.value.fields) == {"customer_id"}
        assert log_activity(uow, {"kind": kind, "note": "Somebody at the fair"}).is_done


def test_the_form_says_so_and_keeps_what_was_chosen(client_of):
    client = client_of("rep")
    refused = client.post("/activities/new", data={"kind": "visit", "status": "done"})
    assert refused.status_code == 422
    assert "Choose the customer, or write what it was about." in refused.text
