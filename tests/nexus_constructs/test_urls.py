"""Parts of URLs."""

import pytest

from nexus_constructs.urls import origin


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://issuer.example", "https://issuer.example"),
        ("https://issuer.example/", "https://issuer.example"),
        ("https://issuer.example:8443/realms/nexus?a=b#c", "https://issuer.example:8443"),
        ("https://issuer.example?a", "https://issuer.example"),
    ],
)
def test_an_origin_is_all_before_the_path(url: str, expected: str) -> None:
    assert origin(url) == expected


@pytest.mark.parametrize("url", ["", "issuer.example/path", "/path"])
def test_what_is_not_absolute_has_none(url: str) -> None:
    with pytest.raises(ValueError, match="has no origin"):
        origin(url)
