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
    assert said.startswith(
        "There is no setting SFL_COLOUR. There are: SFL_API_RATE, SFL_BASE_URL, "
    )


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


@pytest.mark.parametrize("names", ["inside", "10.0.5.1/24", "10.0.5.0/24,x", "http://10.0.5.0"])
def test_what_is_no_network_is_refused(names: str) -> None:
    said = refusal({"SFL_OUTBOUND_NETWORKS": names})
    assert said.startswith("The setting SFL_OUTBOUND_NETWORKS is wrong: write networks such as")


@pytest.mark.parametrize("address", ["crm.example.com", "ftp://crm.example.com", "https://", "x"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    said = refusal({"SFL_BASE_URL": address})
    assert said.startswith("The setting SFL_BASE_URL is wrong: write an address such as https://")


def test_a_key_that_can_be_guessed_is_refused_without_being_told() -> None:
    said = refusal({"SFL_SECRET_KEY": "hunter2"})
    assert "SFL_SECRET_KEY is wrong: it needs 32 characters or more." in said
    assert "hunter2" not in said
    assert load_settings({"SFL_SECRET_KEY": "k" * 32}).secret_key == "k" * 32


@pytest.mark.parametrize(
    "address", ["redis", "http://127.0.0.1", "memory://", "amqp://", "filesystem://x", "sqs://x"]
)
def test_what_is_no_broker_is_refused_without_being_told(address: str) -> None:
    said = refusal({"SFL_BROKER_URL": f"{address}?password=hunter2"})
    assert said.startswith("The setting SFL_BROKER_URL is wrong: write redis://host:6379/0")
    assert "hunter2" not in said


@pytest.mark.parametrize("address", ["redis", "http://127.0.0.1", "memory://", "redis://"])
def test_what_is_no_redis_is_refused_without_being_told(address: str) -> None:
    said = refusal({"SFL_REDIS_URL": f"{address}?password=hunter2"})
    assert said.startswith("The setting SFL_REDIS_URL is wrong: write redis://host:6379/1")
    assert "hunter2" not in said
