"""`secrets`: make, check, rotate and seal what the pods read and nothing renders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show, show_data
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_NOT_YET

if TYPE_CHECKING:
    from nexus_gitops.operations.rotation import Rotated
    from nexus_gitops.operations.secrets import Applied, Checked, Variable

app = typer.Typer(
    help="Make, check and rotate the Secrets that the pods read. No value is ever shown.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_HEAD = (
    "# What the pods read of their Secret. Copy this file to .env.k8s, which Git ignores, and let",
    "#   nexus-gitops secrets apply --env dev --from-env-file .env.k8s",
    "# make the Secret of it. A value is taken as it stands: no quotes, no references.",
)

_File = Annotated[
    Path | None,
    typer.Option(
        "--from-env-file",
        help="File of KEY=VALUE lines, as .env.k8s; what is not in it is generated.",
        show_default=False,
        dir_okay=False,
    ),
]
_Timeout = Annotated[
    float, typer.Option("--timeout", min=0, help="Seconds to wait for new pods, each time.")
]
_KeyName = Annotated[str, typer.Argument(metavar="KEY", help="Key of the Secret.")]


@dataclass(frozen=True, slots=True)
class SecretsApplied:
    """The Secrets of an environment, and what became of them."""

    environment: str
    server: str
    secrets: "tuple[Applied, ...]"
    kind: ClassVar[str] = "SecretsApplied"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "secrets": [
                {
                    "name": one.name,
                    "namespace": one.namespace,
                    "created": one.created,
                    "keys": [{"name": key, "action": act} for key, act in one.keys.items()],
                }
                for one in self.secrets
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        if not self.secrets:
            yield f"{self.environment}: no Secret has to be made"
        for one in self.secrets:
            yield f"Secret {one.name} of {one.namespace}: {'created' if one.created else 'there'}"
            for key, action in one.keys.items():
                yield f"  {key}: {action}{_REMARKS.get(action, '')}"


_REMARKS = {
    "differs": " from what was given, and is kept; nexus-gitops secrets rotate changes it",
    "inconsistent": ": it does not follow from the keys that it is made of",
}


@dataclass(frozen=True, slots=True)
class SecretsChecked:
    """How the Secrets of an environment are."""

    environment: str
    server: str
    secrets: "tuple[Checked, ...]"
    kind: ClassVar[str] = "SecretsChecked"

    @property
    def is_complete(self) -> bool:
        """Whether pods find all that they read."""
        return all(one.is_complete for one in self.secrets)

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "complete": self.is_complete,
            "secrets": [
                {
                    "name": one.name,
                    "namespace": one.namespace,
                    "exists": one.exists,
                    "keys": [{"name": key, "state": state} for key, state in one.keys.items()],
                    "unknown": one.unknown,
                }
                for one in self.secrets
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        if not self.secrets:
            yield f"{self.environment}: no Secret has to be made"
        for one in self.secrets:
            yield f"Secret {one.name} of {one.namespace}: {'there' if one.exists else 'missing'}"
            for key, state in one.keys.items():
                yield f"  {key}: {state}{_REMARKS.get(state, '')}"
            yield from (f"  {key}: nobody reads it" for key in one.unknown)
        if not self.is_complete:
            yield f"  next      nexus-gitops secrets apply --env {self.environment}"


@dataclass(frozen=True, slots=True)
class SecretRotated:
    """What became of a rotation."""

    environment: str
    key: str
    rotated: "Rotated"
    kind: ClassVar[str] = "SecretRotated"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "key": self.key,
            "secrets": self.rotated.secrets,
            "changed": self.rotated.changed,
            "told": self.rotated.told,
            "restarted": self.rotated.restarted,
            "previous": self.rotated.previous,
            "waiting": self.rotated.waiting,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        done = self.rotated
        changed = ", ".join(done.changed) or "nothing; it was so already"
        yield f"Secret {', '.join(done.secrets)}: changed {changed}"
        yield from (f"  told      {pod}" for pod in done.told)
        yield from (f"  restarted {workload}" for workload in done.restarted)
        yield from (f"  not ready {workload}: see nexus-gitops status" for workload in done.waiting)
        if done.previous:
            yield (
                f"  next      nexus-gitops secrets retire {self.key} --env {self.environment},"
                f" once nobody uses the value before, which {done.previous} keeps"
            )


@dataclass(frozen=True, slots=True)
class SecretsSealed:
    """What became of the keys of a file of sealed Secrets."""

    environment: str
    file: str
    written: bool
    secrets: Mapping[str, Mapping[str, str]]
    kind: ClassVar[str] = "SecretsSealed"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "file": self.file,
            "written": self.written,
            "secrets": [
                {"secret": name, "keys": [{"name": k, "action": a} for k, a in keys.items()]}
                for name, keys in self.secrets.items()
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for name, keys in self.secrets.items():
            yield f"SealedSecret {name}"
            yield from (f"  {key}: {action}" for key, action in keys.items())
        yield f"{self.file}: {'written' if self.written else 'unchanged'}"


@dataclass(frozen=True, slots=True)
class SecretsExample:
    """What a file for `apply` may give."""

    variables: "tuple[Variable, ...]"
    kind: ClassVar[str] = "SecretsExample"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "variables": [
                {"name": one.name, "meaning": one.meaning, "origin": one.origin}
                for one in self.variables
            ]
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from _HEAD
        for one in self.variables:
            yield from ("", f"# {one.meaning}", f"# {one.origin}", f"{one.name}=")


@app.command(
    "apply",
    epilog="Examples: nexus-gitops secrets apply --env dev,"
    " nexus-gitops secrets apply --env staging --from-env-file .env.k8s",
)
def apply(
    env: OneEnvironment,
    from_env_file: _File = None,
    context: Context = None,
    rotate: Annotated[
        bool,
        typer.Option("--rotate", help="Rotate what is there with another value than the file's."),
    ] = False,
    timeout: _Timeout = 600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Make what is missing of the Secrets. What is there keeps its value.

    What the file does not give is generated, or follows from other keys.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import rotation, secrets
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    given = _given(from_env_file)
    api = connect(context)
    applied = secrets.apply(api, name, given)
    if rotate:
        with progress() as on_progress:
            for key in secrets.differing(applied):
                rotation.rotate(api, name, key, given, seconds=timeout, on_progress=on_progress)
        applied = secrets.apply(api, name, given)
    show(SecretsApplied(name, api.server, applied), output)


@app.command("check", epilog="Examples: nexus-gitops secrets check --env staging --output json")
def check(env: OneEnvironment, context: Context = None, output: OutputFormat = Output.TEXT) -> None:
    """Tell what is missing of the Secrets. Exits with 9 where something is."""
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import secrets
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    result = SecretsChecked(name, api.server, secrets.check(api, name))
    show(result, output)
    if not result.is_complete:
        raise typer.Exit(EXIT_NOT_YET)


@app.command(
    "rotate", epilog="Examples: nexus-gitops secrets rotate DATABASE_PASSWORD --env staging"
)
def rotate(
    key: _KeyName,
    env: OneEnvironment,
    from_env_file: _File = None,
    context: Context = None,
    timeout: _Timeout = 600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Give a key a new value everywhere: who holds it is told, who reads it is restarted.

    Interrupted, it is run again. Exits with 9 where new pods are not ready in time.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import rotation
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    given = _given(from_env_file)
    api = connect(context)
    with progress() as on_progress:
        done = rotation.rotate(api, name, key, given, seconds=timeout, on_progress=on_progress)
    _conclude(SecretRotated(name, key, done), output)


@app.command("retire", epilog="Examples: nexus-gitops secrets retire JWT_SECRET --env staging")
def retire(
    key: _KeyName,
    env: OneEnvironment,
    context: Context = None,
    timeout: _Timeout = 600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Accept the value before a rotation no longer."""
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import rotation
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        done = rotation.retire(api, name, key, seconds=timeout, on_progress=on_progress)
    _conclude(SecretRotated(name, key, done), output)


