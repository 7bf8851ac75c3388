"""Kinds of activities that plugins bring, among those of the company."""

from salesforce_lite.activities import add_kind, move_kind, retire_kind
from tests.conftest import sign_in
from tests.plugin.conftest import Workshop

HOOKS = """
    @hookimpl
    def activity_kinds():
        return [
            ActivityKind(
                code="loyalty.round", label="Round", verb="Log round", icon="visit", weight=15
            ),
            ActivityKind(code="loyalty.last", label="Last", verb="Log last", icon="visit"),
        ]
"""


def codes(app) -> list[str]:
    return [kind.code for kind in app.contributions.activity_kinds]


def test_a_plugins_kind_stands_by_its_weight_and_after_what_was_put_before_it(
    workshop: Workshop, enable, operating
) -> None:
    workshop.write("loyalty", HOOKS)
    app, other = workshop.serve(), workshop.serve()
    enable(app, "loyalty")
    core = ["call", "message", "email", "meeting", "task", "promise", "note"]
    assert codes(app) == ["visit", "loyalty.round", *core, "loyalty.last"]
    with operating(app) as uow:
        made = add_kind(uow, name_en="Demo", name_es="Demostración", like="visit").code
        move_kind(uow, made, 1)
        retire_kind(uow, "note")
    for each in (app, other):
        assert codes(each) == [made, "visit", "loyalty.round", *core, "loyalty.last"]
        assert not each.contributions.activity_kinds[-2].is_offered


def test_the_back_office_names_whose_kind_it_is_and_leaves_it_to_the_plugin(
    workshop: Workshop, enable
) -> None:
    workshop.write("loyalty", HOOKS)
    app = workshop.serve()
    enable(app, "loyalty")
    office = sign_in(app, "admin")
    page = office.get("/admin/activity-kinds/").text
    row = page.partition('id="kind-loyalty.round"')[2].partition("</li>")[0]
    assert "of the plugin “Loyalty”" in row
    assert "<a " not in row
    assert office.get("/admin/activity-kinds/loyalty.round").status_code == 404


def test_without_any_plugin_a_change_is_seen_by_all_workers_too(
    workshop: Workshop, operating
) -> None:
    app, other = workshop.serve(), workshop.serve()
    assert codes(other) == codes(app)
    with operating(app) as uow:
        retire_kind(uow, "visit")
    for each in (app, other):
        assert not each.contributions.activity_kinds[0].is_offered
