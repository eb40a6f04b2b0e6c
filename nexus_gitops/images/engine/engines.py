"""How docker and podman are asked to build an image and to push it."""

import re
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from nexus_gitops.errors import LocalError, UnreachableError
from nexus_gitops.images.engine.name import EngineName
from nexus_gitops.images.engine.process import Ended, ask, follow
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry.address import api_url

# "[2/3] STEP 4/6: COPY ..." of podman, "#9 [build 2/5] RUN ..." of BuildKit.
_STEP: Final = re.compile(r"(?:\[\d+/\d+\] )?STEP \d+/\d+|#\d+ \[")
_REFUSED: Final = re.compile(
    r"unauthorized|denied|authentication required|no basic auth", re.IGNORECASE
)
_PUSHED: Final = re.compile(r"digest: (sha256:[0-9a-f]{64})\b")


class BuildFailedError(LocalError):
    """An image could not be built; `output` has the last lines that the engine printed."""

    def __init__(self, message: str, hint: str, output: tuple[str, ...]) -> None:
        super().__init__(message, hint)
        self.output = output


@dataclass(frozen=True, slots=True)
class Recipe:
    """An image to build.

    Attributes:
        image: what it is tagged as.
        dockerfile: how it is built.
        context: the folder that the Dockerfile copies from.
        labels: values by name.
        options: further options of the engine's `build`.
    """

    image: Image
    dockerfile: Path
    context: Path
    labels: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()


class Engine(ABC):
    """A container engine, by its command line.

    Args:
        program: path of its client.
    """

    name: ClassVar[EngineName]
    _asks_server: ClassVar[tuple[str, ...]]
    _builds: ClassVar[tuple[str, ...]]
    _variables: ClassVar[Mapping[str, str]] = {}

    def __init__(self, program: str) -> None:
        self._program = program

    def trouble(self) -> str:
        """Why it cannot be used, in its own words; "" where it can."""
        answer = ask([self._program, *self._asks_server])
        return answer.last_words if answer.status else ""

    def build(self, recipe: Recipe, on_step: Callable[[str], None]) -> None:
        """Build an image and tag it.

        Args:
            recipe: what to build.
            on_step: called with each step that begins, in the engine's words.

        Raises:
            BuildFailedError: the engine says that it failed.
        """
        labels = [f"--label={name}={value}" for name, value in recipe.labels.items()]
        ended = follow(
            [
                *(self._program, *self._builds, f"--file={recipe.dockerfile}"),
                *(f"--tag={recipe.image.tagged}", *labels, *recipe.options),
                str(recipe.context),
            ],
            lambda line: on_step(line) if _STEP.match(line) else None,
            self._variables,
        )
        if ended.status:
            raise BuildFailedError(
                f"{self.name} cannot build {recipe.dockerfile.name}: it ended with exit code"
                f" {ended.status}",
                "the last lines of its output are above",
                ended.output,
            )

    @abstractmethod
    def push(self, image: Image) -> str:
        """Push an image that was built; the digest that its tag then has.

        Raises:
            UnreachableError: the registry does not answer, or does not let us in.
            LocalError: the engine does not say which digest it pushed.
        """

    def _require_pushed(self, image: Image, ended: Ended) -> None:
        if not ended.status:
            return
        said = f"{image.tagged} cannot be pushed: {ended.last_words}"
        if any(_REFUSED.search(line) for line in ended.output):
            raise UnreachableError(said, f"log in with {self.name} login {image.registry}")
        raise UnreachableError(said, "check the registry's name, that it runs, and the network")


class Docker(Engine):
    """Docker's client; the daemon builds with BuildKit."""

    name = EngineName.DOCKER
    _asks_server = ("version", "--format={{.Server.Version}}")
    _builds = ("build", "--progress=plain")
    _variables: ClassVar[Mapping[str, str]] = {"DOCKER_BUILDKIT": "1"}

    def push(self, image: Image) -> str:
        """See `Engine.push`."""
        ended = follow([self._program, "push", image.tagged], lambda _line: None)
        self._require_pushed(image, ended)
        for line in reversed(ended.output):
            if found := _PUSHED.search(line):
                return found[1]
        raise LocalError(
            f"docker does not say which digest {image.tagged} has",
            "nexus-gitops images pin asks the registry for it",
        )


class Podman(Engine):
    """Podman, with or without a machine behind it."""

    name = EngineName.PODMAN
    _asks_server = ("info", "--format={{.Version.Version}}")
    # The format of OCI images has no place for HEALTHCHECK.
    _builds = ("build", "--format=docker")

    def push(self, image: Image) -> str:
        """See `Engine.push`."""
        # Docker speaks plain HTTP to registries of this machine by itself.
        plain = api_url(image.registry).scheme == "http"
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as digest:
            command = [self._program, "push", f"--digestfile={digest.name}"]
            command += ["--tls-verify=false"] if plain else []
            ended = follow([*command, image.tagged], lambda _line: None)
            self._require_pushed(image, ended)
            # Podman puts a new file in its place.
            return Path(digest.name).read_text(encoding="ascii").strip()
