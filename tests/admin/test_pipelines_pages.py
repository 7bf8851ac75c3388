"""An administrator keeps pipelines and their stages."""

import pytest

from salesforce_lite.opportunities import list_pipelines

STAGE = {"name": "Trial", "probability": "60", "usual_days": "5", "demands": "amount"}


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def pipelines(work):
    def read():
        with work("admin") as uow:
            return list_pipelines(uow, retired=True)

    return read


def test_a_pipeline_begins_with_the_stages_of_the_first_and_is_changed(office, pipelines):
    [first] = pipelines()
    made = office.post("/admin/pipelines/new", data={"name": "Yearly"})
    assert made.status_code == 303
    new = pipelines()[-1]
    assert [stage.name for stage in new.stages] == [stage.name for stage in first.stages]
    address = f"/admin/pipelines/{new.pipeline.id}"
    assert made.location == address
    assert new.stages[0].name in office.get(address).text
    said = {"version": new.pipeline.version, "name": "Renewals"}
    assert office.post(address, data=said).status_code == 303
    renamed = pipelines()[-1].pipeline
    assert (renamed.name, renamed.is_active) == ("Renewals", False)
    assert "Not offered" in office.get("/admin/pipelines/").text
    assert office.post(address, data=said).status_code == 409
    office.post(f"{address}/place", data={"place": "1", "version": renamed.version})
    assert pipelines()[0].pipeline.name == "Renewals"


def test_a_stage_is_added_changed_and_moved(office, pipelines):
    pipeline_id = pipelines()[0].pipeline.id
    address = f"/admin/pipelines/{pipeline_id}/stages/new"
    assert office.post(address, data={**STAGE, "is_active": "y"}).status_code == 303
    stage = pipelines()[0].stages[-1]
    assert (stage.name, stage.probability, stage.usual_days) == ("Trial", 60, 5)
    assert stage.demands == ("amount",)
    one = f"/admin/pipelines/stages/{stage.id}"
    assert 'value="60"' in office.get(one).text
    said = {**STAGE, "version": stage.version, "probability": "70", "is_active": "y"}
    assert office.post(one, data=said).status_code == 303
    assert pipelines()[0].stages[-1].probability == 70
    version = pipelines()[0].stages[-1].version
    office.post(f"{one}/place", data={"place": "1", "version": version})
    assert pipelines()[0].stages[0].name == "Trial"


@pytest.mark.parametrize(
    ("field", "typed"), [("probability", "101"), ("probability", "x"), ("usual_days", "0")]
)
def test_a_wrong_number_is_told_beside_its_field(office, pipelines, field, typed):
    pipeline_id = pipelines()[0].pipeline.id
    address = f"/admin/pipelines/{pipeline_id}/stages/new"
    told = office.post(address, data={**STAGE, field: typed})
    assert told.status_code == 422
    assert 'aria-invalid="true"' in told.text
    assert 'value="Trial"' in told.text


def test_the_last_pipeline_stays_in_use(office, pipelines):
    [only] = pipelines()
    told = office.post(
        f"/admin/pipelines/{only.pipeline.id}",
        data={"version": only.pipeline.version, "name": only.pipeline.name},
    )
    assert told.status_code in (409, 422)
    assert pipelines()[0].pipeline.is_active


def test_what_is_not_there_is_not_found(office):
    nothing = "0190a7a4-0000-7000-8000-000000000000"
    for path in ("", "/stages/new"):
        assert office.get(f"/admin/pipelines/{nothing}{path}").status_code == 404
    assert office.get(f"/admin/pipelines/stages/{nothing}").status_code == 404
