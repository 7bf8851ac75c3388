"""How much dearer each page is on a larger database."""

from bench import goals
from bench.pages import Running
from bench.turns import in_turns


def measure_growth(small: Running, large: Running) -> None:
    """All four servers take turns, by the clock and by the processor.

    The floor's growth beside it tells a page that grows from a machine whose disk is read more.
    """
    print(f"{'page':<28}{'p50':>8}{'cpu':>8}{'floor p50':>11}{'floor cpu':>11}")
    for few, many in zip(small.cases, large.cases, strict=True):
        ours, more, floor, more_floor = in_turns(
            [few.ours, many.ours, few.floor, many.floor],
            [small.used[0], large.used[0], small.used[1], large.used[1]],
        )
        by_clock = more.median / ours.median
        print(
            f"{few.name:<28}{by_clock:>8.2f}{more.processor / ours.processor:>8.2f}"
            f"{more_floor.median / floor.median:>11.2f}"
            f"{more_floor.processor / floor.processor:>11.2f} {goals.GROWTH.verdict(by_clock)}"
        )
