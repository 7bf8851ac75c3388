"""Questions of plugins in the form of activities, their answers in timelines and exports."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from salesforce_lite.activities import Activity, complete_activity, plan_activity
from salesforce_lite.imports import export_records, find_importer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import PluginFailedError, recent_failures
from salesforce_lite.testing import Records
from salesforce_lite.web import App
from tests.conftest import sign_in
from tests.customers.pages import form_values
from tests.plugin.asker import shop
from tests.plugin.conftest import Workshop

VISIT = "/activities/new?kind=visit"


class Site:
    """A server with the plugin switched on, and a rep in a browser."""

    def __init__(self, app: App, operating: Callable[[App], object]) -> None:
        self.app, self.operating = app, operating
        self.browser: FlaskClient = sign_in(app, "rep")
        self.records = Records(app)
        self.customer = self.records.customer()

    def log(self, **data: object):
        sent = {"kind": "visit", "customer_id": str(self.customer.id), "note": "All well", **data}
        return self.browser.post("/activities/new", data=sent)

    def planned(self, kind: str = "visit") -> Activity:
        with self.operating(self.app) as uow:
            return plan_activity(
                uow, {"kind": kind, "customer_id": self.customer.id, "subject": "Look in"}
            )

    def saved(self) -> list[Activity]:
        with self.operating(self.app) as uow:
            return list(uow.session.scalars(select(Activity).order_by(Activity.id)))

    def kept(self) -> dict[str, object]:
        return self.saved()[-1].data.get("shop", {})

    def failures(self) -> list[str]:
        with self.operating(self.app) as uow:
            return [str(note.details["place"]) for note in recent_failures(uow, "shop")]


@pytest.fixture
def open_site(workshop: Workshop, enable, operating) -> Callable[..., Site]:
    def build(hooks: str = "") -> Site:
        workshop.write("shop", hooks or shop())
        app = workshop.serve()
        enable(app, "shop")
        return Site(app, operating)

    return build


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


ALL = {"shop.tidy": "no", "shop.stock": "12.5", "shop.rival": "acme", "shop.said": " Come   back "}


def test_the_form_asks_what_the_plugin_wants_to_know_of_this_kind(site: Site) -> None:
    page = site.browser.get(VISIT).text
    assert "<h2>The shop</h2>" in page
    for name in ALL:
        assert f'name="{name}"' in page
    assert "shop." not in site.browser.get("/activities/new?kind=call").text
    assert "shop." not in site.browser.get(f"{VISIT}&plan=1").text


def test_answers_are_kept_as_values(site: Site) -> None:
    assert site.log(**ALL).status_code == 303
    assert site.kept() == {"tidy": False, "stock": "12.5", "rival": "acme", "said": "Come back"}


def test_without_a_required_answer_nothing_is_saved_and_nothing_typed_lost(site: Site) -> None:
    answer = site.log(**{"shop.stock": "12", "note": "Wants the B line"})
    assert answer.status_code == 422
    assert "Answer this." in answer.text
    assert "Wants the B line" in answer.text
    assert form_values(answer.text)["shop.stock"] == "12"
    assert site.saved() == []


def test_a_refusal_of_the_plugin_stands_beside_its_input_and_refuses_all(site: Site) -> None:
    answer = site.log(**{"shop.tidy": "yes", "shop.stock": "1001"})
    assert answer.status_code == 422
    notes = answer.text[answer.text.index('id="shop.stock-notes"') :]
    assert "So much fits in no shop." in notes[:300]
    assert site.saved() == []
    assert site.failures() == []


def test_answers_that_a_failing_plugin_loses_are_told_and_the_activity_is_saved(
    open_site: Callable[..., Site],
) -> None:
    site = open_site(shop("raise RuntimeError('no')"))
    assert site.log(**ALL).status_code == 303
    (visit,) = site.saved()
    assert (visit.note, visit.data) == ("All well", {})
    told = site.browser.get("/today").text
    assert "these answers were not kept" in told
    assert "Is the shelf tidy? No; Boxes in stock 12.5; Who else sells here? Acme" in told
    assert site.failures() == ["activity_questions.keep"]


def test_where_another_one_refuses_nothing_is_told_as_lost(open_site: Callable[..., Site]) -> None:
    second = """
    def refuse(uow, activity_id, answers):
        raise InvalidInputError(fields={"why": "Not so."})

    def ask_why(uow, about):
        return [ActivityInput(name="why", label="Why?", kind="text")]

    @hookimpl
    def activity_questions():
        return [
            ActivityQuestions(name="shop", ask=ask, keep=keep),
            ActivityQuestions(name="shop_why", ask=ask_why, keep=refuse, weight=200),
        ]
