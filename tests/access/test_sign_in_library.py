"""Flask-Security behind our pages: its passwords, its store, and nothing done by itself."""

from flask_security import current_user
from flask_security.utils import verify_password
from sqlalchemy import event

from salesforce_lite.access import find_user
from salesforce_lite.access.passwords import hash_password
from tests.conftest import PASSWORD


def test_it_reads_the_passwords_we_hash(app):
    hashed = hash_password(PASSWORD)
    with app.app_context():
        assert verify_password(PASSWORD, hashed)
        assert not verify_password("wrong", hashed)


def test_its_store_never_commits(app):
    store = app.extensions["security"].datastore
    with app.app_context():
        commits = []
        session = store.db.session()
        event.listen(session, "after_commit", commits.append)
        store.commit()
        assert commits == []
        session.rollback()


def test_it_knows_who_has_signed_in(browser):
    browser.sign_in("rep")
    with browser.client as client:
        client.get("/me")
        assert current_user.email == "rep@example.com"


def test_it_asks_nothing_of_the_database_on_its_own(app, browser):
    browser.sign_in("rep")
    queries = []
    event.listen(app.engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    browser.get("/me/zones?q=madrid")
    assert len([query for query in queries if query.startswith("SELECT")]) == 1


def test_a_token_in_the_address_opens_nothing(app, browser, work):
    with work("admin") as uow, app.test_request_context():
        token = find_user(uow, "rep@example.com").get_auth_token()
    assert browser.get(f"/me?auth_token={token}").status_code == 302
    assert browser.get("/me", headers={"Authentication-Token": token}).status_code == 302
