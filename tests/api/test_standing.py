"""Who is refused because another was faster is told what stands now, as far as they may read it."""

from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

STALE = '"99"'


def test_what_stands_comes_with_the_refusal_and_its_version_is_good_for_another_try(connect):
    mine, theirs = connect("rep"), connect("manager")
    made = mine.post("/customers", {"name": "Aceros"})
    path = f"/customers/{made.json['id']}"
    theirs.patch(path, {"note": "Ask for Ana"})
    refused = mine.patch(path, {"name": "Aceros SA"}, If_Match=made.headers["ETag"])
    assert (refused.status_code, refused.json["code"]) == (412, "stale_version")
    assert refused.mimetype == "application/problem+json"
    assert refused.json["current"] == mine.get(path).json
    assert refused.json["current"]["note"] == "Ask for Ana"
    again = mine.patch(path, {"name": "Aceros SA"}, If_Match=refused.headers["ETag"])
    assert (again.status_code, again.json["name"]) == (200, "Aceros SA")


def test_a_state_below_the_record_tells_the_record(program, add):
    opportunity = add("Pumps")
    path = f"/opportunities/{opportunity['id']}"
    refused = program.post(f"{path}/winning", {}, If_Match=STALE)
    assert (refused.status_code, refused.json["current"]) == (412, opportunity)


def test_what_is_found_out_at_the_commit_tells_what_stands_as_well(program, customer, monkeypatch):
    commit = UnitOfWork.commit

    def come_second(uow):
        if uow is not current_uow():
            # What is taken off the budget of the token.
            commit(uow)
            return
        uow.session.flush()
        raise StaleVersionError

    path = f"/customers/{customer['id']}"
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", come_second)
        named = program.patch(path, {"name": "B"}, If_Match=f'"{customer["version"]}"')
        named_none = program.patch(path, {"name": "B"})
    assert (named.status_code, named.json["current"]) == (412, customer)
    assert (named_none.status_code, "current" in named_none.json) == (409, False)


def test_who_may_not_read_the_record_is_only_refused(connect, customer):
    writer = connect("admin", scopes=["customers:write"])
    refused = writer.patch(f"/customers/{customer['id']}", {"name": "B"}, If_Match=STALE)
    assert (refused.status_code, "current" in refused.json) == (412, False)
    assert "ETag" not in refused.headers


def test_what_stands_counts_as_read(connect, app):
    program = connect("rep")
    path = f"/customers/{program.post('/customers', {'name': 'A'}).json['id']}"
    program.get(path)
    purse = app.extensions["purses"]._purses[program.token_id]
    before = purse.rows
    assert program.patch(path, {"name": "B"}, If_Match=STALE).status_code == 412
    # One for asking, one for what was told.
    assert before - purse.rows == 2
