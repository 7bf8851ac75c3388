"""A worker that is killed at a certain moment of an import, as the machine would.

Started as a program of its own: the folder of the instance, the database, the moment, and how often
it goes well before.
"""

import os
import signal
import sys
from pathlib import Path

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.imports import upload_jobs
from salesforce_lite.imports.running import Runner
from salesforce_lite.testing import make_app

# Moment → the function that is called there.
MOMENTS = {
    "within a batch": (Runner, "_note_progress"),
    "behind a batch": (Runner, "_keep"),
    "behind a step": (upload_jobs.UploadFiles, "keep_course"),
}


def main() -> None:
    instance, address, moment, times = sys.argv[1:]
    place, name = MOMENTS[moment]
    act, left = getattr(place, name), [int(times)]

    def killed(self: object, *given: object) -> object:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return act(self, *given)

    setattr(place, name, killed)
    upload_jobs._STEP = 0.0 if moment == "behind a step" else 100.0
    upload_jobs._TIMES_OPENING = 0
    Worker(site_of(make_app(Path(instance), address)), "killed").work_off()


if __name__ == "__main__":
    main()
