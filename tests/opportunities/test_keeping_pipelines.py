"""Those who keep pipelines make, order and retire them and their stages; sales stay."""

import pytest

from salesforce_lite.audit import history_of
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.opportunities import (
    change_pipeline,
    change_stage,
    check_totals,
    get_opportunity,
    get_stage,
    list_pipelines,
    move_opportunity,
    move_pipeline,
    move_stage,
    save_pipeline,
    save_stage,
)
from salesforce_lite.opportunities.errors import (
    LastPipelineError,
    LastStageError,
    NoStagesError,
    StageRetiredError,
)
from tests.customers.together import at_once


def names_of(uow, **given) -> list[str]:
    return [stage.name for stage in list_pipelines(uow, **given)[0].stages]


@pytest.fixture
def service(work):
    """A second pipeline with two stages."""
    with work("admin") as uow:
        first = [{"name": "Asked", "probability": 20}, {"name": "Promised", "probability": 70}]
        save_pipeline(uow, name="Service", stages=first)
    with work("admin") as uow:
        return list_pipelines(uow)[1]


def test_a_pipeline_without_stages_is_not_made(work) -> None:
    with work("admin") as uow:
        with pytest.raises(NoStagesError, match="“Service” needs a stage"):
            save_pipeline(uow, name="Service")
        assert len(list_pipelines(uow, retired=True)) == 1


def test_what_is_not_said_of_a_stage_stays(work, stages) -> None:
    with work("admin") as uow:
        save_stage(
            uow,
            stages[1].id,
            pipeline_id=stages[1].pipeline_id,
            name="Needs",
            probability=30,
            usual_days=9,
            demands=["amount"],
            is_active=False,
        )
        changed = change_stage(uow, stages[1].id, {"name": "What they need"})
        assert (changed.name, changed.probability, changed.usual_days) == ("What they need", 30, 9)
        assert (changed.demands, changed.is_active) == (("amount",), False)
        assert {entry.actor_name for entry in history_of(uow, changed.id)} >= {"Admin"}


def test_a_retired_pipeline_is_renamed_without_coming_back(work, service) -> None:
    with work("admin") as uow:
        change_pipeline(uow, service.pipeline.id, {"is_active": False})
        renamed = change_pipeline(uow, service.pipeline.id, {"name": "Repairs"})
        assert (renamed.name, renamed.is_active) == ("Repairs", False)


def test_names_are_told_apart_in_capitals_or_not(work, stages, service) -> None:
    with work("admin") as uow:
        for attempt in (
            lambda: save_pipeline(uow, name="SERVICE"),
            lambda: change_stage(uow, service.stages[0].id, {"name": "promised"}),
            lambda: save_stage(uow, pipeline_id=service.pipeline.id, name="asked", probability=10),
        ):
            with pytest.raises(InvalidInputError) as refusal:
                attempt()
            assert set(refusal.value.fields) == {"name"}
        # Another pipeline may have a stage of the same name.
        save_stage(uow, pipeline_id=stages[0].pipeline_id, name="Asked", probability=10)


def test_stages_are_put_in_another_order(work, stages) -> None:
    with work("admin") as uow:
        before = names_of(uow)
        move_stage(uow, stages[3].id, 2)
        assert names_of(uow) == [before[0], before[3], before[1], before[2], before[4]]
        assert get_stage(uow, stages[4].id).version == stages[4].version


def test_the_pipeline_that_comes_first_is_the_one_new_sales_take(
    work, service, opportunity_of
) -> None:
    with work("admin") as uow:
        move_pipeline(uow, service.pipeline.id, 1)
    assert opportunity_of("rep").pipeline_id == service.pipeline.id


def test_nothing_enters_a_retired_stage_and_what_stands_there_moves_on(
    work, stages, opportunity_of
) -> None:
    sale = opportunity_of("rep", stage_id=stages[1].id)
    with work("admin") as uow:
        change_stage(uow, stages[1].id, {"is_active": False})
        assert check_totals(uow) == []
    with work("rep") as uow:
        assert get_opportunity(uow, sale.id).stage_id == stages[1].id
        move_opportunity(uow, sale.id, stages[2].id)
        with pytest.raises(StageRetiredError, match=stages[1].name):
            move_opportunity(uow, sale.id, stages[1].id)


def test_the_board_shows_what_was_retired_while_sales_stand_there(
    work, client_of, stages, service, opportunity_of
) -> None:
    sale = opportunity_of("rep", stage_id=service.stages[0].id, title="Old shelves")
    opportunity_of("rep", stage_id=stages[0].id, title="New racks")
    with work("admin") as uow:
        move_pipeline(uow, service.pipeline.id, 1)
        change_pipeline(uow, service.pipeline.id, {"is_active": False})
        change_stage(uow, service.stages[0].id, {"is_active": False})
    board = f"/opportunities?pipeline={service.pipeline.id}"
    assert "Old shelves" in client_of("rep").get(board).text
    assert "New racks" in client_of("rep").get("/opportunities").text
    assert "Old shelves" not in client_of("other").get(board).text
    with work("rep") as uow:
        move_opportunity(uow, sale.id, stages[0].id)
    shown = client_of("rep").get(board).text
    assert "New racks" in shown
    assert "Promised" not in shown


def test_the_last_stage_in_use_stays(work, service) -> None:
    with work("admin") as uow:
        change_stage(uow, service.stages[0].id, {"is_active": False})
        with pytest.raises(LastStageError, match="Promised"):
            change_stage(uow, service.stages[1].id, {"is_active": False})
        change_stage(uow, service.stages[1].id, {"probability": 80})


def test_of_two_who_retire_the_last_two_stages_at_once_one_is_refused(work, service) -> None:
    one, other = (stage.id for stage in service.stages)
    told = at_once(
        work,
        lambda uow: change_stage(uow, one, {"is_active": False}),
        lambda uow: change_stage(uow, other, {"is_active": False}),
    )
    assert [type(refusal) for refusal in told] == [LastStageError]


def test_two_who_change_different_things_at_once_lose_nothing(work, service) -> None:
    stage_id = service.stages[0].id
    told = at_once(
        work,
        lambda uow: change_stage(uow, stage_id, {"name": "Asked for"}),
        lambda uow: change_stage(uow, stage_id, {"probability": 25}),
    )
    assert told == []
    with work("admin") as uow:
        stage = get_stage(uow, stage_id)
        assert (stage.name, stage.probability) == ("Asked for", 25)


def test_the_last_pipeline_in_use_stays(work, stages, service) -> None:
    with work("admin") as uow:
        change_pipeline(uow, stages[0].pipeline_id, {"is_active": False})
        with pytest.raises(LastPipelineError, match="Service"):
            change_pipeline(uow, service.pipeline.id, {"is_active": False})


def test_who_read_an_older_version_is_told(work, service) -> None:
    with work("admin") as uow:
        change_pipeline(uow, service.pipeline.id, {"name": "Repairs"})
    with work("admin") as uow, pytest.raises(StaleVersionError):
        move_pipeline(uow, service.pipeline.id, 1, version=service.pipeline.version)


def test_pipelines_are_changed_only_by_those_who_keep_them(work, service) -> None:
    with work("manager") as uow:
        for attempt in (
            lambda: change_pipeline(uow, service.pipeline.id, {"name": "Mine"}),
            lambda: move_pipeline(uow, service.pipeline.id, 1),
            lambda: change_stage(uow, service.stages[0].id, {"name": "Mine"}),
            lambda: move_stage(uow, service.stages[0].id, 2),
        ):
            with pytest.raises(PermissionDeniedError):
                attempt()
