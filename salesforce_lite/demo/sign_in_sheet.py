"""The sheet with the sample people's addresses and passwords, for whoever starts the server."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from salesforce_lite.demo.setting import SamplePerson

_NAME = "sample-people.txt"


def keep_sheet(instance: Path, people: Sequence[SamplePerson]) -> None:
    """Write it so that only the owner of the instance can read it."""
    path = instance / _NAME
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for one in people:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def read_sheet(instance: Path) -> list[SamplePerson]:
    """Whom to sign in as; nobody where the sheet is gone."""
    path = instance / _NAME
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [SamplePerson(**json.loads(line)) for line in lines if line.strip()]


def throw_sheet_away(instance: Path) -> None:
    (instance / _NAME).unlink(missing_ok=True)
