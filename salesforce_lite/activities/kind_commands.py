"""Commands that are found by typing: “Log visit”, “Plan visit” and so on."""

from collections.abc import Iterable, Iterator

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import ActivityKind, MenuItem

# A note is not called after its button.
_WRITTEN = {"note": N_("Write note")}


def kind_commands(kinds: Iterable[ActivityKind]) -> Iterator[MenuItem]:
    """For each kind the one that logs it, and the one that plans it where that is another."""
    for kind in kinds:
        for plan, verb in (("", kind.verb), ("1", kind.plan_verb)):
            if plan and verb == kind.verb:
                continue
            yield MenuItem(
                id=f"{'plan' if plan else 'log'}-{kind.code}",
                title=verb if kind.given else _WRITTEN.get(kind.code, verb),
                words=N_("new create"),
                endpoint="activities.new",
                values={"kind": kind.code, **({"plan": plan} if plan else {})},
                icon=kind.icon,
                permission="activities.edit",
                weight=110 if plan else 100,
                place="command",
                panel=True,
                given=kind.given,
            )
