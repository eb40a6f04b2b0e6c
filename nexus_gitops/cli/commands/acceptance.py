"""`acceptance`: ask an installation all that it is accepted by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED

if TYPE_CHECKING:
    from nexus_gitops.operations.diagnosis import Result

EXAMPLES = (
    "Examples: nexus-gitops acceptance --env dev, nexus-gitops acceptance --env prod --read-only"
)


@dataclass(frozen=True, slots=True)
class AcceptanceResult:
    """What every check says."""

    environment: str
    server: str
    checks: "tuple[Result, ...]"
    kind: ClassVar[str] = "AcceptanceResult"

    @property
    def is_accepted(self) -> bool:
        """Whether no check failed."""
        return all(one.state != "failed" for one in self.checks)

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "accepted": self.is_accepted,
            "checks": [
                {"name": one.name, "state": one.state, "message": one.message, "fix": one.fix}
                for one in self.checks
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for one in self.checks:
            yield f"{one.state:<8} {one.name}: {one.message}"
            if one.fix:
                yield f"         {one.fix}"
        states = [one.state for one in self.checks]
        counts = ", ".join(f"{states.count(each)} {each}" for each in dict.fromkeys(states))
        word = "accepted" if self.is_accepted else "not accepted"
        yield f"{self.environment} in {self.server}: {word} ({counts})"


def acceptance(
    env: OneEnvironment,
    context: Context = None,
    since: Annotated[
        int, typer.Option("--since", min=1, help="Seconds of logs that must hold no ERROR.")
    ] = 600,
    read_only: Annotated[
        bool,
        typer.Option("--read-only", help="Skip what makes something and removes it afterwards."),
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Ask an installation all that it is accepted by; a report, one line a check.

    What cannot be asked is skipped, with the reason. Exits with 10 where a check failed.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.acceptance import Scope, accept
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        checks = accept(api, name, Scope(since, may_change=not read_only), on_progress)
    result = AcceptanceResult(name, api.server, checks)
    show(result, output)
    if not result.is_accepted:
        raise typer.Exit(EXIT_DEGRADED)
