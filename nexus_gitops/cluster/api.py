"""The Kubernetes API, as plain objects; the only module that imports a client for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from nexus_gitops.cluster import kubeconfig
from nexus_gitops.errors import RefusedError, UnreachableError, UsageError
from nexus_gitops.manifests.identity import KubeObject

if TYPE_CHECKING:
    from lightkube import Client
    from lightkube.config.kubeconfig import SingleConfig
    from lightkube.core.client import FieldValue

_NOT_FOUND: Final = 404
_NOT_LET_IN: Final = frozenset({401, 403})
_BUSY: Final = 429
_BROKEN: Final = 500
_SECONDS: Final = 10.0
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object, as the API server's paths name it.

    Attributes:
        group: of the API; "" for the core.
        version: of the group.
        name: as `Deployment`.
        plural: as `deployments`.
        namespaced: whether its objects live in namespaces.
    """

    group: str
    version: str
    name: str
    plural: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """As manifests write it."""
        return f"{self.group}/{self.version}" if self.group else self.version


APPLICATION: Final = Kind("argoproj.io", "v1alpha1", "Application", "applications")
PROJECT: Final = Kind("argoproj.io", "v1alpha1", "AppProject", "appprojects")
DEFINITION: Final = Kind(
    "apiextensions.k8s.io",
    "v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    namespaced=False,
)
DEPLOYMENT: Final = Kind("apps", "v1", "Deployment", "deployments")
STATEFUL_SET: Final = Kind("apps", "v1", "StatefulSet", "statefulsets")
JOB: Final = Kind("batch", "v1", "Job", "jobs")
POD: Final = Kind("", "v1", "Pod", "pods")
ENDPOINT_SLICE: Final = Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
SERVICE: Final = Kind("", "v1", "Service", "services")
AUTOSCALER: Final = Kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
EVENT: Final = Kind("", "v1", "Event", "events")


class Api:
    """One cluster's API server, as whoever the kubeconfig says we are.

    Every method raises UnreachableError where the server does not answer or does not let
    us in.
    """

    def __init__(self, client: "Client", context: str, server: str) -> None:
        self._client = client
        self.context = context
        self.server = server

    def find(self, kind: Kind, name: str, namespace: str = "") -> KubeObject | None:
        """An object by its name; None where there is none."""
        from lightkube import ApiError

        with self._translated():
            try:
                return dict(self._client.get(_class(kind), name, namespace=namespace or None))
            except ApiError as error:
                if error.response.status_code == _NOT_FOUND:
                    return None
                raise

    def list(
        self, kind: Kind, namespace: str, fields: "dict[str, FieldValue] | None" = None
    ) -> list[KubeObject]:
        """All objects of a kind in a namespace by name, or those with certain values in fields."""
        with self._translated():
            found = self._client.list(
                _class(kind), namespace=namespace, fields=fields, chunk_size=_CHUNK
            )
            # What is in a list does not say what it is.
            head = {"apiVersion": kind.api_version, "kind": kind.name}
            return sorted(({**head, **obj} for obj in found), key=_name)

    def apply(self, kind: Kind, obj: KubeObject, field_manager: str) -> KubeObject:
        """Create or change an object by server-side apply, and give it as it is now.

        Fields that others own are taken over.
        """
        with self._translated():
            return dict(
                self._client.apply(_class(kind)(obj), field_manager=field_manager, force=True)
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import httpx2
        from lightkube import ApiError
        from lightkube.core.exceptions import ConfigError

        try:
            yield
        except ApiError as error:
            code = error.response.status_code
            if code in _NOT_LET_IN:
                raise UnreachableError(
                    f"{self.server} does not let us in: {error.status.message}",
                    "check the user of the kubeconfig and its roles",
                ) from error
            if code == _BUSY or code >= _BROKEN:
                raise UnreachableError(
                    f"{self.server} cannot answer now: {error.status.message}", "try again"
                ) from error
            raise RefusedError(
                f"{self.server} refuses: {error.status.message}",
                "the server's own words tell what is wrong",
            ) from error
        except httpx2.HTTPError as error:
            raise UnreachableError(
                f"cannot reach {self.server}: {error or type(error).__name__}",
                "check the cluster, the network and the kubeconfig",
            ) from error
        except (ConfigError, OSError, ValueError) as error:
            # A credential plugin's words, or a file that is not there.
            raise UnreachableError(
                f"no credentials for {self.server}: {error}", "check the user of the kubeconfig"
            ) from error


def connect(context: str | None = None) -> Api:
    """The API of the cluster that the kubeconfig names, or of the one that we run in.

    Args:
        context: of the kubeconfig; its current one where None.

    Raises:
        UsageError: there is no kubeconfig, or it has no such context.
        UnreachableError: a certificate cannot be read.
    """
    from lightkube import Client, KubeConfig
    from lightkube.core.exceptions import ConfigError

    merged = kubeconfig.load()
    try:
        if merged is None:
            chosen = KubeConfig.from_service_account().get()
        else:
            chosen = KubeConfig.from_dict(merged).get(context)
        config = cast("SingleConfig", chosen)  # None is for those who give a default
        client = Client(config, timeout=_timeout())
    except (ConfigError, KeyError) as error:
        if merged is None:
            raise UsageError(
                "there is no kubeconfig", "set KUBECONFIG to the file of your cluster"
            ) from error
        known = ", ".join(sorted(entry["name"] for entry in merged["contexts"]))
        named = f"context {context!r}" if context else "current context"
        raise UsageError(
            f"the kubeconfig has no usable {named}", f"there are: {known or 'none'}"
        ) from error
    except (OSError, ValueError, AssertionError) as error:
        raise UnreachableError(
            "the certificates of the kubeconfig cannot be used", "check its files"
        ) from error
    return Api(client, config.context_name, config.cluster.server)


def _name(obj: KubeObject) -> str:
    return str(obj["metadata"]["name"])


def _timeout() -> Any:
    from httpx2 import Timeout

    return Timeout(_SECONDS)


@cache
def _class(kind: Kind) -> Any:
    from lightkube.generic_resource import create_global_resource, create_namespaced_resource

    create = create_namespaced_resource if kind.namespaced else create_global_resource
    return create(kind.group, kind.version, kind.name, kind.plural)
