"""Several people work on one record at the same moment: nothing is lost, nobody meets a fault."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, StageTotal, check_totals, list_pipelines
from salesforce_lite.team import Team, list_members
from tests.security.site import Site

Ask = Callable[[], int]


def all_at_once(*asked: Ask) -> list[int]:
    """The statuses of requests that start together, each in a thread of its own."""
    start = Barrier(len(asked))

    def run(ask: Ask) -> int:
        start.wait()
        return ask()

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(run, asked))


def asker(site: Site, who: str, address: str, form: dict) -> Ask:
    client = site.new_client(who)
    return lambda: client.post(address, data=form).status_code


@pytest.fixture
def read(site: Site):
    with site.app.make_session() as session:
        yield UnitOfWork(session, site.actor("admin"), surface="test")


def test_of_two_who_save_one_customer_the_second_is_told(site: Site, read) -> None:
    customer = site.north["customer"]
    version = read.session.get(Customer, customer).version
    form = {"kind": "organization", "lifecycle": "active", "confirmed": "1", "version": version}
    address = f"/customers/{customer}/edit"
    answers = all_at_once(
        asker(site, "rep", address, {**form, "name": "From the rep"}),
        asker(site, "inside", address, {**form, "name": "From the desk"}),
    )
    assert sorted(answers) == [303, 409]
    winner = ("From the rep", "From the desk")[answers.index(303)]
    read.session.rollback()
    assert read.session.scalar(select(Customer.name).where(Customer.id == customer)) == winner
    told = select(AuditEntry.changes).where(
        AuditEntry.record_id == customer, AuditEntry.record_version > version
    )
    assert [changes["name"][1] for changes in read.session.scalars(told)] == [winner]


def test_two_who_join_one_team_are_both_in_it_and_in_its_history(site: Site, read) -> None:
    team = read.session.scalars(select(Team).order_by(Team.name)).first()
    before = {one.id for one in list_members(read, team.id)}
    joining = [
        uid
        for uid in (site.actor(who).user_id for who in ("viewer", "inside"))
        if uid not in before
    ]
    address = f"/admin/teams/{team.id}/members"
    answers = all_at_once(*(asker(site, "admin", address, {"user_id": uid}) for uid in joining))
    assert answers == [303, 303]
    read.session.rollback()
    assert {one.id for one in list_members(read, team.id)} == before | set(joining)
    kept = select(AuditEntry).where(AuditEntry.record_id == team.id).order_by(AuditEntry.id)
    first, second = (one.changes["members"] for one in read.session.scalars(kept).all()[-2:])
    assert len(first[0]) == len(before)
    assert second == [first[1], sorted(map(str, before | set(joining)))]


def test_a_form_sent_twice_changes_a_record_once(site: Site, read) -> None:
    opportunity = site.north["opportunity"]
    version = read.session.get(Opportunity, opportunity).version
    address = f"/opportunities/{opportunity}/edit"
    form = {
        "title": "Sent twice",
        "customer_id": site.north["customer"],
        "expected_close_on": "2099-01-01",
        "version": version,
    }
    answers = all_at_once(*(asker(site, "rep", address, form) for _ in range(2)))
    assert sorted(answers) == [303, 409]


def test_one_card_moved_by_two_stands_in_one_stage_and_the_totals_agree(site: Site, read) -> None:
    opportunity = read.session.get(Opportunity, site.north["opportunity"])
    stages = [stage.id for stage in list_pipelines(read)[0].stages][1:3]
    address = f"/opportunities/{opportunity.id}/stage"
    answers = all_at_once(
        *(
            asker(site, who, address, {"stage_id": stage, "version": opportunity.version})
            for who, stage in zip(("rep", "inside"), stages, strict=True)
        )
    )
    assert sorted(answers) == [303, 409]
    read.session.rollback()
    read.session.expire_all()
    assert opportunity.stage_id == stages[answers.index(303)]
    assert check_totals(read) == []
    assert read.session.scalar(select(func.count()).select_from(StageTotal))


def test_a_customer_edited_while_it_is_merged_or_deleted_is_never_half_done(
    site: Site, read
) -> None:
    north = site.north
    endings = {
        "spare": f"/customers/{north['third']}/merging/{north['spare']}",
        "second": f"/customers/{north['second']}/deletion",
    }
    for name, ending in endings.items():
        version = read.session.get(Customer, north[name]).version
        form = {"kind": "organization", "lifecycle": "active", "confirmed": "1"}
        edit = {**form, "name": "Edited meanwhile", "version": version}
        answers = all_at_once(
            asker(site, "admin", ending, {"other_version": version}),
            asker(site, "rep", f"/customers/{north[name]}/edit", edit),
        )
        assert 303 in answers
        assert set(answers) <= {303, 404, 409}


def test_sixteen_people_who_log_at_once_all_get_through(site: Site, read) -> None:
    form = {"kind": "call", "customer_id": site.north["customer"], "note": "Sixteen at once"}
    clients = [site.new_client("rep") for _ in range(16)]

    def log_three_times(client) -> list[int]:
        return [client.post("/activities/new", data=form).status_code for _ in range(3)]

    with ThreadPoolExecutor(16) as pool:
        answers = [status for each in pool.map(log_three_times, clients) for status in each]
    assert answers == [303] * 48
    logged = select(func.count()).where(Activity.note == "Sixteen at once")
    assert read.session.scalar(logged) == 48
