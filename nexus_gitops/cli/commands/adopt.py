"""`adopt`: take over a platform that was applied by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import RefusedError

if TYPE_CHECKING:
    from nexus_gitops.operations.adoption import Adoptee

EXAMPLES = "Examples: nexus-gitops adopt --env dev --dry-run, nexus-gitops adopt --env dev"


@dataclass(frozen=True, slots=True)
class AdoptResult:
    """What the first sync will do to each object, and who owns fields of it."""

    environment: str
    server: str
    dry_run: bool
    objects: "tuple[Adoptee, ...]"
    kind: ClassVar[str] = "AdoptResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "dryRun": self.dry_run,
            "objects": [
                {
                    "kind": one.identity.kind,
                    "namespace": one.identity.namespace,
                    "name": one.identity.name,
                    "outlook": one.outlook,
                    "reason": one.reason,
                    "managers": one.managers,
                }
                for one in self.objects
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for one in self.objects:
            if one.outlook != "same" or one.managers:
                by = (
                    f"; fields of it are owned by {', '.join(one.managers)}" if one.managers else ""
                )
                reason = f": {one.reason}" if one.reason else ""
                yield f"{one.outlook:<10} {one.identity}{reason}{by}"
        outlooks = [one.outlook for one in self.objects]
        counts = ", ".join(f"{outlooks.count(each)} {each}" for each in dict.fromkeys(outlooks))
        yield f"{self.environment} in {self.server}: {counts or 'nothing is rendered'}"


def adopt(
    env: OneEnvironment,
    context: Context = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be; change nothing.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Make Argo CD the owner of what was applied by hand; no pod is restarted for it.

    Tells what the first sync does then: what changes, whose pods are replaced, and what the API
    server refuses, as another selector. Exits with 4 where something is refused.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.adoption import adopt, survey
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        objects, asked = survey(api, name, on_progress)
        if not dry_run:
            adopt(api, asked, on_progress)
    show(AdoptResult(name, api.server, dry_run, objects), output)
    if any(one.outlook == "impossible" for one in objects):
        raise typer.Exit(RefusedError.exit_code)
