"""The goals that bench/README.md names, and whether what was measured meets them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What is measured, and the most (or the least) that it may be."""

    what: str
    limit: float
    unit: str = ""
    is_least: bool = False

    def verdict(self, measured: float) -> str:
        if self.is_least:
            return "ok" if measured >= self.limit else "UNDER"
        return "ok" if measured <= self.limit else "OVER"

    def line(self, measured: float) -> str:
        bound = "at least" if self.is_least else "at most"
        figure = f"{measured:,.0f}" if self.limit >= 100 else f"{measured:,.2f}"
        goal = f"(goal: {bound} {self.limit:,g}{self.unit})"
        return f"{self.what:<28}{figure + self.unit:>14} {goal:<28} {self.verdict(measured)}"


RATIO = Goal("page ÷ floor", 4.0)
API_RATIO = Goal("API ÷ floor", 2.5)
DEEP_PAGE = Goal("page 3,000 ÷ page 1", 1.3)
GROWTH = Goal("growth of a page", 1.3)
START = Goal("start to first page", 3, " s")
WORKER = Goal("memory of a worker", 200, " MB")
IMPORT = Goal("import", 3_000, " rows/s", is_least=True)
IMPORT_RATIO = Goal("import ÷ floor", 4.0)
PLUGINS_ON_A_PAGE = Goal("page with ÷ without", 1.15)
GUARDED_CALL = Goal("a guarded call adds", 2, " µs")
GENERATION = Goal("knowing what is enabled", 10, " µs")
SCORING = Goal("100,000 customers scored", 60, " s")
SCORING_STEP = Goal("a step, p95", 200, " ms")
ORDERS_LOYALTY = Goal("with points ÷ without", 1.5)
LOYALTY_REDEEM = Goal("redeeming points, p50", 15, " ms")
LOYALTY_CARD = Goal("a member's card adds", 3, " ms")
LOYALTY_EXPIRY = Goal("1,000,000 lots expired", 120, " s")
WEBHOOKS = Goal("webhooks", 200, " a second", is_least=True)
WEBHOOK_STEP = Goal("longest transaction", 200, " ms")
JOBS_LOST = Goal("jobs lost", 0)
JOBS_DOUBLED = Goal("jobs done twice", 0)
PRIMING = Goal("priming of a phone", 3, " s")
PRIMING_SIZE = Goal("received for it", 3, " MB")
PULL = Goal("a pull of nothing", 15, " ms")
PUSH = Goal("1,000 commands pushed", 10, " s")
IMPORT_MEMORY = Goal("memory of an import", 300, " MB")
CALL_EVENTS = Goal("events of an exchange", 200, " a second", is_least=True)
SCREEN_POP = Goal("who has a number, median", 20, " ms")
