"""A manifest: one Kubernetes object in one file. Its identity, its path, its fields.

`writer` writes its text and `reader` reads it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

KubeObject = dict[str, Any]
"""A Kubernetes object as plain data: dict, list, str, int, float, bool, None."""

_HASH: Final = re.compile(r"(?<=.)-[0-9a-f]{10}$")


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """What makes an object the same object to the API server: group, kind, namespace, name."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def file_name(self) -> str:
        """`<group or core>_<kind>_<name>.yaml`, lower case; stable under any move in the code.

        Two objects of one directory never share it, because a directory holds one
        namespace (cdk8s#2821 shows what happens without the group).
        """
        return f"{self.group or 'core'}_{self.kind}_{self.name}.yaml".lower()


def identity(obj: Mapping[str, Any]) -> Identity:
    """The identity of `obj`, which must have `apiVersion`, `kind` and `metadata.name`."""
    group = str(obj["apiVersion"]).rpartition("/")[0]
    metadata = obj["metadata"]
    return Identity(group, obj["kind"], metadata.get("namespace", ""), metadata["name"])


def without_hash(name: str) -> str:
    """`name` without the hash of the content that it ends in, as `nexus-config-0123456789`."""
    return _HASH.sub("", name)


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar in `value` with its path, as `spec.containers[0].image`."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from walk(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{path}[{index}]")
    else:
        yield path, value
