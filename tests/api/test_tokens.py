"""Tokens: what they open, what they do not, how much they read."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select

from salesforce_lite.access import change_profile, change_role, deactivate_user, set_password
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail import Mail
from salesforce_lite.testing import find_user
from salesforce_lite.tokens import (
    ApiToken,
    RowBudgetSpentError,
    TokenBudgetLow,
    TokenMade,
    change_budget,
    make_token,
    revoke_token,
    take_rows,
)
from salesforce_lite.tokens.errors import WrongTokenError
from salesforce_lite.tokens.service import LONGEST_LIFE

SCOPES = ["customers:read", "customers:write"]


def _unknown(answer):
    return (answer.status_code, answer.json["code"]) == (401, "unauthenticated")


def test_only_the_hash_of_the_secret_is_kept(program, app):
    with app.make_session() as session:
        token = session.scalars(select(ApiToken)).one()
    assert program.secret.startswith("sfl_")
    assert len(program.secret) > 40
    assert program.secret not in repr(vars(token))
    assert token.hint == program.secret[-4:]


def test_a_scope_opens_what_it_names_and_nothing_else(connect):
    reader = connect("admin", scopes=["customers:read"])
    assert reader.get("/customers").status_code == 200
    refused = reader.post("/customers", {"name": "A"})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


def test_a_token_narrows_its_owner_and_never_widens_them(connect):
    viewer = connect("viewer")
    refused = viewer.post("/customers", {"name": "A"})
    assert (refused.status_code, refused.json["code"]) == (403, "permission_denied")


def test_a_program_sees_what_its_owner_sees(connect):
    made = connect("rep").post("/customers", {"name": "Of the rep"}).json
    assert connect("other").get(f"/customers/{made['id']}").status_code == 404
    assert connect("other").get("/customers").json["items"] == []
    assert connect("manager").get(f"/customers/{made['id']}").status_code == 200


def test_nobody_is_behind_a_token_that_does_not_count(connect, app, work):
    program = connect("rep")
    assert program.get("/customers").status_code == 200
    for secret in ("", "sfl_", "sfl_x", f"{program.secret}x", "x" * 5000, "sfl_ä"):
        before, program.secret = program.secret, secret
        assert _unknown(program.get("/customers"))
        program.secret = before
    plain = app.test_client().get("/api/v1/customers", headers={"Authorization": "Basic x"})
    assert _unknown(plain)
    with work("rep") as uow:
        revoke_token(uow, program.token_id)
    assert _unknown(program.get("/customers"))


def test_a_token_ends_with_its_time(connect, at):
    program = connect("rep", lasts=timedelta(days=1))
    now = clock.now()
    at(now + timedelta(hours=23))
    assert program.get("/customers").status_code == 200
    at(now + timedelta(hours=25))
    assert _unknown(program.get("/customers"))


def test_a_token_ends_with_its_owner(connect, work):
    program = connect("rep")
    with work("admin") as uow:
        deactivate_user(uow, find_user(uow.session, "rep").id)
    assert _unknown(program.get("/customers"))
    with work("admin") as uow:
        token = uow.session.get(ApiToken, program.token_id)
        assert token.revoked_at is not None


def test_a_token_counts_only_from_its_addresses(connect):
    near = connect("rep", networks=["127.0.0.0/8"])
    far = connect("rep", networks=["203.0.113.0/24", "2001:db8::/32"])
    assert near.get("/customers").status_code == 200
    assert _unknown(far.get("/customers"))


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["customers:drop"]}, "scopes"),
        ({"lasts": LONGEST_LIFE + timedelta(seconds=1)}, "lasts"),
        ({"lasts": timedelta()}, "lasts"),
        ({"networks": ["here"]}, "networks"),
    ],
)
def test_what_is_wrong_about_a_wish_is_named(work, wishes, field):
    wanted = {"name": "A", "scopes": SCOPES, "known_scopes": SCOPES, **wishes}
    with work("rep") as uow, pytest.raises(WrongTokenError) as refused:
        make_token(uow, user_id=uow.actor.user_id, **wanted)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("locale", "words"), [("en", "A program may act"), ("es-MX", "Un programa")]
)
def test_the_owner_is_told_that_a_token_was_made(connect, work, work_off, app, told, locale, words):
    with work("rep") as uow:
        change_profile(uow, {"locale": locale})
    connect("rep")
    assert told(TokenMade)
    work_off()
    with app.make_session() as session:
        mail = session.scalars(select(Mail)).one()
    assert mail.recipient == "rep@example.com"
    assert mail.subject.startswith(words)


def _with_budget(work, program, hour, day):
    with work("admin") as uow:
        change_budget(uow, program.token_id, rows_per_hour=hour, rows_per_day=day)


def test_a_token_reads_no_more_than_its_budget(connect, work, app, told, work_off):
    program = connect("rep")
    _with_budget(work, program, 90, 1000)
    for number in range(10):
        program.post("/customers", {"name": f"Customer {number}"})
    answers = [program.get("/customers?limit=10").status_code for _ in range(12)]
    assert answers == [200] * 8 + [429] * 4
    refused = program.get("/customers?limit=10")
    assert refused.json["code"] == "row_budget_spent"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert [fact.window for fact in told(TokenBudgetLow)] == ["hour"]
    work_off()
    with app.make_session() as session:
        subjects = [mail.subject for mail in session.scalars(select(Mail))]
    assert [one for one in subjects if "reads a lot" in one]


def test_the_owner_is_told_when_most_of_the_day_is_spent(connect, work, app, told, work_off, at):
    """Though no hour comes near to what it may be."""
    moment = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    at(moment)
    program = connect("rep")
    _with_budget(work, program, 60, 100)
    for rows in (40, 39):
        with work("rep") as uow:
            take_rows(uow, program.token_id, rows, "127.0.0.1")
        moment += timedelta(hours=1)
        at(moment)
    assert told(TokenBudgetLow) == []
    for _ in range(2):
        with work("rep") as uow:
            take_rows(uow, program.token_id, 1, "127.0.0.1")
    assert [(fact.window, fact.most) for fact in told(TokenBudgetLow)] == [("day", 100)]
    work_off()
    with app.make_session() as session:
        mails = [one for one in session.scalars(select(Mail)) if "reads a lot" in one.subject]
    assert [("80 %" in one.text, "in a day" in one.text) for one in mails] == [(True, True)]


def test_a_new_hour_has_a_budget_of_its_own_until_the_day_is_spent(connect, work, at):
    moment = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    at(moment)
    program = connect("rep")
    _with_budget(work, program, 60, 130)
    program.post("/customers", {"name": "One"})
    statuses = []
    for _ in range(4):
        statuses.append([program.get("/customers").status_code for _ in range(70)].count(200))
        moment += timedelta(hours=1)
        at(moment)
    # One was read on writing.
    assert sum(statuses) <= 129
    assert statuses[0] == 59
    assert statuses[3] == 0
    at(datetime(2026, 3, 3, 0, 0, 1, tzinfo=UTC))
    assert program.get("/customers").status_code == 200


def test_processes_share_the_budget(connect, work, app):
    """What one has taken is not there for the other, whatever it has kept for itself."""
    program = connect("rep")
    _with_budget(work, program, 100, 1000)
    for _ in range(3):
        with work("rep") as uow:
            take_rows(uow, program.token_id, 30, "127.0.0.1")
    with work("rep") as uow, pytest.raises(RowBudgetSpentError):
        take_rows(uow, program.token_id, 30, "127.0.0.1")


def test_reading_along_with_a_change_counts_too(connect, work):
    program = connect("rep")
    _with_budget(work, program, 60, 60)
    made = program.post("/customers", {"name": "One"}).json
    answers = [program.patch(f"/customers/{made['id']}", {}).status_code for _ in range(80)]
    assert answers.count(200) < 60
    assert answers[-1] == 429


def test_its_owner_sees_when_and_from_where_it_was_used(connect, app):
    program = connect("rep")
    before = clock.now()
    program.post("/customers", {"name": "One"})
    program.get("/customers")
    with app.make_session() as session:
        token = session.get(ApiToken, program.token_id)
        assert token.used_at >= before
        assert token.used_from == "127.0.0.1"


def test_a_token_ends_with_the_permission_to_have_one(connect, work, app):
    program = connect("viewer")
    assert program.get("/customers").status_code == 200
    with work("admin") as uow:
        change_role(
            uow,
            "viewer",
            permissions=["customers.view"],
            known=app.contributions.permissions,
            record_access="all",
        )
    assert _unknown(program.get("/customers"))


def test_a_password_from_somebody_else_ends_all_tokens(connect, work):
    program, own = connect("rep"), connect("manager")
    with work("admin") as uow:
        set_password(uow, find_user(uow.session, "rep"), "another horse battery")
    assert _unknown(program.get("/customers"))
    assert own.get("/customers").status_code == 200


def test_what_a_refused_write_had_taken_is_not_given_away_later(connect, work, app):
    """Its commit fails, and with it what it took off the budget."""
    program = connect("rep")
    _with_budget(work, program, 100, 1000)
    with patch.object(UnitOfWork, "commit", side_effect=ConflictError):
        for number in range(30):
            assert program.post("/customers", {"name": f"A {number}"}).status_code == 409
    assert app.extensions["purses"]._purses[program.token_id].rows == 0


def test_who_asks_before_the_hour_and_ends_after_it_sets_nothing_back(connect, work, at, app):
    start = datetime(2026, 3, 2, 10, 59, 59, tzinfo=UTC)
    at(start)
    program = connect("rep")
    with work("rep") as late:
        at(start + timedelta(seconds=2))
        take_rows(late, program.token_id, 100, "127.0.0.1")
    with app.make_session() as session:
        token = session.get(ApiToken, program.token_id)
        assert (token.hour.hour, token.hour_rows) == (11, 100)


def test_what_finds_nothing_costs_a_row_and_is_refused_when_none_is_left(connect, work):
    program = connect("rep")
    _with_budget(work, program, 5, 5)
    answers = [program.get("/customers?email=a@b.co").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_a_batch_costs_as_many_rows_as_it_shows(connect, work):
    program = connect("rep")
    items = [{"name": f"A {number}"} for number in range(30)]
    made = program.post("/customers/batch", {"items": items}).json["results"]
    ids = [{"id": one["record"]["id"]} for one in made]
    _with_budget(work, program, 100, 100)
    answers = [program.patch("/customers/batch", {"items": ids}).status_code for _ in range(4)]
    # Thirty were read when they were made.
    assert answers == [200, 200, 429, 429]


def test_who_asks_is_looked_up_once(app, connect):
    program = connect("rep")
    with patch.object(app, "find_actor", wraps=app.find_actor) as finding:
        program.get("/me")
        program.post("/customers", {"name": "Aceros"})
    assert finding.call_count == 2
