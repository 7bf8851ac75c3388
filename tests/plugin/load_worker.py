"""One server process of a load test: asks its own pages from several threads and tells what it saw.

Started as a program of its own, with what it needs as JSON in its one argument.
"""

import json
import re
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from salesforce_lite.app import create_app
from salesforce_lite.config import Settings
from tests.conftest import sign_in


def seen(text: str) -> str:
    """How much of the plugin a page shows."""
    marks = [mark in text for mark in ("first of one", "second of one", "Menu of one")]
    return "all" if all(marks) else f"half {marks}" if any(marks) else "nothing"


def main() -> None:
    told = json.loads(sys.argv[1])
    app = create_app(
        Settings(
            instance=told["instance"],
            database_url=told["address"],
            secret_key="test",
            plugin_path=(told["plugins"],),
            plugin_ttl=0,
        )
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    folder = Path(told["instance"])
    stop, trouble = folder / "stop", folder / "trouble"

    def ask(number: int) -> Counter:
        browser = sign_in(app, "admin")
        answers: Counter = Counter()
        while not stop.exists() and answers.total() < told["requests"]:
            answer = browser.get("/me/password")
            words = seen(answer.text)
            numbers = set(re.findall(r"\bnumber (\d+)<", answer.text))
            words = words if len(numbers) <= 1 else f"half {numbers}"
            answers[f"{answer.status_code} {words}"] += 1
            if told["troubles"] and answers.total() == told["requests"] // 4:
                trouble.touch()
        return answers

    (folder / f"ready-{told['name']}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    with ThreadPoolExecutor(told["threads"]) as pool:
        answers = sum(pool.map(ask, range(told["threads"])), Counter())
    json.dump({"answers": answers, "enabled": sorted(app.plugins.current().enabled)}, sys.stdout)
    app.engine.dispose()


if __name__ == "__main__":
    main()
