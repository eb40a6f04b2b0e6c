"""What the platform's Helm chart begins with, and what `helm test` asks an installed one."""

from typing import TYPE_CHECKING, Final

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.chart import ChartSource
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform.entry.meaning import Entry, F5Nginx
from nexus_platform.environment import ClusterSecrets, Environment

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock

_STANDARD: Final = Environment(
    name="standard",
    namespace="nexus",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.VERSIONED,
    entry=Entry(host="nexus.example.com", dialect=F5Nginx()),
    secrets=ClusterSecrets(),
)


def _tests(app: "App", env: Environment, images: "ImageLock") -> "Chart":
    from nexus_platform.chart_tests import ChartTests

    return ChartTests(app, env, images)


SOURCE: Final = ChartSource(
    standard=_STANDARD,
    images="prod",
    description="The Nexus platform: a page, the kernel of its workspaces, and what they need.",
    tests=_tests,
    leaves_out=("database", "mesh"),
)
