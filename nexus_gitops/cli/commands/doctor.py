"""`doctor`: whether this machine and the cluster have what an environment needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED

if TYPE_CHECKING:
    from nexus_gitops.operations.diagnosis import Result

EXAMPLES = (
    "Examples: nexus-gitops doctor --env staging, nexus-gitops doctor --env prod --output json"
)


@dataclass(frozen=True, slots=True)
class DoctorResult:
    """What every check says."""

    environment: str
    checks: "tuple[Result, ...]"
    kind: ClassVar[str] = "DoctorResult"

    @property
    def is_well(self) -> bool:
        """Whether no check failed."""
        return all(one.state != "failed" for one in self.checks)

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "well": self.is_well,
            "checks": [
                {"name": one.name, "state": one.state, "message": one.message, "fix": one.fix}
                for one in self.checks
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for one in self.checks:
            yield f"{one.state:<8} {one.name}: {one.message}"
            if one.fix and one.state != "ok":
                yield f"         {one.fix}"


def doctor(
    env: OneEnvironment, context: Context = None, output: OutputFormat = Output.TEXT
) -> None:
    """Check this machine, the cluster and the registries, each thing with its way out.

    Changes nothing. Exits with 10 where a check failed.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.doctor import examine
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    with progress() as on_progress:
        checks = examine(name, lambda: connect(context), on_progress)
    result = DoctorResult(name, checks)
    show(result, output)
    if not result.is_well:
        raise typer.Exit(EXIT_DEGRADED)
