"""`env`: what environments there are and what they say; how one comes and goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.failures import documents, stop_at_failures
from nexus_gitops.cli.options import (
    Branch,
    Output,
    OutputFormat,
    Repository,
    complete_environment,
)
from nexus_gitops.cli.output import show as show_result
from nexus_gitops.cli.output import show_data
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import NexusError, UsageError

if TYPE_CHECKING:
    from nexus_gitops.publish import RepositoryAddress

app = typer.Typer(
    help="Show, make and remove environments.", no_args_is_help=True, rich_markup_mode=None
)


@dataclass(frozen=True, slots=True)
class EnvironmentList:
    """All environments, with where each runs and is published to."""

    environments: tuple[Mapping[str, str], ...]
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "EnvironmentList"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {"environments": self.environments, "failed": documents(self.failed)}

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        return _table(self.environments, ("name", "namespace", "host", "images"))

    def wide(self) -> Iterable[str]:
        """See `output.Wide`."""
        columns = ("name", "namespace", "cluster", "host", "images", "repository")
        return _table(self.environments, columns)


def _table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Iterable[str]:
    shown = ({key: key.upper() for key in columns}, *rows)
    widths = [max(len(row[key]) for row in shown) for key in columns]
    for row in shown:
        cells = (row[key].ljust(width) for key, width in zip(columns, widths, strict=True))
        yield "  ".join(cells).rstrip()


@dataclass(frozen=True, slots=True)
class EnvironmentDetail:
    """Everything one environment says, by the names that its module uses, with its images."""

    data: Mapping[str, Any]
    kind: ClassVar[str] = "EnvironmentDetail"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {"environment": self.data}

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        import yaml

        yield yaml.safe_dump(self.data, sort_keys=False, allow_unicode=True).rstrip()


@dataclass(frozen=True, slots=True)
class EnvironmentModule:
    """Which files say an environment that came from somewhere else."""

    environment: str
    written: tuple[str, ...]
    kind: ClassVar[str] = "EnvironmentModule"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return asdict(self)

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"+ {path}" for path in self.written)
        yield f"next: nexus-gitops synth && nexus-gitops validate --env {self.environment}"


@app.command("list", epilog="Example: nexus-gitops env list --output json")
def list_(output: OutputFormat = Output.TEXT) -> None:
    """List all environments."""
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.attempts import attempt

    loaded = attempt(loading.names(), loading.load)
    rows = tuple(
        {
            "name": env.name,
            "namespace": env.namespace,
            "cluster": env.cluster,
            "host": ",".join(env.hosts),
            "images": env.image_policy.value,
            "repository": env.repository.url,
        }
        for env in loaded.made.values()
    )
    show_result(EnvironmentList(rows, loaded.failed), output)
    stop_at_failures(loaded.failed)


@app.command(
    "from-values", epilog="Example: nexus-gitops env from-values my-values.yaml --name customer"
)
def from_values(
    file: Annotated[Path, typer.Argument(help="Values, as helm install --values takes them.")],
    name: Annotated[
        str,
        typer.Option("--name", help="Name of the environment. Otherwise that of the values."),
    ] = "",
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            help="Environment whose cluster, repository and Kubernetes versions it has, which no"
            " values say. Otherwise the first.",
            autocompletion=complete_environment,
            show_default=False,
        ),
    ] = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Make an environment of the values of the platform's Helm chart."""
    from nexus_gitops.operations.from_values import from_values_file
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import project

    (model,) = loading.select((like or loading.names()[0],))
    found = from_values_file(file, name, model)
    found.write()
    shown = tuple(sorted(project().shown(path) for path in found.files))
    show_result(EnvironmentModule(found.name, shown), output)


