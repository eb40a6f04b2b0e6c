"""What containers mount."""

import re

import pytest

from nexus_constructs.volumes import EmptyDir, Volume, VolumeClaimTemplate, distinct

CACHE = EmptyDir("cache", "/cache", "1Gi")


def test_a_volume_that_two_containers_mount_is_there_once() -> None:
    again = EmptyDir("cache", "/elsewhere", "1Gi")
    other = EmptyDir("tmp", "/tmp", "1Gi")

    assert distinct([CACHE, other, again]) == (CACHE, other)


@pytest.mark.parametrize(
    "other", [EmptyDir("cache", "/cache", "2Gi"), VolumeClaimTemplate("cache", "/cache", "1Gi")]
)
def test_two_volumes_of_one_name_are_a_mistake(other: Volume) -> None:
    with pytest.raises(ValueError, match=re.escape("volume cache is EmptyDir(")):
        distinct([CACHE, other])
