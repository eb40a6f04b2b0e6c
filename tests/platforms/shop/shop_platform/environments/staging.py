"""staging: what goes to prod next."""

from shop_platform.environment import Environment

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import KubernetesVersions, Repository

ENV = Environment(
    name="staging",
    namespace="shop-staging",
    kubernetes=KubernetesVersions(oldest="1.29", newest="1.37"),
    # Where Argo CD reads; publish_to="git@..." where you push to.
    repository=Repository(url="https://git.example.com/shop/gitops.git"),
    registry="docker.io",
    image_policy=ImagePolicy.VERSIONED,
    host="shop.staging.example.com",
    agents="shop-staging-agents",
)
