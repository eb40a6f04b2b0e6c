"""`validate`: check what is rendered against every rule."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.checks.findings import Finding, errors
from nexus_gitops.cli.failures import documents, stop_at_failures
from nexus_gitops.cli.options import Context, Environments, Output
from nexus_gitops.cli.output import show, show_json
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import FindingsError, NexusError, UsageError
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
    from nexus_gitops.platform.attempts import Attempts

    Found = Attempts[tuple[Finding, ...]]

EXAMPLES = (
    "Examples: nexus-gitops validate --env staging,"
    " nexus-gitops validate --env prod --manifests ../gitops,"
    " nexus-gitops validate --env dev --server,"
    " nexus-gitops validate --output sarif > findings.sarif"
)


class Format(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    WIDE = "wide"
    JSON = "json"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class ValidateResult:
    """The findings of each environment, and why there are none of others."""

    findings: Mapping[str, tuple[Finding, ...]]
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "ValidateResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environments": list(self.findings),
            "findings": [asdict(finding) for finding in self.all],
            "failed": documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for environment, findings in self.findings.items():
            stopping = len(errors(findings))
            warnings = counted(len(findings) - stopping, "warning")
            yield f"{environment}: {counted(stopping, 'error')}, {warnings}"
            several = len({finding.application for finding in findings} - {""}) > 1
            for finding in findings:
                where = f"{finding.application}: " if several and finding.application else ""
                yield f"  {finding.severity.value} {where}{finding}"

    @property
    def all(self) -> tuple[Finding, ...]:
        """The findings of all environments."""
        return tuple(finding for group in self.findings.values() for finding in group)


def validate(
    env: Environments = None,
    manifests: Annotated[
        Path | None,
        typer.Option(
            "--manifests",
            help="Folder laid out as the GitOps repository, as a checkout of it, to check instead"
            " of what is rendered.",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        bool,
        typer.Option(
            "--server",
            help="Ask the API server of the kubeconfig, too, by a dry run of each object.",
        ),
    ] = False,
    context: Context = None,
    output: Annotated[
        Format, typer.Option("--output", "-o", help="How the findings are shown.")
    ] = Format.TEXT,
) -> None:
    """Check the rendered manifests, or those of a folder; exits with 3 where an error is found.

    One that cannot be checked stops no other; the exit code is its own then.
    """
    from nexus_gitops.platform import loading

    names = loading.select(tuple(env or ()))
    found = _of_folder(manifests, names) if manifests else _of_rendering(names)
    if server and manifests:
        raise UsageError("--server asks about what is rendered", "leave --manifests out")
    if server:
        found = _with_server(found, context)
    result = ValidateResult(found.made, found.failed)
    if output is Format.SARIF:
        _show_sarif(result)
    else:
        show(result, Output(output.value))
    stop_at_failures(result.failed)
    if errors(result.all):
        raise typer.Exit(FindingsError.exit_code)


def _of_rendering(names: tuple[str, ...]) -> "Found":
    from nexus_gitops.operations.validate import findings_of
    from nexus_gitops.rendering.synthesis import as_declared, synthesise_each

    return synthesise_each(as_declared(names)).then(lambda _, synthesis: findings_of(synthesis))


def _with_server(found: "Found", context: str | None) -> "Found":
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import server_side

    api = connect(context)
    with progress() as on_progress:
        return found.then(
            lambda name, findings: (
                *findings,
                *server_side.findings(server_side.answers(api, name, on_progress), name),
            )
        )


def _of_folder(folder: Path, names: tuple[str, ...]) -> "Found":
    from nexus_gitops.operations.validate_manifests import findings_in
    from nexus_gitops.platform.attempts import attempt

    return attempt(names, lambda name: findings_in(folder, name))


def _show_sarif(result: ValidateResult) -> None:
    from importlib.metadata import version

    from nexus_gitops.checks.sarif import to_sarif

    failures = [f"{name}: {error}" for name, error in result.failed.items()]
    show_json(to_sarif(result.all, failures, version("nexus-gitops")))
