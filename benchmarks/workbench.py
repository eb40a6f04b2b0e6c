"""The folders that a run works in: two checkouts of the source, a cache, an environment.

The two checkouts differ in one image of staging, as two commits of a team would. Publishing
them in turn makes every publish a release with one change.
"""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks import repositories
from benchmarks.measure import Command

_CHECKOUT: Final = Path(__file__).parents[1]
_SOURCES: Final = ("nexus_gitops", "nexus_platform", "constructs", "imports")
_CHANGED: Final = "nexus_platform/environments/staging.images.json"
_RENDERED: Final = (
    "renderings",
    "objects",
    "definitions",
    "repositories",
    "neighbours",
    "findings",
    "derived",
    "derivation",
)


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything that our own commands need to run apart from the user's files.

    Attributes:
        root: a new folder.
        program: the installed `nexus-gitops`.
        sources: checkouts to run, one after another.
    """

    root: Path
    program: Path
    sources: tuple[Path, ...] = field(init=False)

    def __post_init__(self) -> None:
        sources = (self.copy_source("source-a"), self.copy_source("source-b"))
        _change_one_image(sources[1] / _CHANGED)
        for source in sources:
            repositories.check_out(source, self.environment)
        object.__setattr__(self, "sources", sources)

    def copy_source(self, name: str) -> Path:
        """A copy of the source that can be run, in a new folder of this name."""
        source = self.root / name
        for part in _SOURCES:
            shutil.copytree(
                _CHECKOUT / part, source / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(_CHECKOUT / "pyproject.toml", source)  # which names the platform
        (source / ".gitignore").write_text("__pycache__/\ndist/\nargocd/\n")
        return source

    @property
    def environment(self) -> dict[str, str]:
        """Variables for tools and git: the user's settings stay out of the figures."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root / "home"),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def command(self, *words: str, source: Path | None = None, cache: str = "cache") -> Command:
        """`nexus-gitops` with these words.

        Args:
            words: its arguments.
            source: the checkout to run, from within it; the first one unless given.
            cache: name of its cache folder.
        """
        folder = source or self.sources[0]
        return Command(
            (self.program, *words),
            cwd=folder,
            env={
                **self.environment,
                "PYTHONPATH": f"{folder}{os.pathsep}{folder / 'constructs'}",
                "NEXUS_GITOPS_CACHE_DIR": str(self.root / cache),
            },
            stdout=self.root / "stdout",
        )

    def answer(self, *words: str) -> dict[str, Any]:
        """The JSON document that a command prints."""
        self.command(*words, "--output", "json").run()
        document: dict[str, Any] = json.loads((self.root / "stdout").read_text())
        return document

    def keep_renderings(self) -> None:
        """Set aside what the cache knows by now, for `recall_renderings`."""
        for name in _RENDERED:
            if (self.root / "cache" / name).is_dir():
                shutil.copytree(self.root / "cache" / name, self.root / "kept" / name)

    def recall_renderings(self, cache: str = "cache") -> None:
        """As when nothing has changed since the last run."""
        shutil.copytree(self.root / "kept", self.root / cache, dirs_exist_ok=True)

    def forget_renderings(self) -> None:
        """As after a change of the source: compiled Python is kept, manifests are not."""
        for name in _RENDERED:
            shutil.rmtree(self.root / "cache" / name, ignore_errors=True)

    def forget_all_but_renderings(self, cache: str) -> None:
        """As on a machine that has rendered, but never talked to the repository."""
        shutil.rmtree(self.root / cache, ignore_errors=True)
        self.recall_renderings(cache)


def _change_one_image(lock: Path) -> None:
    images = json.loads(lock.read_text())
    service = min(images)
    images[service]["tag"] = f"{images[service]['tag']}-next"
    lock.write_text(f"{json.dumps(images, indent=2)}\n")
