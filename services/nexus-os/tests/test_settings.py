"""What the environment may say."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from nexus_os.settings import Settings


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "host/v1", "https://", "http://[::secret", "secret"]
)
def test_a_url_that_is_none_is_refused_without_being_shown(
    configured: Callable[..., Settings], url: str
) -> None:
    with pytest.raises(ValidationError, match="no URL such as") as caught:
        configured(llm_base_url=url)
    assert "secret" not in str(caught.value)


def test_an_empty_variable_is_an_unset_one(configured: Callable[..., Settings]) -> None:
    assert configured(llm_base_url="", llm_api_key="", llm_model="").llm_base_url is None


def test_secrets_are_not_shown(configured: Callable[..., Settings]) -> None:
    settings = configured(llm_api_key="secret-1", llm_base_url="https://u:secret-2@host/v1")
    assert "secret-" not in repr(settings)
