"""What is found, what fits, and in which order; nothing of it keeps the server from starting."""

import re

import pytest

from salesforce_lite.plugin import PluginError

MANIFEST = """
[plugin]
id = "{id}"
name = "A"
version = "{version}"
api = {api}
summary = "For a test."
requires_core = "{core}"
[dependencies]
plugins = {needs}
after = {after}
"""


def manifest(plugin_id, *, version="1.0", api=1, core="", needs=(), after=()):
    return MANIFEST.format(
        id=plugin_id, version=version, api=api, core=core, needs=list(needs), after=list(after)
    )


def problem(app, plugin_id) -> str:
    error = app.plugins.installation.plugin(plugin_id).problem
    return error.code if error else ""


def refusals(app) -> list[str]:
    return [refused.error.code for refused in app.plugins.installation.refused]


def test_a_plugin_in_a_folder_is_found(workshop) -> None:
    workshop.write("one")
    assert problem(workshop.serve(), "one") == ""


def test_a_plugin_installed_as_a_package_is_found(workshop, tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    package = tmp_path / "site" / "a_package"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "plugin.toml").write_text(manifest("packaged"))
    (package / "hooks.py").touch()
    facts = tmp_path / "site" / "a_package-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: a-package\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[salesforce_lite.plugins]\npackaged = a_package\n")
    workshop.written.add("packaged")
    assert problem(workshop.serve(), "packaged") == ""


def test_a_package_that_fails_when_it_is_looked_for_is_left_out(
    workshop, tmp_path, monkeypatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    package = tmp_path / "site" / "failing_package"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('boom')")
    facts = tmp_path / "site" / "failing_package-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: failing\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(
        "[salesforce_lite.plugins]\nfailing = failing_package.plugin\n"
    )
    (refused,) = workshop.serve().plugins.installation.refused
    assert "boom" in str(refused.error)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('id = "one"\n', r"\[plugin\] id"),
        ('summary = "Does nothing."\n', r"\[plugin\] summary"),
        ('after = ["two"]\n', r"\[dependencies\] after"),
        ("[plugins]\n", r"\[plugin\]\?"),
    ],
)
def test_a_key_in_the_wrong_place_is_told_where_it_belongs(workshop, text, hint) -> None:
    workshop.write("one", manifest=text)
    (refused,) = workshop.serve().plugins.installation.refused
    assert re.search(hint, str(refused.error))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("this is = not toml [", "manifest_syntax"),
        ('[plugin]\nid = "one"\n', "manifest_missing_key"),
        (manifest("one").replace("summary", "sumary"), "manifest_unknown_key"),
        (manifest("one") + "[datum]\n", "manifest_unknown_key"),
        (manifest("One"), "manifest_value"),
        (manifest("one", version="first"), "manifest_value"),
        (manifest("one", api='"1"'), "manifest_value"),
        (manifest("one", core="newest"), "manifest_value"),
        (manifest("other"), "folder_name"),
    ],
)
def test_a_manifest_that_says_it_wrong_is_refused_in_one_sentence(workshop, text, code) -> None:
    workshop.write("one", manifest=text)
    workshop.write("sound")
    app = workshop.serve()
    assert refusals(app) == [code]
    assert list(app.plugins.installation.plugins) == ["sound"]
    assert "plugin.toml" in str(app.plugins.installation.refused[0].error) or code == "folder_name"


def test_of_two_with_the_same_id_the_first_place_counts(workshop, tmp_path) -> None:
    first = workshop.write("one")
    second = tmp_path / "more" / "one"
    second.mkdir(parents=True)
    (second / "plugin.toml").write_text(manifest("one"))
    app = workshop.serve()
    settings = app.extensions["settings"].model_copy(
        update={"plugin_path": (workshop.folder, second.parent)}
    )
    from salesforce_lite.app import create_app  # noqa: PLC0415

    app = create_app(settings)
    workshop.apps.append(app)
    assert app.plugins.installation.plugin("one").folder == first.resolve()
    assert refusals(app) == ["duplicate_plugin"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (manifest("one", api=2), "incompatible_api"),
        (manifest("one", core=">=99"), "core_too_old"),
        (manifest("one", needs=["absent"]), "missing_dependency"),
        (manifest("one", needs=["sound>=2"]), "wrong_dependency"),
        (manifest("one", needs=["one"]), "cyclic_dependency"),
    ],
)
def test_what_does_not_fit_says_why(workshop, text, code) -> None:
    workshop.write("one", manifest=text)
    workshop.write("sound")
    app = workshop.serve()
    assert problem(app, "one") == code
    sound = app.plugins.installation.plugin("sound").problem
    assert sound is None, sound.traceback


def test_an_upper_bound_is_only_a_warning(workshop) -> None:
    workshop.write("one", manifest=manifest("one", core=">=0.0.1,<0.0.2"))
    plugin = workshop.serve().plugins.installation.plugin("one")
    assert plugin.problem is None
    assert plugin.is_untried


def test_needed_ones_come_first_and_wishes_are_met_where_they_can_be(workshop) -> None:
    workshop.write("aaa", manifest=manifest("aaa", needs=["zzz"]))
    workshop.write("bbb", manifest=manifest("bbb", after=["yyy", "absent"]))
    workshop.write("ccc", manifest=manifest("ccc", after=["ddd"]))
    workshop.write("ddd", manifest=manifest("ddd", needs=["ccc"]))
    workshop.write("yyy")
    workshop.write("zzz")
    order = [plugin.id for plugin in workshop.serve().plugins.installation.usable()]
    assert order.index("zzz") < order.index("aaa")
    assert order.index("yyy") < order.index("bbb")
    assert order.index("ccc") < order.index("ddd")


def test_a_circle_and_who_leans_on_it_are_left_out(workshop) -> None:
    workshop.write("aaa", manifest=manifest("aaa", needs=["bbb"]))
    workshop.write("bbb", manifest=manifest("bbb", needs=["aaa"]))
    workshop.write("ccc", manifest=manifest("ccc", needs=["bbb"]))
    workshop.write("sound")
    app = workshop.serve()
    codes = {plugin_id: problem(app, plugin_id) for plugin_id in ("aaa", "bbb", "ccc", "sound")}
    assert codes == {
        "aaa": "cyclic_dependency",
        "bbb": "cyclic_dependency",
        "ccc": "unusable_dependency",
        "sound": "",
    }


def test_strict_mode_refuses_to_start(workshop) -> None:
    workshop.write("one", manifest=manifest("one", api=2))
    with pytest.raises(PluginError, match="one"):
        workshop.serve(plugins_strict=True)


def test_safe_mode_runs_no_code_of_theirs(workshop) -> None:
    workshop.write("one", "raise SystemExit(1)")
    app = workshop.serve(safe_mode=True)
    assert problem(app, "one") == "safe_mode"
    assert not app.plugins.installation.usable()
