"""A release: what one publish puts into the GitOps repository for one environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """

    environment: str
    files: Mapping[str, str]
    images: Mapping[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    tools: Mapping[str, str] = field(default_factory=dict)
