"""`routes` is the list an auditor reads: every address, and who may call it."""

from salesforce_lite.web import App, policy_of
from tests.cli.conftest import Run


def listed(run: Run) -> list[tuple[str, ...]]:
    return [tuple(line.split("\t")) for line in run("routes").stdout.splitlines()]


def test_every_address_is_listed_with_its_policy(run: Run, app: App) -> None:
    rows = listed(run)
    # Those of plugins that come along, too, which this test's own server has not.
    core = [row for row in rows if not row[1].startswith(("/x/", "/admin/x/", "/api/v1/x/"))]
    assert sorted((address, policy) for _methods, address, policy in core) == sorted(
        (rule.rule, policy_of(app, rule.endpoint)) for rule in app.url_map.iter_rules()
    )
    assert ("GET", "/admin/x/scoring/", "scoring.manage") in rows
    assert [address for _methods, address, _policy in rows] == sorted(row[1] for row in rows)


def test_methods_and_policies_are_those_of_the_views(run: Run) -> None:
    assert {
        ("GET", "/healthz", "public"),
        ("GET,POST", "/sign-in", "public"),
        ("GET", "/static/<path:filename>", "public"),
        ("GET", "/today", "activities.view"),
        ("GET,POST", "/me/password", "signed-in"),
        ("GET", "/customers/<uuid:customer_id>", "customers.view"),
        ("POST", "/customers/<uuid:customer_id>/deletion", "customers.delete"),
        ("POST", "/demo/removal", "demo.remove"),
    } <= set(listed(run))
