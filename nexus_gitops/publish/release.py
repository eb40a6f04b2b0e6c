"""A release: what one publish puts into the GitOps repository for one environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nexus_gitops.argocd.layout import application_of, application_path, environment_path


@dataclass(frozen=True, slots=True)
class Source:
    """Where a release was rendered from.

    Attributes:
        repository: URL of the source repository without credentials; "" if not known.
        revision: full commit id; "" where the source is no Git checkout.
        dirty: whether the checkout had uncommitted changes.
    """

    repository: str = ""
    revision: str = ""
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Everything of one environment that goes into Git in one commit.

    Attributes:
        environment: its name.
        files: text by path in the GitOps repository, all below the managed paths.
        images: image reference with digest where known, by service.
        source: where it was rendered from.
        tools: version by tool, of whatever the bytes depend on.
        promoted_from: commit of the release of another environment that its images are of; "" for
            none.
        rolled_back_to: commit of the release that this one brings back; "" where it is a new one.
    """

    environment: str
    files: Mapping[str, str]
    images: Mapping[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    tools: Mapping[str, str] = field(default_factory=dict)
    promoted_from: str = ""
    rolled_back_to: str = ""

    @property
    def folders(self) -> frozenset[str]:
        """Folders of its Applications in the GitOps repository."""
        return folders_of(self.files, self.environment)


def folders_of(paths: Iterable[str], environment: str) -> frozenset[str]:
    """The folders of the environment's Applications that `paths` lie in."""
    below = f"{environment_path(environment)}/"
    return frozenset(
        application_path(environment, application_of(path))
        for path in paths
        if path.startswith(below) and application_of(path)
    )