@app.command(
    "seal",
    epilog="Examples: nexus-gitops secrets seal --env staging --cert pub.pem --file sealed.yaml",
)
def seal(
    env: OneEnvironment,
    cert: Annotated[
        Path, typer.Option("--cert", help="Certificate of the controller, as PEM.", dir_okay=False)
    ],
    file: Annotated[
        Path,
        typer.Option("--file", help="File to write; what it has already stays.", dir_okay=False),
    ],
    from_env_file: _File = None,
    renew: Annotated[
        list[str] | None,
        typer.Option(
            "--renew",
            metavar="KEY",
            help="Key to give a new value; may repeat.",
            show_default=False,
        ),
    ] = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Write the Secrets as SealedSecrets, which only the controller of one cluster can read.

    Needs no cluster. A key that is in the file already is not sealed again.
    """
    from nexus_gitops.cli.progress import tell
    from nexus_gitops.files import replace_file
    from nexus_gitops.operations import sealing
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    given = _given(from_env_file)
    certificate = sealing.certificate_of(cert.read_bytes(), sealing.now())
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    sealed = sealing.seal(name, certificate, given, before, renew or ())
    if sealed.text != before:
        replace_file(file, sealed.text.encode())
    if certificate.warning:
        tell(f"warning: {certificate.warning}; see that it is the newest")
    show(SecretsSealed(name, str(file), sealed.text != before, sealed.keys), output)


@app.command("example", epilog="Examples: nexus-gitops secrets example > .env.k8s.example")
def example(output: OutputFormat = Output.TEXT) -> None:
    """Print a file for --from-env-file that tells what each variable is, without a value."""
    from nexus_gitops.operations import secrets
    from nexus_gitops.platform import loading

    result = SecretsExample(secrets.variables(loading.names()))
    if output is Output.JSON:
        show(result, output)
    else:
        show_data("\n".join(result.lines()))


def _conclude(result: SecretRotated, output: Output) -> None:
    show(result, output)
    if result.rotated.waiting:
        raise typer.Exit(EXIT_NOT_YET)


def _given(file: Path | None) -> Mapping[str, str]:
    from nexus_gitops.operations import env_file

    return env_file.read(file) if file is not None else {}
