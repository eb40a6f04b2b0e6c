"""The only writer of dist/ and argocd/: what a reviewer reads in a pull request."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError
from nexus_gitops.files import replace_file
from nexus_gitops.platform.attempts import Attempts
from nexus_gitops.rendering.synthesis import Synthesis

_AT_ONCE: Final = 16  # a disk commits many files as fast as one


@dataclass(frozen=True, slots=True)
class Change:
    """What it takes to make a folder hold exactly the files it should.

    Attributes:
        root: the folder.
        written: text of the files that differ, by path below `root`.
        removed: paths below `root` of files that nothing renders any more; sorted.
        unchanged: how many files are right already.
    """

    root: Path
    written: Mapping[str, str]
    removed: tuple[str, ...]
    unchanged: int


def plan_applications(root: Path, syntheses: Sequence[Synthesis], known: Collection[str]) -> Change:
    """Toward `root/<env>/<application>/` holding exactly the manifests of each environment.

    Args:
        root: the folder of all environments.
        syntheses: the environments that are written.
        known: names of all environments; the manifests of any other one go away.

    Raises:
        LocalError: the disk does not let us read.
    """
    files = {
        f"{synthesis.environment}/{path}": text
        for synthesis in syntheses
        for path, text in synthesis.files.items()
    }
    written = {synthesis.environment for synthesis in syntheses}
    with _disk_errors():
        owned = [
            path.relative_to(root).as_posix()
            for path in root.glob("*/*/")
            if path.is_dir() and (path.parent.name in written or path.parent.name not in known)
        ]
    return _plan(root, files, owned=owned)


def in_agreement(rendered: Attempts[Synthesis]) -> Attempts[Synthesis]:
    """Environments that share one folder of definitions; who wants another file in it has failed.

    That is the root Application, where they declare different repositories.
    """
    files: dict[str, tuple[str, str]] = {}

    def agreed(environment: str, synthesis: Synthesis) -> Synthesis:
        for name, text in synthesis.argocd.items():
            before, said = files.get(name, ("", text))
            if said != text:
                raise LocalError(
                    f"it renders another {name} than {before}",
                    "declare the same repository and branch in all environments",
                )
        files.update({name: (environment, text) for name, text in synthesis.argocd.items()})
        return synthesis

    return rendered.then(agreed)


def plan_argocd(root: Path, syntheses: Sequence[Synthesis], known: Collection[str]) -> Change:
    """Toward `root` holding exactly the Argo CD definitions of all environments.

    Args:
        root: the folder of all definitions.
        syntheses: the environments that are written; see `in_agreement`.
        known: names of all environments; where one is not written, nothing goes away, because
            nobody can tell what is its.

    Raises:
        LocalError: the disk does not let us read.
    """
    files = {name: text for one in syntheses for name, text in one.argocd.items()}
    is_all = {synthesis.environment for synthesis in syntheses}.issuperset(known)
    return _plan(root, files, owned=["."] if is_all else [])


def apply(change: Change) -> None:
    """Carry out a change; each file is replaced in one step.

    Raises:
        LocalError: the disk does not let us write.
    """
    with _disk_errors():
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for written in [
                pool.submit(replace_file, change.root / name, text.encode())
                for name, text in change.written.items()
            ]:
                written.result()
        for name in change.removed:
            (change.root / name).unlink(missing_ok=True)
            _remove_empty((change.root / name).parent, change.root)


def _plan(root: Path, files: Mapping[str, str], *, owned: Sequence[str]) -> Change:
    with _disk_errors():
        present = {
            path.relative_to(root).as_posix()
            for folder in owned
            for path in (root / folder).glob("*.yaml")
        }
        written = {
            name: text for name, text in sorted(files.items()) if not _holds(root / name, text)
        }
    return Change(
        root=root,
        written=written,
        removed=tuple(sorted(present - files.keys())),
        unchanged=len(files) - len(written),
    )


def _remove_empty(folder: Path, root: Path) -> None:
    """A folder in which nothing is left, and those around it; Git would not keep them either."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except FileNotFoundError:
        return False


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LocalError(
            f"{error.filename} cannot be used: {error.strerror}", "check the folder and its owner"
        ) from error
