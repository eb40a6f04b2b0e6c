"""`port-forward`: reach a service of an environment from this machine."""

import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import tell

EXAMPLES = (
    "Examples: nexus-gitops port-forward graphstudio-frontend --env dev,"
    " nexus-gitops port-forward postgres 15432:5432 --env dev"
)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A port of this machine, and where it leads."""

    environment: str
    namespace: str
    service: str
    port: int
    local_port: int
    kind: ClassVar[str] = "Forwarding"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "namespace": self.namespace,
            "service": self.service,
            "port": self.port,
            "localPort": self.local_port,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield (
            f"127.0.0.1:{self.local_port} leads to {self.service}:{self.port} in"
            f" {self.namespace}; ctrl-c ends it"
        )


def port_forward(
    service: Annotated[str, typer.Argument(help="Name of the Service.")],
    env: OneEnvironment,
    ports: Annotated[
        str,
        typer.Argument(
            metavar="[LOCAL:]PORT",
            help="Port of the Service, and of this machine; its first one where none is given.",
            show_default=False,
        ),
    ] = "",
    context: Context = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Open a port on 127.0.0.1 that leads to a Service's pods, until ctrl-c.

    A port below 1024 is opened 8000 higher: 80 as 8080.
    """
    from nexus_gitops.cluster import forward
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.forwarding import destination
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    local, port = _ports(ports)
    api = connect(context)
    there = destination(api, name, service, port)
    chosen = forward.local_port(there) if local is None else local
    with forward.opened(api, there, chosen, tell) as opened, suppress(KeyboardInterrupt):
        show(Forwarding(name, there.namespace, service, there.port, opened), output)
        sys.stdout.flush()  # who reads it waits for it, and nothing more comes
        threading.Event().wait()


def _ports(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    local, colon, port = text.rpartition(":")
    if not all(part.isdecimal() and int(part) < 65536 for part in (port, local or port)):
        raise typer.BadParameter(f"{text!r} is no port; write it as 8080:80, or 80")
    return int(local) if colon else None, int(port)
