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
IMPORT_MEMORY = Goal("memory of an import", 300, " MB")
