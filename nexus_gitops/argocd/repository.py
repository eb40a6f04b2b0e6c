"""Lets rendered definitions name another GitOps repository than the one that was declared."""

from collections.abc import Mapping
from dataclasses import dataclass

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml


@dataclass(frozen=True, slots=True)
class Named:
    """A repository and its branch, as Applications name them."""

    url: str
    branch: str

    @property
    def revision(self) -> str:
        """The branch, so that no tag of its name is meant."""
        return f"refs/heads/{self.branch}"


def renamed(files: Mapping[str, str], before: Named, after: Named) -> dict[str, str]:
    """The definitions by file name, with `after` wherever they name `before`.

    Sources of other repositories, as of a chart, stay as they are.
    """
    return {
        name: to_yaml(_renamed(from_yaml(text, name), before, after))
        for name, text in files.items()
    }


def _renamed(obj: KubeObject, before: Named, after: Named) -> KubeObject:
    spec = dict(obj["spec"])
    if "sourceRepos" in spec:
        spec["sourceRepos"] = [after.url if u == before.url else u for u in spec["sourceRepos"]]
    if "source" in spec:
        spec["source"] = _source(spec["source"], before, after)
    if "sources" in spec:
        spec["sources"] = [_source(source, before, after) for source in spec["sources"]]
    return {**obj, "spec": spec}


def _source(source: Mapping[str, object], before: Named, after: Named) -> dict[str, object]:
    if source.get("repoURL") != before.url or source.get("targetRevision") != before.revision:
        return dict(source)
    return {**source, "repoURL": after.url, "targetRevision": after.revision}
