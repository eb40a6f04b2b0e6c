"""What the platform's Helm chart begins with."""

from nexus_constructs.ingress_settings import NGINX_WEBSOCKETS, IngressSettings
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.chart import ChartSource
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform.environment import ClusterSecrets, Environment

_STANDARD = Environment(
    name="standard",
    namespace="nexus",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.VERSIONED,
    ingress=IngressSettings(
        host="nexus.example.com", class_name="nginx", annotations=NGINX_WEBSOCKETS
    ),
    secrets=ClusterSecrets(),
)

SOURCE = ChartSource(
    standard=_STANDARD,
    images="prod",
    description="The Nexus platform: a page, the kernel of its workspaces, and what they need.",
)
