import pytest

from service.settings import SettingError, Settings


def test_settings_come_from_variables_of_their_names() -> None:
    found = Settings.from_environment({"PORT": "9000", "HOST": "0.0.0.0", "PUBLIC_URL": "https://example.org/"})
    assert (found.port, found.host, found.public_url) == (9000, "0.0.0.0", "https://example.org")


def test_an_empty_variable_is_no_setting() -> None:
    assert Settings.from_environment({"PORT": ""}) == Settings()


@pytest.mark.parametrize("text", ["http", "-1", "80.5", "٣"])
def test_a_setting_that_is_no_number_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="PORT="):
        Settings.from_environment({"PORT": text})
