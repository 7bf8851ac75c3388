"""The sources keep the rules of the house, and each rule has been seen to fail."""

import pytest

from tests.architecture import source_rules as rules
from tests.architecture.project import faults, module_names, python_sources
from tests.architecture.source_rules import Rule, Source

FRONT_DOOR = rules.imports_by_the_front_door(
    module_names() | {"salesforce_lite.customers.model", "salesforce_lite.customers.service"}
)

# Rule → the files that break it, each with its reason; a folder ends in a slash. It only shrinks.
EXCEPTIONS: dict[Rule, dict[str, str]] = {
    rules.stays_short: {},
    rules.has_a_name_of_the_product: {},
    rules.opens_with_a_sentence: {},
    rules.does_not_commit: {
        "salesforce_lite/kernel/uow.py": "it is the unit of work",
        "salesforce_lite/kernel/session.py": "its session, which refuses to be ended while lent",
        "salesforce_lite/web/application.py": "the surface ends the request's unit of work",
        "salesforce_lite/kernel/db.py": "a fresh connection ends the transaction of its settings",
    },
    rules.holds_no_sql_text: {
        "salesforce_lite/kernel/": "the machine room sets up both engines",
    },
    rules.marks_no_text_as_safe: {
        "salesforce_lite/web/parts.py": "draws what rows repeat and escapes each value itself",
        "salesforce_lite/web/panels.py": "what templates have drawn, which escape each value",
        "salesforce_lite/web/catalogues.py": "our own texts; what fills their places is escaped",
    },
    FRONT_DOOR: {},
    rules.goes_out_by_the_one_client: {
        "salesforce_lite/outbound/client.py": "it is the one client",
        "salesforce_lite/mail/post.py": "the mail server is the operator's setting",
        "salesforce_lite/mailbox/inbox.py": "and so is the mailbox",
    },
    rules.writes_through_services: {},
    rules.stays_without_the_web: {
        "salesforce_lite/web/": "it is the surface",
        "salesforce_lite/admin/": "the back office is a surface as well",
        "salesforce_lite/api/": "and so is the frame of the API",
        "salesforce_lite/cli/": "it starts the server",
        "salesforce_lite/app.py": "it composes the server",
        "salesforce_lite/testing/": "it opens pages as a browser does",
        "salesforce_lite/access/browser_sessions.py": "signs browsers in, by rows and a cookie",
        "salesforce_lite/access/cookies.py": "the cookies of browsers",
        "salesforce_lite/access/devices.py": "a cookie that knows a browser again",
        "salesforce_lite/access/notices.py": "a cookie that keeps what the next page tells",
        "salesforce_lite/access/security.py": "sets up the library that signs in",
        "salesforce_lite/access/model.py": "mixins of that library: columns without a request",
        "salesforce_lite/activities/rows.py": "a line of a list, as the page shows it",
        "salesforce_lite/activities/today_rows.py": "a line of Today",
        "salesforce_lite/activities/chips.py": "a mark on a line",
        "salesforce_lite/activities/changes.py": "what changed, in words",
        "salesforce_lite/activities/naming.py": "what a line is called, in words",
        "salesforce_lite/demo/banner.py": "what each page says above while there is sample data",
        "salesforce_lite/webhooks/site.py": "what jobs and pages use of the server they run in",
        "salesforce_lite/plugin/hookspecs.py": "only the type of a hook's answer",
    },
}
PLANTED = [
    (rules.stays_short, "customers/model.py", '"""Customers."""\n' + "x = 1\n" * 300),
    (rules.has_a_name_of_the_product, "customers/utils.py", '"""Things."""'),
    (rules.has_a_name_of_the_product, "helpers/dates.py", '"""Things."""'),
    (rules.opens_with_a_sentence, "customers/model.py", "import os"),
    (rules.opens_with_a_sentence, "customers/model.py", '"""no full stop"""'),
    (rules.does_not_commit, "customers/service.py", "def save(uow):\n    uow.session.commit()"),
    (
        rules.does_not_commit,
        "customers/service.py",
        "with begin() as t:\n    db.session().commit()",
    ),
    (rules.holds_no_sql_text, "customers/service.py", "from sqlalchemy import text\ntext('x')"),
    (rules.holds_no_sql_text, "customers/service.py", "from sqlalchemy import text as t\nt('x')"),
    (rules.holds_no_sql_text, "customers/service.py", "import sqlalchemy as sa\nsa.text('x')"),
    (
        rules.holds_no_sql_text,
        "customers/model.py",
        "from sqlalchemy import Index, text\nIndex('i', 'a', sqlite_where=text(f'{b} IS NULL'))",
    ),
    (rules.holds_no_sql_text, "customers/service.py", "connection.exec_driver_sql('x')"),
    (rules.marks_no_text_as_safe, "customers/views.py", "from markupsafe import Markup"),
    (rules.marks_no_text_as_safe, "customers/views.py", "import flask\nflask.Markup('<b>')"),
    (rules.tries_nothing, "customers/views.py", "try:\n    win()\nexcept KeyError:\n    pass"),
    (rules.writes_through_services, "lists/admin.py", "from flask_admin.contrib.sqla import *"),
    (rules.writes_through_services, "lists/admin.py", "import flask_admin"),
    (rules.writes_through_services, "lists/admin.py", "uow.session.add(value)"),
    (rules.writes_through_services, "lists/value_views.py", "session.delete(value)"),
    (rules.writes_through_services, "lists/admin.py", "from sqlalchemy import update"),
    (rules.stays_without_the_web, "customers/saving.py", "from flask import request"),
    (rules.stays_without_the_web, "customers/merge.py", "import wtforms"),
    (
        rules.stays_without_the_web,
        "customers/merge.py",
        "from salesforce_lite.web import current_uow",
    ),
    (rules.stays_without_the_web, "access/service.py", "from flask_security import current_user"),
    (FRONT_DOOR, "team/service.py", "from salesforce_lite.customers.model import Customer"),
    (FRONT_DOOR, "team/service.py", "from salesforce_lite.customers import service"),
    (FRONT_DOOR, "team/service.py", "import salesforce_lite.customers.service as s"),
    (FRONT_DOOR, "cli.py", "def main():\n    from salesforce_lite.customers.model import Customer"),
]
PLANTED += [
    (rules.goes_out_by_the_one_client, "customers/logo.py", f"import {way}")
    for way in ("http.client", "urllib.request", "requests", "httpx", "smtplib", "imap_tools")
]
PLANTED += [
    (rules.goes_out_by_the_one_client, "customers/logo.py", text)
    for text in (
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http.client import HTTPSConnection",
        "import socket\nsocket.create_connection(('x', 80))",
    )
]
ALLOWED = [
    (rules.stays_short, "customers/model.py", '"""Customers."""\n' + "x = 1\n" * 299),
    (rules.does_not_commit, "kernel/jobs.py", "def before_commit(hook):\n    return hook.commits"),
    (rules.holds_no_sql_text, "customers/service.py", "def text(value): ...\ntext('x')"),
    (
        rules.holds_no_sql_text,
        "customers/model.py",
        "from sqlalchemy import Index, text\nIndex('i', 'a', sqlite_where=text('b IS NULL'))",
    ),
    (rules.writes_through_services, "lists/admin.py", "seen.add(value)\nuow.session.flush()"),
    (rules.writes_through_services, "lists/keeping.py", "uow.session.add(value)"),
    (rules.goes_out_by_the_one_client, "customers/links.py", "from urllib.parse import urlsplit"),
    (rules.goes_out_by_the_one_client, "customers/links.py", "from http import HTTPStatus"),
    (rules.stays_without_the_web, "customers/merge_views.py", "from flask import request"),
    (
        rules.stays_without_the_web,
        "customers/saving.py",
        "from salesforce_lite.customers.merge import merge_customers",
    ),
    (FRONT_DOOR, "team/service.py", "from salesforce_lite.customers import Customer"),
    (FRONT_DOOR, "customers/service.py", "from salesforce_lite.customers.model import Customer"),
    (FRONT_DOOR, "team/service.py", "from salesforce_lite.kernel.uow import UnitOfWork"),
    (FRONT_DOOR, "team/service.py", "from salesforce_lite.config import Settings"),
]


