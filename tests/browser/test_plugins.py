"""An administrator switches a plugin on, configures it and switches it off; reps see it at once."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk, OpenDesk
from tests.browser.records import Person


def test_a_plugin_is_switched_on_configured_and_off(open_desk: OpenDesk, person: Person) -> None:
    office = open_desk(person, login=person.administrator)
    desk = open_desk(person)
    greeting = f"Aloha {person.login}"
    office.go("/admin/plugins/")
    office.page.locator("#greeter a").click()
    office.button("Switch on").click()
    expect(office.button("Switch off")).to_be_visible()

    office.page.locator("[name=set-words]").fill(greeting)
    office.button("Save settings").click()
    expect(office.page.locator("[name=set-words]")).to_have_value(greeting)
    _greets(desk, greeting)

    office.page.locator("[name=set-words]").fill("")
    office.button("Save settings").click()
    expect(office.page.locator(".sl-error")).to_be_visible()
    office.go("/admin/plugins/greeter")
    office.button("Switch off").click()
    expect(office.button("Switch on")).to_be_visible()
    _greets(desk, greeting, times=0)


def _greets(desk: Desk, greeting: str, *, times: int = 1) -> None:
    # Another worker may serve an older state for a second; this one knows at once.
    desk.go("/today")
    expect(desk.page.get_by_text(re.compile(re.escape(greeting)))).to_have_count(times)


# The pages do not follow each other here, so that there is time to look; the second press is asked
# whether it would go on.
_PRESS_TWICE = """
() => {
  const button = document.querySelector("[data-busy]"), sent = [];
  addEventListener("submit", (event) => {
    sent.push(!event.defaultPrevented);
    event.preventDefault();
  });
  button.click();
  button.click();
  return [button.textContent.trim(), button.ariaBusy, sent];
}
"""


def test_what_takes_its_time_is_said_and_done_once(open_desk: OpenDesk, person: Person) -> None:
    office = open_desk(person, login=person.administrator)
    office.go("/admin/plugins/greeter")
    said, busy, sent = office.page.evaluate(_PRESS_TWICE)
    assert (said, busy) == (office.say("Switching it on …"), "true")
    assert sent == [True, False]
