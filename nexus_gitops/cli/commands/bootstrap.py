"""`bootstrap`: hand the root Application to Argo CD."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import (
    Branch,
    Context,
    OneEnvironment,
    Output,
    OutputFormat,
    Repository,
)
from nexus_gitops.cli.output import show, show_json
from nexus_gitops.cli.progress import progress

if TYPE_CHECKING:
    from nexus_gitops.cluster.bootstrap import Bootstrapped

EXAMPLES = (
    "Examples: nexus-gitops bootstrap --env staging, nexus-gitops bootstrap --env staging --print"
)


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """The root as Argo CD has it now."""

    context: str
    server: str
    repository: str
    branch: str
    bootstrapped: "Bootstrapped"
    kind: ClassVar[str] = "BootstrapResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "context": self.context,
            "server": self.server,
            "objects": [asdict(one) for one in self.bootstrapped.applied],
            "repository": self.repository,
            "branch": self.branch,
            "revision": self.bootstrapped.comparison.revision,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for one in self.bootstrapped.applied:
            yield f"{one.kind} {one.name}: {one.action}"
        revision = self.bootstrapped.comparison.revision
        where = f"{self.branch} of {self.repository}"
        yield f"Argo CD reads {where}{f', at {revision}' if revision else ''}"
        if not revision:
            yield "  next      nexus-gitops publish; nothing is there yet"


def bootstrap(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    context: Context = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait for Argo CD.")
    ] = 120,
    print_: Annotated[
        bool, typer.Option("--print", help="Show what would be applied; do nothing.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Apply the root project and Application, and see that Argo CD reads the repository.

    Needed once for a repository: the root brings the Applications of all environments that
    are published, and from then on itself.
    """
    from nexus_gitops.operations.release import root_of, target_of
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    target = target_of(name, repo, branch)
    root = root_of(target)
    if print_:
        _print(root, output)
        return

    from nexus_gitops.cluster.api import connect
    from nexus_gitops.cluster.bootstrap import bootstrap
    from nexus_gitops.manifests.reader import from_yaml

    objects = [from_yaml(text, file) for file, text in root.items()]
    api = connect(context)
    with progress() as on_progress:
        done = bootstrap(api, objects, seconds=timeout, on_progress=on_progress)
    show(BootstrapResult(api.context, api.server, _url(objects), target.branch, done), output)


def _print(root: Mapping[str, str], output: Output) -> None:
    """The manifests as kubectl takes them: YAML, or with JSON a List."""
    from nexus_gitops.manifests.reader import from_yaml

    if output is Output.JSON:
        items = [from_yaml(text, file) for file, text in root.items()]
        show_json({"apiVersion": "v1", "kind": "List", "items": items})
    else:
        print("---\n".join(root.values()), end="")


def _url(objects: Iterable[Mapping[str, Any]]) -> str:
    (application,) = (obj for obj in objects if obj["kind"] == "Application")
    return str(application["spec"]["source"]["repoURL"])
