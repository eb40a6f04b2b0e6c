"""What breaks a rule stops a release, whichever command would publish it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nexus_gitops.cli.output import say
from nexus_gitops.errors import FindingsError

if TYPE_CHECKING:
    from nexus_gitops.rendering.synthesis import Synthesis


def stop_at_findings(syntheses: "Sequence[Synthesis]") -> None:
    """Show every error of the renderings on stderr.

    Raises:
        FindingsError: there is one.
    """
    from nexus_gitops.checks.findings import errors
    from nexus_gitops.operations.validate import findings_of

    found = [finding for synthesis in syntheses for finding in errors(findings_of(synthesis))]
    say(f"{finding.environment}: {finding}" for finding in found)
    if found:
        names = " --env ".join(dict.fromkeys(finding.environment for finding in found))
        raise FindingsError(
            f"findings: {len(found)}; nothing was published",
            f"nexus-gitops validate --env {names} shows them again",
        )
