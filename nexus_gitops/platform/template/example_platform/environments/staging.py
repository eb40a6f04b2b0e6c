"""staging: what goes to prod next."""

from example_platform.environment import Environment

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import KubernetesVersions, Repository

ENV = Environment(
    name="staging",
    namespace="example-staging",
    kubernetes=KubernetesVersions(oldest="1.29", newest="1.37"),
    # Where Argo CD reads; publish_to="git@..." where you push to.
    repository=Repository(url="https://git.example.com/example/gitops.git"),
    registry="docker.io",
    image_policy=ImagePolicy.VERSIONED,
    host="example.staging.example.com",
)
