"""Two units of work at once: the second starts while the first is not yet committed."""

import threading

from salesforce_lite.kernel.errors import DomainError


def at_once(work, first, second):
    """Start the second while the first has done its work and not yet committed."""
    told: list[DomainError] = []

    def run_second():
        try:
            with work("admin") as uow:
                second(uow)
        except DomainError as refusal:
            told.append(refusal)

    other = threading.Thread(target=run_second)
    with work("admin") as uow:
        first(uow)
        uow.session.flush()
        other.start()
        # It either waits for a lock or has had the time to go through.
        other.join(timeout=1)
    other.join(timeout=20)
    assert not other.is_alive()
    return told
