"""Findings of manifests that lie in a folder, laid out as the GitOps repository is.

They need not be rendered here: what is published, or what somebody edited by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from nexus_gitops.argocd.layout import ARGOCD_PATH, application_path, environment_path
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.subject import Subject
from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml, split
from nexus_gitops.operations.validate import Placed, declaration_of, judged, neighbours_of
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Application, Deployed
from nexus_gitops.platform.helm_charts import helm_charts_of
from nexus_gitops.platform.project import platform

_SUFFIXES: Final = (".yaml", ".yml", ".json")
_OTHER_TOOLS: Final = ("chart.yaml", "kustomization.yaml", "kustomization.yml", "kustomization")


def findings_in(folder: Path, environment: str) -> tuple[Finding, ...]:
    """Every broken rule in the manifests of one environment, sorted.

    Args:
        folder: with `environments/<environment>/<application>/` and `argocd/` in it.
        environment: its name.

    Raises:
        UsageError: there is no such environment, or nothing of it in the folder.
        LocalError: the disk does not let us read.
    """
    env = loading.load(environment)
    root = folder / environment_path(environment)
    names = sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    if not names:
        raise UsageError(
            f"{folder} has no manifests of {environment}",
            f"name a folder with {environment_path(environment)}/<application>/ in it",
        )
    unread: list[Finding] = []
    read = {
        name: list(_read(folder, application_path(environment, name), unread)) for name in names
    }
    definitions = _of_environment(list(_read(folder, ARGOCD_PATH, unread)), environment)
    known = {one.name: one for one in loading.applications(env.name)}
    subject = Subject(
        env=env,
        deployed=[
            Deployed(
                known.get(name) or _foreign(environment, name, definitions),
                [one.obj for one in objects],
            )
            for name, objects in read.items()
        ],
        argocd=[one.obj for one in definitions],
        images=loading.images(environment),
        neighbours=neighbours_of(environment),
        declaration=declaration_of(env),
        charts=helm_charts_of(platform(), env),
    )
    missing = [_missing(environment, name) for name in known.keys() - read.keys()]
    return tuple(sorted([*unread, *missing, *judged(subject, {**read, "": definitions})]))


def _read(folder: Path, below: str, unread: list[Finding]) -> Iterator[Placed]:
    """The objects in a folder; what cannot be read becomes a finding, as a sync fails by it."""
    for path in sorted((folder / below).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name.lower() in _OTHER_TOOLS:
            unread.append(
                _finding(
                    name,
                    "manifest-tool",
                    "makes Argo CD render the folder by another tool",
                    "remove it, or move it out of the folder",
                )
            )
        if not path.is_file() or path.suffix not in _SUFFIXES:
            continue
        try:
            text = path.read_text(encoding="utf-8-sig")
            for line, document in split(text, name):
                yield Placed(name, document, from_yaml(document, name), line)
        except UnicodeDecodeError:
            unread.append(_finding(name, "manifest-unreadable", "is no UTF-8", "write it anew"))
        except LocalError as error:
            reason = error.message.removeprefix(f"{name} ")
            unread.append(
                _finding(name, "manifest-unreadable", reason, error.hint or "correct or remove it")
            )


def _of_environment(definitions: Sequence[Placed], environment: str) -> list[Placed]:
    """The definitions of one environment, and the root's; those of others lie beside them."""
    below = f"{environment_path(environment)}/"
    own = [
        one
        for one in definitions
        if one.obj["kind"] == "Application"
        and (path := _source_path(one.obj)) is not None
        and (path == ARGOCD_PATH or f"{path}/".startswith(below))
    ]
    projects = {str(_spec(one.obj).get("project")) for one in own}
    return [
        one
        for one in definitions
        if one in own
        or (one.obj["kind"] == "AppProject" and one.obj["metadata"]["name"] in projects)
    ]


def _foreign(environment: str, name: str, definitions: Sequence[Placed]) -> Application:
    """An Application that the platform does not know, as its definition says where it goes."""
    path = application_path(environment, name)
    destination: Mapping[str, Any] = next(
        (
            _mapping(_spec(one.obj).get("destination"))
            for one in definitions
            if one.obj["kind"] == "Application" and _source_path(one.obj) == path
        ),
        {},
    )
    return Application(
        name=name,
        namespace=str(destination.get("namespace") or ""),
        destination=str(destination.get("server") or ""),
        objects=_rendered_elsewhere,
    )


def _rendered_elsewhere(*_: object) -> NoReturn:
    raise AssertionError("manifests that lie in a folder are not rendered")


def _missing(environment: str, name: str) -> Finding:
    path = application_path(environment, name)
    return _finding(
        path,
        "manifest-missing",
        f"is not there, and {environment} has an Application {name}",
        f"publish {environment}, or take the Application out of it",
        environment,
    )


def _finding(path: str, rule: str, message: str, fix: str, environment: str = "") -> Finding:
    return Finding(
        object=path,
        field="",
        rule=rule,
        message=message,
        fix=fix,
        path=path,
        environment=environment or path.split("/")[1] if "/" in path else environment,
    )


def _spec(obj: KubeObject) -> Mapping[str, Any]:
    return _mapping(obj.get("spec"))


def _source_path(obj: KubeObject) -> str | None:
    path = _mapping(_spec(obj).get("source")).get("path")
    return path if isinstance(path, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
