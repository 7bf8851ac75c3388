"""What happens when scoring is switched on."""

from salesforce_lite.kernel.uow import UnitOfWork

from .recompute import ask_for_pass, begin_pass
from .service import put_in_force
from .starting import starting_definition
from .versions import find_progress


def begin(uow: UnitOfWork) -> None:
    """The first time with the rules that come along; later with those that held, and everybody is
    scored anew, for nobody has followed meanwhile."""
    progress = find_progress(uow, held=True)
    if progress is None:
        put_in_force(uow, starting_definition(), note="", comes_along=True)
        return
    progress.followed_until = uow.now
    if begin_pass(uow, progress):
        ask_for_pass(uow)
