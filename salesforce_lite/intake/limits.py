"""What the process that reads a file may use; set before it sees the first byte."""

import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource

OUT_OF_MEMORY = 77
"""How the reading process ends when it may not take more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Windows has only `silence`; systems that refuse one of the others go without it."""

    # Address space, bytes: a workbook of four million cells fits.
    memory: int = 1 << 30
    # Seconds of processor, and as many for each megabyte of the file: some fifty times the usual.
    seconds: int = 120
    seconds_per_megabyte: int = 60
    # Seconds without a word until the parent takes the process for stuck.
    silence: float = 120.0

    def enforce(self, file_size: int) -> None:
        """For the process that calls it, and for good."""
        if sys.platform == "win32":
            return
        seconds = self.seconds + self.seconds_per_megabyte * (file_size >> 20)
        # No file can be written (pipes are none), and none is left of a crash.
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
            _limit(kind, 0, 0)
        # The first limit ends it with a signal of its own, by which the parent knows why.
        _limit(resource.RLIMIT_CPU, seconds, seconds + 5)
        _limit(resource.RLIMIT_AS, self.memory, self.memory)


def _limit(kind: int, soft: int, hard: int) -> None:
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):
        # macOS knows no limit of the address space.
        return
