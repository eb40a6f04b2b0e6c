"""Small Kubernetes objects and the files that hold them."""

from collections.abc import Callable
from typing import Any

import pytest

from nexus_gitops.diff import FieldChange, ObjectChange, diff
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.writer import to_yaml

Files = Callable[..., dict[str, str]]
Make = Callable[..., KubeObject]


@pytest.fixture(scope="session")
def files() -> Files:
    """Puts objects into files, as the writer would."""

    def put(*objects: KubeObject, folder: str = "environments/dev/core") -> dict[str, str]:
        return {f"{folder}/{identity(obj).file_name}": to_yaml(obj) for obj in objects}

    return put


@pytest.fixture(scope="session")
def make() -> Make:
    """Makes an object: `make("apps/v1", "Deployment", "web", spec={...})`."""

    def build(
        api_version: str, kind: str, name: str, namespace: str = "nexus", **rest: Any
    ) -> KubeObject:
        metadata = {"name": name, "namespace": namespace, **rest.pop("metadata", {})}
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}

    return build


@pytest.fixture(scope="session")
def deployment(make: Make) -> Make:
    """Makes a Deployment of one container `web` with the given fields."""

    def build(pod: dict[str, Any] | None = None, **container: Any) -> KubeObject:
        spec = {"containers": [{"name": "web", **container}], **(pod or {})}
        return make("apps/v1", "Deployment", "web", spec={"template": {"spec": spec}})

    return build


@pytest.fixture(scope="session")
def change(files: Files) -> Callable[[KubeObject, KubeObject], ObjectChange]:
    """The one change between two objects."""

    def compare(before: KubeObject, after: KubeObject) -> ObjectChange:
        (only,) = diff(files(before), files(after)).changes
        return only

    return compare


@pytest.fixture(scope="session")
def field(
    change: Callable[[KubeObject, KubeObject], ObjectChange],
) -> Callable[[KubeObject, KubeObject], FieldChange]:
    """The one changed field between two objects."""

    def compare(before: KubeObject, after: KubeObject) -> FieldChange:
        (only,) = change(before, after).fields
        return only

    return compare
