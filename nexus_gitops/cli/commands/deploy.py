"""`deploy`: bring an environment into a cluster that has no Argo CD."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED, EXIT_NOT_YET

if TYPE_CHECKING:
    from nexus_gitops.operations.deploy import Deployed

EXAMPLES = (
    "Examples: nexus-gitops deploy --env dev, nexus-gitops deploy --env dev --context kind-nexus"
)
_SIGNS = {"created": "+", "changed": "~", "removed": "-"}


@dataclass(frozen=True, slots=True)
class DeployResult:
    """How far a deployment came."""

    environment: str
    server: str
    deployed: "Deployed"
    kind: ClassVar[str] = "DeployResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "steps": [
                {
                    "wave": one.wave,
                    "kind": one.identity.kind,
                    "namespace": one.identity.namespace,
                    "name": one.identity.name,
                    "action": one.action,
                }
                for one in self.deployed.steps
            ],
            "waiting": self.deployed.waiting,
            "failed": self.deployed.failed,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        steps = self.deployed.steps
        for one in steps:
            if one.action in _SIGNS:
                yield f"{_SIGNS[one.action]} {one.identity}"
        yield from (f"  not up    {reason}" for reason in self.deployed.waiting)
        yield from (f"  failed    {reason}" for reason in self.deployed.failed)
        counts = ", ".join(
            f"{sum(one.action == action for one in steps)} {action}"
            for action in ("created", "changed", "removed", "unchanged")
        )
        yield f"{self.environment} in {self.server}: {counts}"
        if self.deployed.waiting:
            yield "  next      the same command goes on where this one stopped"


def deploy(
    env: OneEnvironment,
    context: Context = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait for each wave.")
    ] = 600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Apply an environment to the current context, wave by wave, without Argo CD.

    Exits with 9 where a wave is not up in time, and 10 where something of it failed; the same
    command goes on from there.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.deploy import deploy
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        done = deploy(api, name, seconds=timeout, on_progress=on_progress)
    show(DeployResult(name, api.server, done), output)
    if done.failed:
        raise typer.Exit(EXIT_DEGRADED)
    if done.waiting:
        raise typer.Exit(EXIT_NOT_YET)
