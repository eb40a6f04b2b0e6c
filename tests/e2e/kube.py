"""Everything a person with kubectl can do, for the tests: any kind, any object, as plain data."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from lightkube import ApiError, Client, KubeConfig
from lightkube.generic_resource import create_global_resource, create_namespaced_resource
from lightkube.types import PatchType

from nexus_gitops.cluster.kubeconfig import load
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import kinds

_ACTOR = "somebody"


class UnusableError(RuntimeError):
    """A cluster cannot be used for tests."""


class Kube:
    """A cluster, as its administrator.

    Args:
        kubeconfig: the value of KUBECONFIG by which kubectl finds it.

    Raises:
        UnusableError: there is no such file.
    """

    def __init__(self, kubeconfig: str) -> None:
        self.kubeconfig = kubeconfig
        merged = load(kubeconfig)
        if merged is None:
            raise UnusableError(f"KUBECONFIG is {kubeconfig!r}, and there is no such file")
        self.client = Client(KubeConfig.from_dict(merged), trust_env=False)

    def close(self) -> None:
        self.client.close()

    def apply(self, *objects: KubeObject, actor: str = _ACTOR, dry_run: bool = False) -> None:
        """Server-side apply, in the order given."""
        for obj in objects:
            resource = resource_of(obj["apiVersion"], obj["kind"])
            self.client.apply(resource(obj), field_manager=actor, force=True, dry_run=dry_run)

    def create(self, *objects: KubeObject) -> None:
        """Create objects; fields that the server does not know are dropped, as by kubectl."""
        for obj in objects:
            self.client.create(resource_of(obj["apiVersion"], obj["kind"])(obj))

    def find(self, kind: str, name: str, namespace: str | None = None) -> KubeObject | None:
        """An object by its kind, as `apps/v1 Deployment`; None where there is none."""
        try:
            return dict(self.client.get(resource_of(*_parts(kind)), name, namespace=namespace))
        except ApiError as error:
            if error.status.code == 404:
                return None
            raise

    def get(self, kind: str, name: str, namespace: str | None = None) -> KubeObject:
        found = self.find(kind, name, namespace)
        assert found is not None, f"there is no {kind} {name}"
        return found

    def list(self, kind: str, namespace: str | None = None) -> list[KubeObject]:
        resource = resource_of(*_parts(kind))
        found: Iterable[Any] = (
            self.client.list(resource, namespace=namespace or "*")
            if _is_namespaced(*_parts(kind))
            else self.client.list(resource)
        )
        return [dict(item) for item in found]

    def patch(self, kind: str, name: str, namespace: str | None, change: Any) -> None:
        """Change an object by hand, by a JSON merge patch."""
        self.client.patch(
            resource_of(*_parts(kind)),
            name,
            change,
            namespace=namespace,
            patch_type=PatchType.MERGE,
            field_manager=_ACTOR,
        )

    def patch_status(self, kind: str, name: str, namespace: str | None, change: Any) -> None:
        """Change what a controller says of an object."""
        self.client.patch(
            resource_of(*_parts(kind)).Status,
            name,
            {"status": change},
            namespace=namespace,
            patch_type=PatchType.MERGE,
            field_manager=_ACTOR,
        )

    def delete(self, kind: str, name: str, namespace: str | None = None) -> None:
        self.client.delete(resource_of(*_parts(kind)), name, namespace=namespace)


@cache
def resource_of(api_version: str, kind: str) -> Any:
    """The class of a kind."""
    group, _, version = api_version.rpartition("/")
    is_namespaced = _is_namespaced(api_version, kind)
    create = create_namespaced_resource if is_namespaced else create_global_resource
    return create(group, version, kind, kinds()[group, kind].plural)


def _is_namespaced(api_version: str, kind: str) -> bool:
    return kinds()[api_version.rpartition("/")[0], kind].is_namespaced


def _parts(kind: str) -> tuple[str, str]:
    api_version, _, name = kind.partition(" ")
    return api_version, name
