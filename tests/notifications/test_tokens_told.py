"""The owner of a token hears on the bell that its program reads a lot, and nobody else does."""

from datetime import timedelta

from salesforce_lite.notifications import notify
from salesforce_lite.tokens import ApiToken, TokenBudgetLow


def test_the_owner_is_told_by_the_name_of_the_token(work, client_of, user_id, told):
    rep = user_id("rep")
    with work("rep") as uow:
        token = ApiToken(
            user_id=rep,
            name="Telephone",
            hint="abcd",
            secret_hash="0" * 64,
            scopes=("customers:read",),
            expires_at=uow.now + timedelta(days=30),
            networks=(),
        )
        uow.session.add(token)
        uow.session.flush()
        uow.record(TokenBudgetLow(token_id=token.id, user_id=rep, window="hour", most=5000))
        token_id = token.id
    assert [kind for kind, _ in told("rep")] == ["token_budget"]
    assert "The token “Telephone” reads a lot" in client_of("rep").get("/notifications").text
    other = user_id("other")
    with work("admin") as uow:
        notify(uow, other, "token_budget", about=token_id)
    assert "Telephone" not in client_of("other").get("/notifications").text
