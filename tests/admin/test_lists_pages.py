"""An administrator keeps the lists that people choose from."""

import pytest

from salesforce_lite.lists import list_values

SOURCES = "/admin/lists/opportunity.source"


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def sources(work):
    def read(*, retired=True):
        with work("admin") as uow:
            return list_values(uow, "opportunity.source", retired=retired)

    return read


def test_a_value_is_added_renamed_moved_retired_and_offered_again(office, sources):
    assert SOURCES in office.get("/admin/lists/").text
    added = office.post(SOURCES, data={"label_en": "Podcast", "label_es": "Pódcast"})
    assert (added.status_code, added.location) == (303, SOURCES)
    value = sources()[-1]
    assert (value.code, value.label_es) == ("podcast", "Pódcast")
    address = f"/admin/lists/values/{value.id}"
    office.post(address, data={"label_en": "Radio", "label_es": "Radio", "version": value.version})
    assert (sources()[-1].code, sources()[-1].label_en) == ("podcast", "Radio")
    office.post(f"{address}/place", data={"place": "1", "version": sources()[-1].version})
    assert sources()[0].label_en == "Radio"
    office.post(f"{address}/retirement", data={"version": sources()[0].version})
    assert "Radio" not in [one.label_en for one in sources(retired=False)]
    page = office.get(SOURCES).text
    assert "Offered no more" in page
    assert "Radio" in page
    office.post(f"{address}/revival")
    assert sources(retired=False)[0].label_en == "Radio"


def test_a_label_that_is_taken_is_refused_beside_what_was_typed(office, sources):
    taken = sources()[0]
    told = office.post(SOURCES, data={"label_en": taken.label_en, "label_es": "Otra"})
    assert told.status_code == 422
    assert 'value="Otra"' in told.text
    assert len(sources()) == len({one.code for one in sources()})


def test_two_who_rename_a_value_are_both_told(office, client_of, sources):
    value = sources()[0]
    address = f"/admin/lists/values/{value.id}"
    version = value.version
    office.post(address, data={"label_en": "First", "label_es": "Primero", "version": version})
    told = office.post(
        address, data={"label_en": "Second", "label_es": "Primero", "version": version}
    )
    assert told.status_code == 409
    assert 'value="Second"' in told.text
    assert "First" in told.text
    assert sources()[0].label_en == "First"


def test_a_list_or_value_that_is_not_there_is_not_found(office):
    assert office.get("/admin/lists/no_such_list").status_code == 404
    assert office.get("/admin/lists/values/0190a7a4-0000-7000-8000-000000000000").status_code == 404


def test_who_may_not_keep_lists_finds_no_back_office(client_of):
    rep = client_of("rep")
    assert {rep.get(path).status_code for path in ("/admin/", "/admin/lists/", SOURCES)} == {403}
    assert "/admin/" not in rep.get("/today").text
