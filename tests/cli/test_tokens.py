"""What an operator does with tokens for programs."""

import pytest

from salesforce_lite.tokens.errors import WrongTokenError
from salesforce_lite.web import App
from tests.cli.conftest import Run

WISHES = ("--name", "Telephone", "--scope", "customers:read", "--scope", "customers:write")
REP = "rep@example.com"


def ask(app: App, secret: str, address: str = "127.0.0.1") -> int:
    return (
        app.test_client()
        .get(
            "/api/v1/customers",
            headers={"Authorization": f"Bearer {secret}"},
            environ_base={"REMOTE_ADDR": address},
        )
        .status_code
    )


def test_a_token_is_made_printed_once_listed_and_revoked(run: Run, app: App) -> None:
    secret = run("token", "create", REP, *WISHES, "--days", "30").stdout.strip()
    assert secret.startswith("sfl_")
    assert ask(app, secret) == 200
    listed = run("token", "list", REP).stdout
    assert secret not in listed
    token_id, name, hint, _, *scopes = listed.split()
    assert (name, hint) == ("Telephone", f"…{secret[-4:]}")
    assert scopes == ["customers:read", "customers:write"]
    run("token", "revoke", token_id)
    assert ask(app, secret) == 401
    assert run("token", "list", REP).stdout == ""


def test_a_token_counts_only_from_the_ranges_that_are_named(run: Run, app: App) -> None:
    ranges = ("--network", "203.0.113.0/24", "--network", "198.51.100.7")
    secret = run("token", "create", REP, *WISHES, *ranges).stdout.strip()
    asked = ("203.0.113.9", "198.51.100.7", "198.51.100.8")
    assert [ask(app, secret, one) for one in asked] == [200, 200, 401]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (("--days", "367"), "lasts"),
        (("--days", "0"), "lasts"),
        (("--scope", "customers:drop"), "scopes"),
        (("--network", "here"), "networks"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(run: Run, more, field) -> None:
    with pytest.raises(WrongTokenError) as refused:
        run("token", "create", REP, *WISHES, *more)
    assert list(refused.value.fields) == [field]
    assert run("token", "list", REP).stdout == ""


def test_a_token_says_what_it_is_for(run: Run) -> None:
    assert run("token", "create", REP, "--name", "Telephone").exit_code == 2
    assert run("token", "create", REP, "--scope", "customers:read").exit_code == 2
