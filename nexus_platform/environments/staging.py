"""staging: what goes to prod next, under the same rules but with secrets made by hand."""

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform.addons.backup.settings import S3, Backup
from nexus_platform.addons.logging.settings import Logging
from nexus_platform.addons.observability.settings import Observability, Own
from nexus_platform.entry.meaning import Entry, F5Nginx
from nexus_platform.environment import ClusterSecrets, Environment

ENV = Environment(
    name="staging",
    namespace="nexus-staging",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.VERSIONED,
    entry=Entry(host="nexus.staging.example.com", dialect=F5Nginx()),
    secrets=ClusterSecrets(),
    backup=Backup(target=S3(endpoint="https://s3.example.com", bucket="nexus-staging-backups")),
    observability=Observability(stack=Own(retention="7d", storage="10Gi")),
    logging=Logging(),
)
