"""What one page tells on the next goes with the browser: saving stays one transaction."""

import pytest
from sqlalchemy import event


@pytest.fixture
def commits(app):
    """How many transactions that may write were begun so far, per request that asks."""
    begun = []
    if app.engine.dialect.name != "sqlite":
        pytest.skip("counted by the statement with which SQLite begins to write")

    def count(_connection, _cursor, statement, *_rest):
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)

    event.listen(app.engine, "before_cursor_execute", count)
    yield begun
    event.remove(app.engine, "before_cursor_execute", count)


def log_a_note(client):
    return client.post("/activities/new", data={"kind": "note", "note": "Called back."})


def test_saving_and_showing_that_it_was_saved_is_one_transaction(client_of, commits):
    client = client_of("rep")
    client.get("/today")
    commits.clear()
    answer = log_a_note(client)
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    assert "Saved: " in shown
    assert len(commits) == 1


def test_a_message_is_shown_once(client_of):
    client = client_of("rep")
    answer = log_a_note(client)
    assert "Saved: " in client.get(answer.location).text
    assert "Saved: " not in client.get(answer.location).text


def test_a_message_is_not_shown_to_whoever_signs_in_next(app, client_of):
    first, second = client_of("rep"), client_of("manager")
    log_a_note(first)
    second.set_cookie("sfl_notices", first.get_cookie("sfl_notices").value)
    assert "Saved: " not in second.get("/today").text


def test_a_forged_message_is_not_shown(client_of):
    client = client_of("rep")
    log_a_note(client)
    signed = client.get_cookie("sfl_notices").value
    client.set_cookie("sfl_notices", signed[:-3] + "abc")
    answer = client.get("/today")
    assert answer.status_code == 200
    assert "Saved: " not in answer.text
