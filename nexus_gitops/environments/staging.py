"""staging: what goes to prod next, under the same rules but with secrets made by hand."""

from nexus_constructs.ingress_settings import NGINX_WEBSOCKETS, IngressSettings
from nexus_gitops.environment import (
    ClusterSecrets,
    Environment,
    KubernetesVersions,
    Repository,
)
from nexus_gitops.images import ImagePolicy

ENV = Environment(
    name="staging",
    namespace="nexus-staging",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.VERSIONED,
    ingress=IngressSettings(
        host="nexus.staging.example.com",
        class_name="nginx",
        annotations=NGINX_WEBSOCKETS,
    ),
    secrets=ClusterSecrets(),
)