@pytest.mark.parametrize("rule", EXCEPTIONS, ids=lambda rule: rule.__qualname__)
def test_the_sources_keep_the_rule(rule: Rule) -> None:
    # The root of all that is composed loads modules by path; migrations are history.
    sources = tuple(
        source
        for source in python_sources()
        if "migrations" not in source.parts
        and not (rule is FRONT_DOOR and source.path == "salesforce_lite/app.py")
    )
    assert faults(rule, sources, EXCEPTIONS[rule]) == ""


def test_views_leave_errors_to_the_table_of_errors() -> None:
    views = tuple(
        source
        for source in python_sources()
        if source.parts[-1].split("_")[-1] in ("views", "admin")
    )
    assert len(views) > 10
    assert faults(rules.tries_nothing, views, {}) == ""


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_the_rule_is_seen_to_fail(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(f"salesforce_lite/{path}", text)))


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_the_rule_lets_pass_what_only_looks_alike(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(Source(f"salesforce_lite/{path}", text)))


@pytest.mark.parametrize("name", ["service", "throttle", "passwords", "roles", "session_rows"])
def test_no_exception_covers_the_rules_of_who_signs_in(name: str) -> None:
    rule, path = rules.stays_without_the_web, f"salesforce_lite/access/{name}.py"
    exceptions = EXCEPTIONS[rule]
    assert path in faults(rule, (Source(path, "from flask import request"),), exceptions)


def test_an_exception_that_nothing_needs_is_a_fault() -> None:
    kept = Source("salesforce_lite/team/model.py", '"""Teams."""')
    assert faults(rules.stays_short, (kept,), {kept.path: "was long once"})


def test_the_rules_look_at_the_real_sources() -> None:
    assert "salesforce_lite.kernel.uow" in module_names()
