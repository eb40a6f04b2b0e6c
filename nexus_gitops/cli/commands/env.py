"""`env list` and `env show`: what environments there are and what they say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Output, OutputFormat, complete_environment
from nexus_gitops.cli.output import show as show_result

app = typer.Typer(help="Show environments.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class EnvironmentList:
    """All environments, with where each runs and is published to."""

    environments: tuple[Mapping[str, str], ...]
    kind: ClassVar[str] = "EnvironmentList"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {"environments": self.environments}

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        columns = [max(len(row[key]) for row in self.environments) for key in _COLUMNS]
        for row in ({key: key.upper() for key in _COLUMNS}, *self.environments):
            cells = (row[key].ljust(width) for key, width in zip(_COLUMNS, columns, strict=True))
            yield "  ".join(cells).rstrip()


_COLUMNS = ("name", "namespace", "cluster", "host", "images", "repository")


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


@app.command("list", epilog="Example: [b]nexus-gitops env list --output json[/b]")
def list_(output: OutputFormat = Output.TEXT) -> None:
    """List all environments."""
    from nexus_gitops.platform import loading

    loaded = [loading.load(name) for name in loading.names()]
    rows = tuple(
        {
            "name": env.name,
            "namespace": env.namespace,
            "cluster": env.cluster,
            "host": ",".join(env.hosts),
            "images": env.image_policy.value,
            "repository": env.repository.url,
        }
        for env in loaded
    )
    show_result(EnvironmentList(rows), output)


@app.command("show", epilog="Example: [b]nexus-gitops env show staging[/b]")
def show(
    name: Annotated[
        str,
        typer.Argument(help="Name of the environment.", autocompletion=complete_environment),
    ],
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show everything that one environment says."""
    from nexus_gitops.platform import loading

    env = loading.load(name)
    images = {service: image.reference for service, image in sorted(loading.images(name).items())}
    detail = EnvironmentDetail({**env.model_dump(mode="json"), "images": images})
    show_result(detail, output)
