"""`serve --reload` shows what was written a moment ago, and outlives mistakes."""

from time import monotonic, sleep

from tests.cli.server import Server, Visitor, serving
from tests.plugin.conftest import enable, operating, workshop

__all__ = ["enable", "operating", "workshop"]

PAGE = """
    from flask import Blueprint
    from salesforce_lite.web import public

    pages = Blueprint("one", __name__)

    @pages.get("/page")
    @public
    def page():
        return "{words}"

    @hookimpl
    def blueprints():
        return [pages]
"""
_PATIENCE = 60


def until_page_says(server: Server, words: str) -> None:
    patience = monotonic() + _PATIENCE
    while said(server) != words:
        assert monotonic() < patience, server.said
        assert server.process.poll() is None, server.said
        sleep(0.1)


def said(server: Server) -> str:
    try:
        return Visitor(server).get("/x/one/page").text
    except (OSError, ValueError):
        return "it does not answer"


def test_a_changed_plugin_is_served_at_once_and_a_broken_one_again_when_it_is_mended(
    workshop, enable, tmp_path
) -> None:
    workshop.write("one", PAGE.format(words="before"))
    enable(workshop.serve(), "one")
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "secret_key").write_text("k" * 48)
    folders = {"SFL_PLUGIN_PATH": str(workshop.folder), "SFL_PLUGINS_STRICT": "1"}
    options = ("--reload", "--no-worker")
    with serving(tmp_path, workshop.address, *options, **folders) as server:
        server.answers()
        until_page_says(server, "before")
        workshop.write("one", PAGE.format(words="after"))
        until_page_says(server, "after")
        assert "hooks.py has changed: the server starts again." in server.said
        workshop.write("one", "this is no Python")
        until_said(server, "The server has ended; it starts when a file changes.")
        workshop.write("one", PAGE.format(words="mended"))
        until_page_says(server, "mended")
        server.process.terminate()
        assert server.ended() == 0


def until_said(server: Server, words: str) -> None:
    patience = monotonic() + _PATIENCE
    while words not in server.said:
        assert monotonic() < patience, server.said
        sleep(0.1)
