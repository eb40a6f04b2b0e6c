"""Findings of a rendering, worked out once: the same manifests are never checked twice."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.operations.exemptions import exemptions
from nexus_gitops.platform import loading
from nexus_gitops.platform.components import Declaration, HasComponents
from nexus_gitops.platform.helm_charts import helm_charts_of
from nexus_gitops.platform.neighbour import Neighbour
from nexus_gitops.platform.project import platform, project
from nexus_gitops.rendering import cache as stored
from nexus_gitops.rendering.inputs import key_of
from nexus_gitops.rendering.synthesis import Synthesis, declared_neighbour, objects_in

if TYPE_CHECKING:
    from nexus_gitops.checks.subject import Subject
    from nexus_gitops.platform.environment import Environment

_KIND = "findings"


@dataclass(frozen=True, slots=True)
class Placed:
    """An object, and where it is written.

    Attributes:
        path: of its file, as a finding names it.
        text: of its document.
        obj: the object.
        first_line: of the document in the file, from 1.
    """

    path: str
    text: str
    obj: KubeObject
    first_line: int = 1


def findings_of(synthesis: Synthesis) -> tuple[Finding, ...]:
    """Every broken rule in the manifests of one environment, sorted, each with its file.

    Raises:
        LocalError: a manifest is no Kubernetes object, or an exemption is none.
    """
    key = key_of(synthesis.key, _neighbours_key())
    kept = stored.read(_KIND, key)
    if kept is not None:
        return tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in kept)
    found = _check(synthesis)
    stored.write(_KIND, {key: [asdict(finding) for finding in found]})
    return found


@cache
def _neighbours() -> tuple[Neighbour, ...]:
    """All environments, as far as the findings of each depend on them.

    One that does not load, or whose images are not locked, is in nobody's way: it can neither be
    rendered nor published.
    """
    found = []
    for name in loading.names():
        with suppress(LocalError):
            found.append(declared_neighbour(name))
    return tuple(found)


@cache
def _neighbours_key() -> str:
    return key_of(*map(repr, _neighbours()))


def _check(synthesis: Synthesis) -> tuple[Finding, ...]:
    from nexus_gitops.checks.subject import Subject
    from nexus_gitops.platform.application import Deployed

    env = loading.load(synthesis.environment)
    applied = {
        name: _placed(files, f"dist/{env.name}/{name}")
        for name, files in synthesis.applications.items()
    }
    argocd = _placed(synthesis.argocd, "argocd")
    subject = Subject(
        env=env,
        deployed=[
            Deployed(application, [one.obj for one in applied[application.name]])
            for application in loading.applications(env.name)
        ],
        argocd=[one.obj for one in argocd],
        branch=synthesis.branch,
        images=loading.images(env.name),
        further_images={
            name: image
            for name, image in loading.images(env.name).items()
            if name not in platform().images
        },
        neighbours=neighbours_of(env.name),
        declaration=declaration_of(env),
        charts=helm_charts_of(platform(), env),
    )
    return judged(subject, {**applied, "": argocd})


def neighbours_of(environment: str) -> list[Neighbour]:
    """The other environments, as far as the findings of one depend on them."""
    return [other for other in _neighbours() if other.name != environment]


def declaration_of(env: "Environment") -> Declaration | None:
    """What the components of an environment need and answer; None where nobody says so."""
    found = platform()
    return found.components(env) if isinstance(found, HasComponents) else None


def judged(subject: "Subject", placed: Mapping[str, Sequence[Placed]]) -> tuple[Finding, ...]:
    """All findings of an environment, sorted, each with the file and line that it is about.

    Args:
        subject: what is judged.
        placed: where its objects are, by Application; the Argo CD definitions are of "".

    Raises:
        UsageError: see `checks.check`.
        LocalError: see `exemptions`.
    """
    from nexus_gitops.checks.secrets.exemptions import exempted
    from nexus_gitops.checks.subject import check

    environment = subject.env.name
    found = exempted(check(subject), exemptions(environment))
    places = {
        (application, str(identity(one.obj))): one
        for application, objects in placed.items()
        for one in objects
    }
    return tuple(sorted(_located(finding, places, environment) for finding in found))


def _placed(files: Mapping[str, str], folder: str) -> list[Placed]:
    return [
        Placed(f"{folder}/{name}", text, obj)
        for (name, text), obj in zip(files.items(), objects_in(files), strict=True)
    ]


def _located(
    finding: Finding, places: Mapping[tuple[str, str], Placed], environment: str
) -> Finding:
    from nexus_gitops.manifests.reader import line_of

    place = places.get((finding.application, finding.object))
    if place is None:  # about an object that is missing; what lacks it is the environment
        module = project().shown(loading.module_file(environment))
        return replace(finding, environment=environment, path=module)
    line = place.first_line - 1 + line_of(place.text, finding.field)
    return replace(finding, environment=environment, path=place.path, line=line)
