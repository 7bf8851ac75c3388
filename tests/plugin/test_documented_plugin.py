"""The plugin of docs/plugins.md works as it is written there."""

import re
from pathlib import Path

from tests.conftest import sign_in

GUIDE = Path(__file__).parents[2] / "docs" / "plugins.md"


def parts() -> dict[str, str]:
    """The text of the first block of the guide in each language."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    return dict(reversed(blocks))


def write_documented(workshop) -> Path:
    """The plugin of the guide, in a folder."""
    blocks = parts()
    folder = workshop.write(
        "hello",
        manifest=blocks["toml"],
        files={"templates/hello/sentence.html": blocks["html"]},
    )
    (folder / "hooks.py").write_text(blocks["python"])
    return folder


def test_it_is_found_switched_on_and_configured(workshop, enable, operating) -> None:
    write_documented(workshop)
    app = workshop.serve()
    assert app.plugins.installation.problems() == []
    enable(app, "hello")
    with operating(app) as uow:
        app.plugins.configure(uow, "hello", {"sentence": "Good morning", "token": "env:HELLO"})
    assert "<p>Good morning</p>" in sign_in(app, "rep").get("/today").text
