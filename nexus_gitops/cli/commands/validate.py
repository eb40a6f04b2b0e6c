"""`validate`: check what is rendered against every rule."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from nexus_gitops.checks.findings import Finding, errors
from nexus_gitops.cli.options import Context, Environments, Output
from nexus_gitops.cli.output import show, show_json
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import FindingsError, UsageError
from nexus_gitops.terminal import counted

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
    """The findings of each environment."""

    findings: Mapping[str, tuple[Finding, ...]]
    kind: ClassVar[str] = "ValidateResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environments": list(self.findings),
            "findings": [asdict(finding) for finding in self.all],
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
    """Check the rendered manifests, or those of a folder; exits with 3 where an error is found."""
    from nexus_gitops.platform import loading

    names = loading.select(tuple(env or ()))
    found = _of_folder(manifests, names) if manifests else _of_rendering(names)
    if server and manifests:
        raise UsageError("--server asks about what is rendered", "leave --manifests out")
    if server:
        found = _with_server(found, context)
    result = ValidateResult(found)
    if output is Format.SARIF:
        _show_sarif(result)
    else:
        show(result, Output(output.value))
    if errors(result.all):
        raise typer.Exit(FindingsError.exit_code)


def _of_rendering(names: tuple[str, ...]) -> Mapping[str, tuple[Finding, ...]]:
    from nexus_gitops.operations.validate import findings_of
    from nexus_gitops.rendering.synthesis import Request, synthesise

    syntheses = synthesise([Request(name) for name in names])
    return {synthesis.environment: findings_of(synthesis) for synthesis in syntheses}


def _with_server(
    found: Mapping[str, tuple[Finding, ...]], context: str | None
) -> Mapping[str, tuple[Finding, ...]]:
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import server_side

    api = connect(context)
    with progress() as on_progress:
        return {
            name: (
                *findings,
                *server_side.findings(server_side.answers(api, name, on_progress), name),
            )
            for name, findings in found.items()
        }


def _of_folder(folder: Path, names: tuple[str, ...]) -> Mapping[str, tuple[Finding, ...]]:
    from nexus_gitops.operations.validate_manifests import findings_in

    return {name: findings_in(folder, name) for name in names}


def _show_sarif(result: ValidateResult) -> None:
    from importlib.metadata import version

    from nexus_gitops.checks.sarif import to_sarif

    show_json(to_sarif(result.all, version("nexus-gitops")))
