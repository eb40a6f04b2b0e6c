"""What a version of Kubernetes can do; free of cdk8s, so that it loads fast."""

from typing import Final

_SIDECARS_SINCE: Final = 29
"""The minor version that has them without being told to."""


def has_native_sidecars(version: str) -> bool:
    """Whether an init container with `restartPolicy: Always` keeps running (KEP-753).

    Args:
        version: a minor one, as `1.27`.
    """
    return int(version.partition(".")[2]) >= _SIDECARS_SINCE
