import pytest

from service.setting_bounds import BOUNDS, EXTRAS, wrong
from service.settings import SettingError, Settings


def test_settings_come_from_variables_of_their_names() -> None:
    found = Settings.from_environment({"PORT": "9000", "HOST": "0.0.0.0", "PUBLIC_URL": "https://example.org/"})
    assert (found.port, found.host, found.public_url) == (9000, "0.0.0.0", "https://example.org")


def test_an_empty_variable_is_no_setting() -> None:
    assert Settings.from_environment({"PORT": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("KEYS", "true", "KEYS is 'true', but must be on, off or auto."),
        ("PORT", "65536", "PORT is 65536, but must be 1 to 65535."),
        ("WORKERS", "0", "WORKERS is 0, but must be at least 1."),
        ("PUBLIC_URL", "example.org", "PUBLIC_URL is 'example.org', but must be a URL that begins with http://"),
        ("BROKER_URL", "valkey:6379", "BROKER_URL must be a URL that begins with redis://"),
        ("DATABASE_URL", "postgres://me:secret@host/name", "DATABASE_URL must be a URL that begins with sqlite:///"),
        ("DATABASE_URL", "sqlite:///", "DATABASE_URL must be a URL"),
    ],
)
def test_a_setting_that_cannot_be_is_told_at_the_start(name: str, text: str, told: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({name: text})
    assert str(caught.value).startswith(told)
    assert "secret" not in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(SettingError, match=r"THREADS .*\nKEYS "):
        Settings.from_environment({"KEYS": "yes", "THREADS": "1"})


def test_what_a_setting_needs_and_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.setting_bounds.find_spec", lambda name: None)
    with pytest.raises(SettingError, match=r"BROKER_URL needs .*: pip install 'trainhealth\[cluster\]'"):
        Settings.from_environment({"BROKER_URL": "redis://host:6379/0"})
    assert Settings.from_environment({"DATABASE_URL": "sqlite:///here.db"}).database_url == "sqlite:///here.db"


def test_the_defaults_are_what_settings_must_be() -> None:
    assert [wrong(name, value) for name, value in vars(Settings()).items() if wrong(name, value)] == []
    assert {*BOUNDS, *EXTRAS} <= vars(Settings()).keys()


@pytest.mark.parametrize("text", ["http", "-1", "80.5", "٣"])
def test_a_setting_that_is_no_number_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="PORT="):
        Settings.from_environment({"PORT": text})
