"""Which image is the older one."""

import pytest

from nexus_gitops.diff.image import is_downgrade


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nexus/os:1.10.0", "nexus/os:1.9.0"),
        ("postgres:16-alpine", "postgres:15-bookworm"),
        ("localhost:5001/nexus/os:v2.0.0", "ghcr.io/nexus/os:v1.0.0"),
        ("nexus/os:1.1.0@sha256:aa", "nexus/os:1.0.0@sha256:bb"),
    ],
)
def test_an_older_version_of_the_same_image_is_a_downgrade(before: str, after: str) -> None:
    assert is_downgrade(before, after)
    assert not is_downgrade(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("redis:16.4", "redis:16"),  # 16 floats: it may be newer
        ("redis:7", "valkey:6"),
        ("redis:7", "redis:latest"),
        ("localhost:5001/redis", "localhost:4000/redis"),
        ("redis:7@sha256:aa", "redis:7@sha256:bb"),
        ("redis:7-alpine", "redis:7"),
    ],
)
def test_what_cannot_be_ordered_is_no_downgrade(before: str, after: str) -> None:
    assert not is_downgrade(before, after)
    assert not is_downgrade(after, before)
