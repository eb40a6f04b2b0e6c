"""A port of this machine that leads to a Service's pods, connection by connection."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import POD, SERVICE
from nexus_gitops.cluster.pods import is_selected, pod_of
from nexus_gitops.cluster.streams import Stream
from nexus_gitops.errors import LocalError, NexusError, RefusedError, UsageError
from nexus_gitops.manifests.identity import KubeObject

_LOOPBACK: Final = "127.0.0.1"
_PRIVILEGED: Final = 1024
_ABOVE: Final = 8000
_BYTES: Final = 65536
_DATA, _ERROR = 0, 1


@dataclass(frozen=True, slots=True)
class Destination:
    """A port of a Service.

    Attributes:
        namespace: where it is.
        service: its name.
        port: its number.
    """

    namespace: str
    service: str
    port: int


def destination_of(api: Api, namespace: str, service: str, port: int | None) -> Destination:
    """The port of a Service that is meant; its first one where none is named.

    Raises:
        UsageError: there is no such Service or port.
    """
    found = api.find(SERVICE, service, namespace)
    if found is None:
        known = ", ".join(one["metadata"]["name"] for one in api.list(SERVICE, namespace))
        raise UsageError(f"{namespace} has no Service {service}", f"there are: {known or 'none'}")
    ports = [one["port"] for one in found["spec"]["ports"]]
    if port is not None and port not in ports:
        raise UsageError(
            f"Service {service} has no port {port}", f"there are: {', '.join(map(str, ports))}"
        )
    return Destination(namespace, service, ports[0] if port is None else port)


def local_port(destination: Destination) -> int:
    """The port of this machine that stands for it: the same one, or one that anybody may open."""
    port = destination.port
    return port + _ABOVE if port < _PRIVILEGED else port


@contextmanager
def opened(
    api: Api, destination: Destination, port: int, on_failure: Callable[[str], None]
) -> Iterator[int]:
    """A port on the loopback that leads there while the block runs; its number.

    Each connection goes to a pod that is ready then. That one of them fails ends no other.

    Args:
        api: the cluster.
        destination: where it leads.
        port: of this machine; 0 for any that is free.
        on_failure: is told why a connection failed.

    Raises:
        LocalError: the port is taken.
    """
    try:
        listener = socket.create_server((_LOOPBACK, port))
    except OSError as error:
        raise LocalError(
            f"port {port} of this machine cannot be opened: {error.strerror}", "name another one"
        ) from error

    def accept() -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = listener.accept()
                threading.Thread(
                    target=_serve, args=(api, destination, connection, on_failure), daemon=True
                ).start()

    with listener:
        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def _serve(
    api: Api,
    destination: Destination,
    connection: socket.socket,
    on_failure: Callable[[str], None],
) -> None:
    with connection:
        try:
            pod, port = _pod_for(api, destination)
            with api.forward(pod, destination.namespace, port) as stream:
                _pump(connection, stream, on_failure)
        except NexusError as error:
            on_failure(error.message)


def _pump(connection: socket.socket, stream: Stream, on_failure: Callable[[str], None]) -> None:
    def out() -> None:
        with suppress(OSError):
            while data := connection.recv(_BYTES):
                stream.send(_DATA, data)
        stream.end()

    sender = threading.Thread(target=out, daemon=True)
    sender.start()
    begun: set[int] = set()
    with suppress(OSError):
        while (message := stream.receive()) is not None:
            channel, data = message
            if channel not in begun:
                begun.add(channel)
                data = data[2:]  # the port, as each channel begins with it
            if channel == _DATA:
                connection.sendall(data)
            elif data:
                on_failure(data.decode(errors="replace").strip())
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    stream.end()
    sender.join()


def _pod_for(api: Api, destination: Destination) -> tuple[str, int]:
    service = api.find(SERVICE, destination.service, destination.namespace)
    selector = {"matchLabels": ((service or {}).get("spec") or {}).get("selector") or {}}
    for pod in api.list(POD, destination.namespace):
        if service and is_selected(selector, pod) and pod_of(pod).ready:
            (wanted,) = (one for one in service["spec"]["ports"] if one["port"] == destination.port)
            return pod["metadata"]["name"], _number(wanted, pod)
    raise RefusedError(
        f"no pod of Service {destination.service} in {destination.namespace} is ready",
        "see nexus-gitops status",
    )


def _number(port: dict[str, Any], pod: KubeObject) -> int:
    """The number of a Service's port in a pod, which may have it by name."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target
    for container in pod["spec"]["containers"]:
        for one in container.get("ports") or ():
            if one.get("name") == target:
                return int(one["containerPort"])
    raise RefusedError(f"{pod['metadata']['name']} has no port {target}", "correct the Service")