"""
    site = open_site(shop("raise RuntimeError('no')") + second)
    answer = site.log(**ALL, **{"shop.why": "Because"})
    assert answer.status_code == 422
    assert "Not so." in answer.text
    assert "were not kept" not in answer.text + site.browser.get("/today").text
    assert site.saved() == []


@pytest.mark.parametrize(
    "made",
    [
        "raise RuntimeError('no')",
        "return 5",
        "return [1]",
        "return [ActivityInput(name='UP', label='x', kind='text')]",
        "return [ActivityInput(name='a', label=1, kind='text')]",
        "return [ActivityInput(name='a', label='x', kind='colour')]",
        "return [ActivityInput(name='a', label='x', kind='choice', choices=('ab',))]",
        "return [ActivityInput(name='a', label='x', kind='choice', choices=((1, 'b'),))]",
        "return [ActivityInput(name='a', label='x', kind='number', value='1')]",
        "return [ActivityInput(name='a', label='x', kind='yes_no', value='yes')]",
    ],
)
def test_a_plugin_that_cannot_ask_costs_nobody_the_form(
    open_site: Callable[..., Site], made: str
) -> None:
    hooks = shop().replace(
        "def ask(uow, about):",
        f"def ask(uow, about):\n        {made}\n\n    def never(uow, about):",
    )
    site = open_site(hooks)
    assert site.browser.get(VISIT).status_code == 200
    assert site.log().status_code == 303
    assert "activity_questions.ask" in site.failures()


def test_what_was_answered_waits_while_another_kind_is_chosen(site: Site) -> None:
    typed = "&shop.tidy=yes&shop.stock=7&shop.said=Hello"
    call = site.browser.get(f"/activities/new?kind=call{typed}").text
    waiting = form_values(call)
    assert waiting["waiting.shop.stock"] == "7"
    sent = {name: value for name, value in waiting.items() if name.startswith("waiting.")}
    message = site.browser.get("/activities/new", query_string={"kind": "message", **sent}).text
    assert form_values(message)["shop.said"] == "Hello"
    assert form_values(message)["waiting.shop.tidy"] == "yes"
    back = form_values(
        site.browser.get("/activities/new", query_string={"kind": "visit", **sent}).text
    )
    assert (back["shop.tidy"], back["shop.stock"], back["shop.said"]) == ("yes", "7", "Hello")
    assert not [name for name in back if name.startswith("waiting.")]


def test_answers_that_wait_are_not_saved_with_another_kind(site: Site) -> None:
    assert (
        site.log(kind="call", **{"waiting.shop.tidy": "yes", "shop.stock": "3"}).status_code == 303
    )
    assert site.kept() == {}


def test_what_was_withdrawn_while_the_form_stood_open_can_still_be_answered(site: Site) -> None:
    assert site.log(**{"shop.tidy": "yes", "shop.old": "As ever"}).status_code == 303
    assert site.kept() == {"tidy": True, "old": "As ever"}


def test_what_was_withdrawn_is_not_asked_again_when_the_form_is_only_read_again(site: Site) -> None:
    assert "An old one" not in site.browser.get(f"{VISIT}&shop.old=As+ever").text


def test_ticking_off_opens_the_form_where_an_answer_is_required(site: Site) -> None:
    visit, call = site.planned(), site.planned("call")
    form = f"/activities/{visit.id}/completion"
    tick = f"/activities/{visit.id}/tick"
    answer = site.browser.post(tick, data={"version": visit.version})
    assert (answer.status_code, answer.location) == (303, form)
    answer = site.browser.post(
        tick, data={"version": visit.version}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 204
    assert json.loads(answer.headers["HX-Trigger"]) == {"panel": {"url": form}}
    site.browser.post(f"/activities/{call.id}/tick", data={"version": call.version})
    assert [one.is_done for one in site.saved()] == [False, True]


def test_what_was_planned_is_completed_with_answers(site: Site) -> None:
    visit = site.planned()
    form = f"/activities/{visit.id}/completion"
    assert 'name="shop.tidy"' in site.browser.get(form).text
    refused = site.browser.post(form, data={"version": visit.version, "note": "Done so"})
    assert refused.status_code == 422
    assert not site.saved()[-1].is_done
    site.browser.post(form, data={"version": visit.version, "shop.tidy": "yes"})
    assert site.saved()[-1].is_done
    assert site.kept() == {"tidy": True}


def test_who_comes_second_adds_what_is_not_answered_and_is_told_the_rest(site: Site) -> None:
    visit = site.planned()
    form = f"/activities/{visit.id}/completion"
    first = {"version": visit.version, "shop.tidy": "yes", "shop.stock": "5"}
    site.browser.post(form, data=first)
    second = {**first, "shop.tidy": "no", "shop.said": "Again"}
    site.browser.post(form, data=second)
    assert site.kept() == {"tidy": True, "stock": "5", "said": "Again"}
    told = site.browser.get("/today").text
    assert "It was answered before, and that stays. You had answered: Is the shelf tidy? No" in told
    assert "Boxes in stock 5" not in told


def test_a_service_a_file_and_a_plugin_complete_without_being_asked(site: Site) -> None:
    visit = site.planned()
    with site.operating(site.app) as uow:
        complete_activity(uow, visit.id)
    assert site.saved()[-1].is_done


def edit(site: Site, **changed: str):
    visit = site.saved()[-1]
    address = f"/activities/{visit.id}/edit"
    return site.browser.post(
        address, data={**form_values(site.browser.get(address).text), **changed}
    )


def test_answers_are_corrected_and_taken_back(site: Site) -> None:
    site.log(**ALL)
    assert edit(site, **{"shop.tidy": "yes", "shop.rival": "", "shop.said": ""}).status_code == 303
    assert site.kept() == {"tidy": True, "stock": "12.5", "rival": None, "said": None}


def test_who_edits_is_not_asked_for_what_nobody_answered(site: Site) -> None:
    site.records.activity(site.customer.id, kind="visit")
    assert edit(site, note="Longer").status_code == 303
    assert site.saved()[-1].note == "Longer"


def test_an_edited_answer_makes_a_new_version_and_an_equal_one_does_not(site: Site) -> None:
    site.log(**ALL)
    version = site.saved()[-1].version
    edit(site)
    assert site.saved()[-1].version == version
    edit(site, **{"shop.tidy": "yes"})
    assert site.saved()[-1].version > version


def test_two_who_correct_answers_at_once_are_told_of_each_other(site: Site) -> None:
    site.log(**ALL)
    visit = site.saved()[-1]
    address = f"/activities/{visit.id}/edit"
    mine = form_values(site.browser.get(address).text)
    edit(site, **{"shop.tidy": "yes"})
    answer = site.browser.post(address, data={**mine, "shop.stock": "99"})
    assert answer.status_code == 409
    assert "“Yes” is what stands there now." in answer.text
    assert site.kept()["stock"] == "12.5"
    again = form_values(answer.text)
    assert site.browser.post(address, data=again).status_code == 303
    assert site.kept()["stock"] == "99"


def test_how_long_answering_took_goes_to_the_plugin_and_nonsense_does_not(site: Site) -> None:
    told = {"shop.tidy": 2500, "shop.said": 4000, "note": 9, "shop.stock": 10**9, "shop.rival": "x"}
    site.log(**{**ALL, "shop.said": "", "pace": json.dumps(told)})
    asker = import_module(f"{site.app.plugins.installation.plugin('shop').package}.hooks")
    assert asker.SECONDS == [{"tidy": 2.5, "stock": 120}]
    for pace in (
        "[]",
        "{",
        '{"shop.tidy": NaN}',
        '{"shop.tidy": -1}',
        '{"shop.tidy": 1e999}',
        "[" * 9000,
        '"x"',
        "1" * 20_000,
    ):
        assert site.log(**{**ALL, "pace": pace}).status_code == 303
        assert asker.SECONDS[-1] == {}
    # Larger than any float.
    assert site.log(**{**ALL, "pace": f'{{"shop.tidy": {"9" * 400}}}'}).status_code == 303
    assert asker.SECONDS[-1] == {"tidy": 120}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tidy", "perhaps"),
        ("rival", "nobody"),
        ("stock", "many"),
        ("stock", "1e999"),
        ("stock", "NaN"),
        ("stock", "9" * 30),
        ("stock", "0.123456789"),
        ("said", "x" * 501),
    ],
)
def test_what_is_no_answer_is_told_beside_the_input(site: Site, name: str, said: str) -> None:
    answer = site.log(**{**ALL, f"shop.{name}": said})
    assert answer.status_code == 422
    assert "sl-error" in answer.text
    assert site.saved() == []


def test_a_plugin_that_is_off_asks_nothing(site: Site) -> None:
    with site.operating(site.app) as uow:
        site.app.plugins.disable(uow, "shop")
    assert "shop." not in site.browser.get(VISIT).text
    assert site.log(**ALL).status_code == 303
    assert site.kept() == {}


def test_the_timeline_shows_and_finds_what_was_answered(site: Site) -> None:
    site.log(**ALL)
    page = f"/customers/{site.customer.id}"
    assert "Tidy as never before" in site.browser.get(page).text
    assert (
        "Tidy as never before"
        in site.browser.get(f"{page}/timeline?find=never", headers={"HX-Request": "true"}).text
    )


@pytest.mark.parametrize("fault", ["raise RuntimeError('no')", "return 5", "return {ids[0]: [1]}"])
def test_lines_that_fail_are_left_out(open_site: Callable[..., Site], fault: str) -> None:
    hooks = shop().replace("def lines(uow, ids):", f"def lines(uow, ids):\n        {fault}")
    site = open_site(hooks)
    site.log(**ALL)
    page = site.browser.get(f"/customers/{site.customer.id}")
    assert page.status_code == 200
    assert "All well" in page.text
    assert "activity_lines.load" in site.failures()


def sent_out(site: Site, uow: UnitOfWork, tmp_path) -> list[dict[str, str]]:
    path = tmp_path / "activities.csv"
    contributions = site.app.contributions
    importer = find_importer(contributions.importers, "activities")
    export_records(uow, importer, path, added=contributions.export_columns)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_export_has_the_columns_of_the_plugin(site: Site, tmp_path) -> None:
    site.log(**ALL)
    site.records.activity(site.customer.id)
    with site.operating(site.app) as uow:
        rows = sent_out(site, uow, tmp_path)
    assert [row["shop: Boxes"] for row in rows] == ["12.5", ""]


def test_an_export_that_a_plugin_breaks_says_so(open_site: Callable[..., Site], tmp_path) -> None:
    hooks = shop().replace("def cells(uow, ids):", "def cells(uow, ids):\n        raise OSError")
    site = open_site(hooks)
    site.log(**ALL)
    with pytest.raises(PluginFailedError, match="export_columns"), site.operating(site.app) as uow:
        sent_out(site, uow, tmp_path)


def test_numbers_are_decimals(site: Site) -> None:
    site.log(**{**ALL, "shop.stock": "0"})
    assert Decimal(str(site.kept()["stock"])) == 0