@app.command("show", epilog="Example: nexus-gitops env show staging")
def show(
    name: Annotated[
        str,
        typer.Argument(help="Name of the environment.", autocompletion=complete_environment),
    ],
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show everything that one environment says."""
    import msgspec

    from nexus_gitops.platform import loading

    env = loading.load(name)
    images = {service: image.reference for service, image in sorted(loading.images(name).items())}
    detail = EnvironmentDetail({**msgspec.to_builtins(env), "images": images})
    if output is Output.JSON:
        show_result(detail, output)
    else:
        show_data("\n".join(detail.lines()))


@dataclass(frozen=True, slots=True)
class EnvironmentRemoval:
    """What left the GitOps repository, and what stays in the cluster."""

    environment: str
    repository: str
    branch: str
    action: str
    commit: str
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    following: str
    kind: ClassVar[str] = "EnvironmentRemoval"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return asdict(self)

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"- {path}" for path in self.removed)
        where = f"{self.branch} of {self.repository}"
        did = "" if self.commit else "would be "
        yield f"{self.environment}: {did}{self.action} {self.commit}".rstrip() + f" on {where}"
        if self.action == "drained":
            yield f"  next      once Argo CD has pruned: {self.following}"
        elif self.kept:
            yield f"  kept      {', '.join(self.kept)}: in the cluster, and nobody's any more"


@app.command(
    "remove",
    short_help="Take an environment out of the GitOps repository.",
    epilog="Examples: nexus-gitops env remove staging --drain, nexus-gitops env remove staging",
)
def remove(
    name: Annotated[str, typer.Argument(help="Name of the environment, as it was published.")],
    repo: Repository = None,
    branch: Branch = None,
    drain: Annotated[
        bool,
        typer.Option("--drain", help="Leave what holds data, so that Argo CD prunes the rest."),
    ] = False,
    application: Annotated[
        str,
        typer.Option(
            "--application",
            help="With --drain: this Application alone, which the next publish then leaves out.",
            show_default=False,
        ),
    ] = "",
    allow_destructive: Annotated[
        bool,
        typer.Option("--allow-destructive", help="Remove it although objects would run on."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would leave; write nothing.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Take folder, Applications and record of an environment out, in one commit.

    Drain it first: Argo CD prunes what leaves an Application, and lets go of what an Application
    brought that leaves itself. What holds data stays in the cluster in any case.
    """
    from nexus_gitops.operations.remove import place_of

    if application and not drain:
        raise UsageError(
            "--application goes with --drain",
            "an Application leaves with the publish of an environment that has it no more",
        )
    address, where = place_of(name, repo, branch)
    result = (
        _drained(address, where, name, application, dry_run)
        if drain
        else removed(address, where, name, allow_destructive, dry_run)
    )
    show_result(result, output)


def removed(
    address: "RepositoryAddress", branch: str, name: str, allow_destructive: bool, dry_run: bool
) -> EnvironmentRemoval:
    """What taking an environment out did, or with `dry_run` would do."""
    from pathlib import Path

    from nexus_gitops.publish import Permission, author_of, plan_removal, remove

    permissions = frozenset({Permission.DESTRUCTIVE} if allow_destructive else ())
    if dry_run:
        done = plan_removal(address, branch, name, permissions)
    else:
        with progress() as on_progress:
            done = remove(
                address,
                branch,
                name,
                permissions=permissions,
                author=author_of(Path.cwd()),
                on_progress=on_progress,
            )
    return EnvironmentRemoval(
        name, str(address), branch, "removed", done.commit, done.paths, done.kept, following=""
    )


def _drained(
    address: "RepositoryAddress", branch: str, name: str, application: str, dry_run: bool
) -> EnvironmentRemoval:
    from nexus_gitops.operations.remove import drain
    from nexus_gitops.publish import drained, read_published

    following = (
        f"take {application} out of {name}, and publish it with --allow-destructive"
        if application
        else f"nexus-gitops env remove {name}"
    )
    if dry_run:
        published = read_published(address, branch, name)
        left = drained(published, name, application)
        gone = tuple(sorted(published.files.keys() - left.files.keys()))
        return EnvironmentRemoval(name, str(address), branch, "drained", "", gone, (), following)
    with progress() as on_progress:
        done = drain(address, branch, name, application, on_progress)
    return EnvironmentRemoval(
        name, str(address), branch, "drained", done.commit, done.plan.changes.removed, (), following
    )
