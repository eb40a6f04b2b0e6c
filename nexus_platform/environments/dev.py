"""dev: a cluster on the developer's own machine, with a registry beside it."""

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform.entry.meaning import Entry, F5Nginx
from nexus_platform.environment import ClusterSecrets, Environment

ENV = Environment(
    name="dev",
    namespace="nexus",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="localhost:5001",
    image_policy=ImagePolicy.ANY,
    entry=Entry(host="localhost", dialect=F5Nginx()),
    # The second is the page by `kubectl port-forward svc/graphstudio-frontend 8080:80`.
    cors_origins=("http://localhost", "http://localhost:8080"),
    secrets=ClusterSecrets(),
)
