"""How one wants to be told: chosen on a page of one's own, kept, checked."""

import pytest

from salesforce_lite.kernel.errors import InvalidInputError, StaleVersionError
from salesforce_lite.notifications import own_choices, save_choices

FORM = {
    "version": 0,
    "mailed": ["mention"],
    "remind_appointments": "60",
    "remind_others": "-1",
    "remind_days": "0",
    "work_from": "07:00",
    "work_until": "15:00",
    "work_days": ["mon", "tue"],
}


@pytest.fixture
def chosen(work):
    def read(name="rep"):
        with work(name) as uow:
            return own_choices(uow)

    return read


def test_until_one_chooses_what_is_usual_holds(client_of, chosen):
    page = client_of("rep").get("/me").text
    assert "Reminders, Mentions" in page
    assert "30 minutes before" in page
    assert "08:00 to 19:00" in page
    assert chosen().version == 0


def test_what_one_chooses_is_kept_and_shown(client_of, chosen):
    browser = client_of("rep")
    answer = browser.post("/me/notifications", data={**FORM, "has_own_hours": "y"})
    assert answer.status_code == 303
    now = chosen()
    assert {kind for kind, is_mailed in now.mails.items() if is_mailed} == {"mention"}
    assert {"reminder", "token_budget"} < now.mails.keys()
    assert (now.remind_appointments, now.remind_others, now.remind_days) == (60, -1, 0)
    assert (now.work_days, now.hours.begins, now.hours.ends) == (("mon", "tue"), "07:00", "15:00")
    page = browser.get("/me").text
    assert "1 hour before" in page
    assert "Mon, Tue, 07:00 to 15:00" in page
    assert chosen("other").version == 0


def test_hours_that_do_not_count_are_not_asked_about(client_of, chosen):
    data = {**FORM, "work_from": "", "work_days": []}
    assert client_of("rep").post("/me/notifications", data=data).status_code == 303
    assert chosen().hours is None


def test_own_hours_need_a_day_and_their_ends(client_of):
    data = {**FORM, "has_own_hours": "y", "work_from": "", "work_days": []}
    told = client_of("rep").post("/me/notifications", data=data)
    assert told.status_code == 422
    assert "Choose at least one day." in told.text
    assert "Write the hour as 09:00." in told.text


def test_saved_in_two_windows_the_second_is_told_and_loses_nothing(client_of, chosen):
    browser = client_of("rep")
    browser.post("/me/notifications", data=FORM)
    late = browser.post("/me/notifications", data={**FORM, "remind_appointments": "120"})
    assert late.status_code == 409
    assert chosen().remind_appointments == 60
    assert '<option selected value="120">' in late.text
    version = chosen().version
    again = browser.post("/me/notifications", data={**FORM, "version": version})
    assert again.status_code == 303


@pytest.mark.parametrize("minutes", [-2, 28 * 1440 + 1])
def test_odd_reminders_are_refused(work, minutes):
    with pytest.raises(InvalidInputError), work("rep") as uow:
        save_choices(uow, {"remind_days": minutes}, version=0)


def test_who_is_behind_is_refused(work):
    with work("rep") as uow:
        save_choices(uow, {"remind_days": 0}, version=0)
    with pytest.raises(StaleVersionError), work("rep") as uow:
        save_choices(uow, {"remind_days": 5}, version=0)
