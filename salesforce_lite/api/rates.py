"""How often a program may ask: so many requests a minute for each token or browser."""

import logging
from threading import Timer
from time import monotonic, time
from typing import cast

from flask import Response, g, request
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from salesforce_lite.api.credential import current_credential
from salesforce_lite.api.errors import TooManyRequestsError
from salesforce_lite.api.problems import PREFIX
from salesforce_lite.web import App, current_actor

_log = logging.getLogger(__name__)
# Seconds.
_SWEPT_EVERY = 60
_PATIENCE = 0.2
_ALONE_FOR = 10


def limit_rates(app: App, rate: str, storage: str) -> None:
    """Refuse more than `rate` (such as “600/minute”) and tell in headers how many are left.

    `storage` counts for all processes (`redis://…`); without one each process counts for itself.
    """
    limiter = Limiter(parse(rate), storage)

    def refuse_more() -> None:
        if request.path.startswith(PREFIX):
            limiter.refuse_more(_who())

    app.gates.append(refuse_more)

    @app.after_request
    def tell(response: Response) -> Response:
        left: dict[str, str] = g.get("rate_left", {})
        for name, value in left.items():
            response.headers[name] = value
        return response


class Counters(MemoryStorage):
    """Those of this process. The library begins a thread at nearly every request to throw away what
    is over; here whoever comes a while after the last time does so."""

    def __init__(self) -> None:
        super().__init__()
        # It has begun one already, and is told from now on that one is under way.
        self.timer.join()
        self.timer = _UnderWay()
        self._swept_at = time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if time() - self._swept_at > _SWEPT_EVERY:
            self._swept_at = time()
            for each in list(self.expirations):
                # Asked for, it forgets what is over.
                self.get(each)
        return super().incr(key, expiry, amount)


class _UnderWay(Timer):
    """A timer that is never begun."""

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        return True


class Limiter:
    """Counts in windows; where what counts for all is gone, each process goes on by itself, and
    does not ask again for some seconds: its requests would all wait for nothing."""

    def __init__(self, rate: RateLimitItem, storage: str) -> None:
        self._rate = rate
        self._alone = FixedWindowRateLimiter(Counters())
        self._together = FixedWindowRateLimiter(_open(storage)) if storage else self._alone
        # When what counts for all is asked again; None while it answers.
        self._asked_again_at: float | None = None

    def refuse_more(self, who: str) -> None:
        """Raise TooManyRequestsError when this one has spent the window."""
        if self._together is self._alone or self._is_given_up():
            self._ask(self._alone, who)
            return
        try:
            self._ask(self._together, who)
        except TooManyRequestsError:
            self._answers_again()
            raise
        except Exception as fault:
            # Whatever its client raises: nobody is kept out because a counter is gone.
            self._give_up(fault)
            self._ask(self._alone, who)
        else:
            self._answers_again()

    def _is_given_up(self) -> bool:
        """Whether this request does without; the first one after a while asks for all of them."""
        if self._asked_again_at is None:
            return False
        if monotonic() < self._asked_again_at:
            return True
        self._asked_again_at = monotonic() + _ALONE_FOR
        return False

    def _give_up(self, fault: Exception) -> None:
        if self._asked_again_at is None:
            _log.warning("rate_storage_unavailable: %s", fault)
        self._asked_again_at = monotonic() + _ALONE_FOR

    def _answers_again(self) -> None:
        if self._asked_again_at is not None:
            self._asked_again_at = None
            _log.info("rate_storage_answers_again")

    def _ask(self, strategy: FixedWindowRateLimiter, who: str) -> None:
        is_within = strategy.hit(self._rate, who)
        ends, left = strategy.get_window_stats(self._rate, who)
        seconds = max(1, int(ends - time()) + 1)
        g.rate_left = {
            "RateLimit-Limit": str(self._rate.amount),
            "RateLimit-Remaining": str(max(0, left)),
            "RateLimit-Reset": str(seconds),
        }
        if not is_within:
            raise TooManyRequestsError(seconds=seconds, wait=seconds)


def _open(storage: str) -> Storage:
    # Every request waits for its answer: it comes at once, or is done without.
    patience = {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE}
    try:
        return cast(Storage, storage_from_string(storage, wrap_exceptions=False, **patience))
    except ConfigurationError as fault:
        raise RuntimeError(f"rates of requests cannot be counted there: {fault}") from fault


def _who() -> str:
    credential = current_credential()
    if credential:
        return f"token:{credential.id}"
    actor = current_actor()
    return f"person:{actor.user_id}" if actor.user_id else f"address:{request.remote_addr}"
