"""Secrets in a cluster. Their values are read to be compared and kept, and never shown."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import SECRET

MANAGER: Final = "nexus-gitops"
OPAQUE: Final = "Opaque"
"""The type of a Secret whose keys are anybody's."""
_MANAGED_BY: Final = "app.kubernetes.io/managed-by"
_PART_OF: Final = "app.kubernetes.io/part-of"
_NO_LABELS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class LiveSecret:
    """A Secret as it is in the cluster.

    Attributes:
        values: by key.
        version: tells whether somebody else has changed it since.
    """

    values: Mapping[str, str] = field(repr=False)
    version: str


def find_secret(api: Api, name: str, namespace: str) -> LiveSecret | None:
    """A Secret; None where there is none. A value that is no text is left out of it."""
    found = api.find(SECRET, name, namespace)
    if found is None:
        return None
    values = {}
    for key, encoded in (found.get("data") or {}).items():
        try:
            values[key] = base64.b64decode(encoded).decode()
        except ValueError:
            continue
    return LiveSecret(values, found["metadata"]["resourceVersion"])


def create_secret(
    api: Api,
    name: str,
    namespace: str,
    values: Mapping[str, str],
    part_of: str,
    *,
    kind: str = OPAQUE,
    labels: Mapping[str, str] = _NO_LABELS,
) -> None:
    """Make a Secret that is not there yet.

    Args:
        api: the cluster.
        name: of the Secret.
        namespace: where it is made.
        values: by key.
        part_of: the platform, as a label.
        kind: its type.
        labels: beside those that every one has.

    Raises:
        RefusedError: the API server refuses it, as where it is there by now.
    """
    api.create(
        SECRET,
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": name,
                "namespace": namespace,
                "labels": {**labels, _MANAGED_BY: MANAGER, _PART_OF: part_of},
            },
            "type": kind,
            "data": _encoded(values),
        },
        MANAGER,
    )


def change_secret(
    api: Api, name: str, namespace: str, before: LiveSecret, values: Mapping[str, str | None]
) -> None:
    """Set keys of a Secret; None takes one away. All of them change, or none.

    Raises:
        RefusedError: the API server refuses it, as where somebody else has changed the Secret
            since it was read.
    """
    change = {
        "metadata": {"resourceVersion": before.version},
        "data": {
            **{key: None for key, value in values.items() if value is None},
            **_encoded({key: value for key, value in values.items() if value is not None}),
        },
    }
    api.patch(SECRET, name, namespace, change, MANAGER)


def _encoded(values: Mapping[str, str]) -> dict[str, str | None]:
    return {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
