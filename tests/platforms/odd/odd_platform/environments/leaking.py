"""leaking: see `oddities`."""

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import Environment, KubernetesVersions, Repository

ENV = Environment(
    name="leaking",
    namespace="odd-leaking",
    kubernetes=KubernetesVersions(oldest="1.29", newest="1.37"),
    repository=Repository(url="https://git.example.com/odd/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.ANY,
)
