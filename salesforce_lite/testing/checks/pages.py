"""The pages of a plugin, those in the back office too: who may see them."""

from collections.abc import Iterator

from werkzeug.routing import BuildError

from salesforce_lite.testing.checks.addresses import addresses_of
from salesforce_lite.testing.checks.loading import refuse_what_is_told
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial

_OPEN = ("public", "signed-in")


def check_pages(trial: Trial) -> None:
    """Its pages say who may see them, and nobody else does; its menu leads somewhere."""
    refuse_what_is_told(trial, frozenset(["plugin_pages"]))
    for fault in (*_unknown_permissions(trial), *_leading_nowhere(trial)):
        raise Fault(fault)
    trial.enable_to_look()
    visitor = trial.browser()
    for address in addresses_of(trial):
        answer = visitor.open(address.path, method=address.method)
        is_sent_away = answer.status_code == 302 and answer.location.startswith("/sign-in")
        is_told = address.is_for_programs and answer.status_code == 401
        if address.policy != "public" and not (is_sent_away or is_told):
            raise Fault(
                f"{address.path} answers {answer.status_code} to who has not signed in; it should "
                "lead to signing in. Leave that to its policy."
            )
    _check_own_office(trial)
    _check_office(trial)


def _check_own_office(trial: Trial) -> None:
    """The first pages of its views in the back office can be shown to who may see them."""
    browser = trial.browser("admin")
    for address in addresses_of(trial):
        if address.is_office and address.is_plain and address.method == "GET":
            status = browser.get(address.path).status_code
            if status >= 400:
                raise Fault(f"{address.path} answers {status} to an administrator.")


def _check_office(trial: Trial) -> None:
    path = f"/admin/plugins/{trial.id}"
    if trial.browser("rep").get(path).status_code != 403:
        raise Fault("Who may not manage plugins sees its page in the back office.")
    if trial.browser().get(path).status_code != 302:
        raise Fault("Who has not signed in sees its page in the back office.")
    if trial.browser("admin").get(path).status_code != 200:
        raise Fault("Its page in the back office cannot be shown; look at its settings form.")


def _unknown_permissions(trial: Trial) -> Iterator[str]:
    """What nobody could ever be given."""
    own = trial.plugin.contributions
    known = {each.code for each in (*own.permissions, *trial.app.contributions.permissions)}
    asked = [(f"The panel in {one.slot}", one.permission) for one in own.panels]
    asked += [(f"The menu item “{one.id}”", one.permission) for one in own.menu_items]
    asked += [(f"The view “{one.title}”", one.permission) for one in own.admin_views]
    asked += [(f"The column “{one.name}”", one.permission) for one in own.list_columns]
    asked += [(one.path, one.policy) for one in addresses_of(trial) if one.policy not in _OPEN]
    for what, permission in asked:
        if permission and permission not in known:
            yield f"{what} needs “{permission}”, which no hook `permissions` declares."


def _leading_nowhere(trial: Trial) -> Iterator[str]:
    for item in trial.plugin.contributions.menu_items:
        with trial.app.test_request_context():
            try:
                trial.app.url_for(item.endpoint)
            except BuildError:
                yield f"The menu item “{item.id}” leads to {item.endpoint}, which is no page."
