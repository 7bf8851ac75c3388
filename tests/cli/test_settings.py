"""Settings that are wrong are named as they were written, with what is right."""

from pathlib import Path

import pytest

from salesforce_lite.config import (
    MistypedSettingError,
    SettingsError,
    UnknownSettingError,
    load_settings,
)
from salesforce_lite.kernel.errors import DomainError
from tests.cli.conftest import Run


def refusal(environ: dict[str, str], kind: type[DomainError] = SettingsError) -> str:
    with pytest.raises(kind) as refused:
        load_settings(environ)
    return str(refused.value)


@pytest.fixture
def config(tmp_path: Path):
    """Writes config.toml; answers the environment that leads there."""

    def write(text: str) -> dict[str, str]:
        (tmp_path / "config.toml").write_text(text)
        return {"SFL_INSTANCE": str(tmp_path)}

    return write


def test_a_variable_that_is_mistyped_is_answered_with_the_nearest() -> None:
    said = refusal({"SFL_DATABSE_URL": "sqlite://"}, MistypedSettingError)
    assert said == "There is no setting SFL_DATABSE_URL. Did you mean SFL_DATABASE_URL?"


def test_a_name_that_is_near_none_is_answered_with_those_there_are() -> None:
    said = refusal({"SFL_COLOUR": "red"}, UnknownSettingError)
    assert said.startswith("There is no setting SFL_COLOUR. There are: SFL_BASE_URL, SFL_DATABASE_")
    assert "NOT_USED" not in said


@pytest.mark.parametrize("written", ["base_ulr", "SFL_BASE_URL"])
def test_a_wrong_key_of_the_file_is_named_as_one_of_the_file(config, tmp_path, written) -> None:
    said = refusal(config(f'{written} = "https://a.example"'), MistypedSettingError)
    file = tmp_path / "config.toml"
    assert said == f"There is no setting {written} (in {file}). Did you mean base_url?"


def test_a_wrong_value_is_named_where_it_was_written(config, tmp_path) -> None:
    environ = config('trusted_proxies = "many"')
    assert f"The setting trusted_proxies (in {tmp_path / 'config.toml'}) is wrong" in refusal(
        environ
    )
    environ["SFL_TRUSTED_PROXIES"] = "more"
    assert "The setting SFL_TRUSTED_PROXIES is wrong" in refusal(environ)


@pytest.mark.parametrize("address", ["crm.example.com", "ftp://crm.example.com", "https://", "x"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    said = refusal({"SFL_BASE_URL": address})
    assert said.startswith("The setting SFL_BASE_URL is wrong: write an address such as https://")


def test_a_key_that_can_be_guessed_is_refused_without_being_told() -> None:
    said = refusal({"SFL_SECRET_KEY": "hunter2"})
    assert "SFL_SECRET_KEY is wrong: it needs 32 characters or more." in said
    assert "hunter2" not in said
    assert load_settings({"SFL_SECRET_KEY": "k" * 32}).secret_key == "k" * 32


@pytest.mark.parametrize("name", ["SFL_BROKER_URL", "SFL_REDIS_URL"])
def test_a_setting_that_does_nothing_yet_is_said_and_stops_nobody(
    run: Run, monkeypatch, name: str
) -> None:
    monkeypatch.setenv(name, "redis://127.0.0.1")
    told = run("user", "list")
    assert told.exit_code == 0
    assert told.stderr == f"The setting {name} is not used by this version yet.\n"


def test_what_does_nothing_yet_is_named_as_key_of_its_file(config, tmp_path) -> None:
    settings = load_settings(config('redis_url = "redis://127.0.0.1"\nbase_url = "http://a"'))
    assert settings.not_used == (f"redis_url (in {tmp_path / 'config.toml'})",)
    assert settings.base_url == "http://a"


def test_the_file_cannot_say_what_is_not_used(config) -> None:
    refusal(config("not_used = []"), UnknownSettingError)
