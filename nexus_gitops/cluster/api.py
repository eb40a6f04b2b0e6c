"""The Kubernetes API, as plain objects; the only module that imports a client for it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from nexus_gitops.cluster import kubeconfig
from nexus_gitops.cluster.kinds import Kind
from nexus_gitops.cluster.streams import Executed, Stream, execute, forwarding
from nexus_gitops.errors import RefusedError, UnreachableError, UsageError
from nexus_gitops.manifests.identity import KubeObject

if TYPE_CHECKING:
    from httpx2 import Client as HttpClient
    from lightkube import Client
    from lightkube.config.kubeconfig import SingleConfig
    from lightkube.core.client import FieldValue

_NOT_FOUND: Final = 404
_NOT_LET_IN: Final = frozenset({401, 403})
_BUSY: Final = 429
_BROKEN: Final = 500
_SECONDS: Final = 10.0
_CHUNK: Final = 500
_CONFLICT: Final = "Conflict"


class ChangedError(RefusedError):
    """Somebody else has changed an object since it was read."""


@dataclass(frozen=True, slots=True)
class Version:
    """What an API server says of itself.

    Attributes:
        major, minor: version of Kubernetes.
        clock_offset: seconds by which its clock is ahead of ours; None where it does not say.
    """

    major: int
    minor: int
    clock_offset: float | None


class Api:
    """One cluster's API server, as whoever the kubeconfig says we are.

    Every method raises UnreachableError where the server does not answer or does not let
    us in.
    """

    def __init__(self, client: "Client", config: "SingleConfig") -> None:
        self._client = client
        self._config = config
        self.context = config.context_name
        self.server = config.cluster.server

    @cached_property
    def _http(self) -> "HttpClient":
        """For what the client does not know. Made when needed: it asks a credential plugin anew."""
        from lightkube.config.client_adapter import Client, ConnectionParams

        return Client(self._config, ConnectionParams(timeout=_timeout()))

    def find(self, kind: Kind, name: str, namespace: str = "") -> KubeObject | None:
        """An object by its name; None where there is none, or no such kind."""
        from httpx2 import HTTPStatusError

        with self._translated():
            try:
                return dict(self._client.get(_class(kind), name, namespace=namespace or None))
            except HTTPStatusError as error:  # of a kind that it does not know, it says no more
                if error.response.status_code == _NOT_FOUND:
                    return None
                raise

    def version(self) -> Version:
        """Which Kubernetes it runs, and what time it has."""
        with self._translated():
            answer = self._http.get("version")
            answer.raise_for_status()
            said = answer.json()
        return Version(
            int(said["major"]),
            int("".join(filter(str.isdigit, said["minor"]))),  # some write `27+`
            _offset(answer.headers.get("date", "")),
        )

    def list(
        self, kind: Kind, namespace: str = "", fields: "dict[str, FieldValue] | None" = None
    ) -> list[KubeObject]:
        """All objects of a kind in a namespace by name, or those with certain values in fields.

        Those of a kind that lives in none, where no namespace is named.
        """
        with self._translated():
            found = self._client.list(
                _class(kind), namespace=namespace or None, fields=fields, chunk_size=_CHUNK
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

    def rehearse(self, kind: Kind, obj: KubeObject, field_manager: str) -> KubeObject:
        """An object as `apply` would leave it; nothing is changed."""
        with self._translated():
            return dict(
                self._client.apply(
                    _class(kind)(obj), field_manager=field_manager, force=True, dry_run=True
                )
            )

    def create(self, kind: Kind, obj: KubeObject, field_manager: str) -> KubeObject:
        """Create an object that is not there yet, and give it as it is now."""
        with self._translated():
            return dict(self._client.create(_class(kind)(obj), field_manager=field_manager))

    def patch(
        self, kind: Kind, name: str, namespace: str, change: KubeObject, field_manager: str
    ) -> KubeObject:
        """Change an object by a JSON merge patch (RFC 7386), and give it as it is now.

        Raises:
            ChangedError: `change` names the object's `resourceVersion`, and it has another one now.
        """
        from lightkube.types import PatchType

        with self._translated():
            return dict(
                self._client.patch(
                    _class(kind),
                    name,
                    change,
                    namespace=namespace or None,
                    patch_type=PatchType.MERGE,
                    field_manager=field_manager,
                )
            )

    def delete(self, kind: Kind, name: str, namespace: str = "") -> None:
        """Delete an object, and in the background what hangs on it; nothing where it is gone."""
        from lightkube import ApiError
        from lightkube.types import CascadeType

        with self._translated():
            try:
                self._client.delete(
                    _class(kind),
                    name,
                    namespace=namespace or None,
                    cascade=CascadeType.BACKGROUND,
                )
            except ApiError as error:
                if error.response.status_code != _NOT_FOUND:
                    raise

    def logs(
        self,
        pod: str,
        namespace: str,
        container: str,
        *,
        tail: int | None,
        since: int | None,
        follow: bool,
    ) -> Iterator[str]:
        """The lines that a container wrote, each with its time (RFC 3339) and a blank in front.

        Args:
            pod: its name.
            namespace: where it is.
            container: of it.
            tail: lines of the past; None for all.
            since: seconds of the past; None for all.
            follow: whether to wait for more, until the container ends.
        """
        with self._translated():
            yield from self._client.log(
                pod,
                namespace=namespace,
                container=container,
                follow=follow,
                since=since,
                tail_lines=tail,
                timestamps=True,
                newlines=False,
            )

    @contextmanager
    def forward(self, pod: str, namespace: str, port: int) -> Iterator[Stream]:
        """A connection to a port of a pod; see `streams.forwarding`."""
        with self._translated(), forwarding(self._http, pod, namespace, port) as stream:
            yield stream

    def execute(
        self, pod: str, namespace: str, container: str, command: Sequence[str], stdin: str
    ) -> Executed:
        """Run a command in a container, with text on its standard input; see `streams.execute`."""
        with self._translated():
            return execute(self._http, pod, namespace, container, command, stdin)

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
            refused = ChangedError if error.status.reason == _CONFLICT else RefusedError
            raise refused(
                f"{self.server} refuses: {error.status.message}",
                "the server's own words tell what is wrong",
            ) from error
        except httpx2.HTTPStatusError as error:
            if error.response.status_code != _NOT_FOUND:
                raise UnreachableError(
                    f"{self.server} answers {error.response.status_code}",
                    "check what is between it and this machine",
                ) from error
            raise RefusedError(
                f"{self.server} does not know what is asked for: {error.request.url.path}",
                "install what brings that kind, or check the server's version",
            ) from error
        except httpx2.HTTPError as error:
            raise UnreachableError(
                f"cannot reach {self.server}: {str(error) or type(error).__name__}",
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
    return Api(client, config)


def _offset(date: str) -> float | None:
    """How far a date of HTTP is ahead of our clock, in seconds."""
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except ValueError:
        return None


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
