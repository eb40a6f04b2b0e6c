"""prod: images by digest, secrets from a store, TLS, data that no sync removes."""

from nexus_constructs.sizing import Resources
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform.addons.backup.settings import S3, Backup, Keep
from nexus_platform.addons.logging.settings import Logging, VictoriaLogs
from nexus_platform.addons.observability.settings import Observability, Own, PagerDuty, Slack
from nexus_platform.entry.meaning import Certificate, Entry, F5Nginx
from nexus_platform.environment import Environment, StoreSecrets
from nexus_platform.sizes import Database, Fixed

ENV = Environment(
    name="prod",
    namespace="nexus-prod",
    kubernetes=KubernetesVersions(oldest="1.27", newest="1.37"),
    repository=Repository(url="https://git.example.com/nexus/gitops.git"),
    registry="registry.example.com",
    image_policy=ImagePolicy.DIGEST,
    entry=Entry(
        host="nexus.example.com",
        dialect=F5Nginx(),
        certificate=Certificate(secret="nexus-tls", issuer="letsencrypt"),  # noqa: S106 -- a name
    ),
    secrets=StoreSecrets(store="nexus", remote_key="nexus/prod"),
    backup=Backup(
        target=S3(endpoint="https://s3.example.com", bucket="nexus-prod-backups"),
        schedule="30 1,13 * * *",
        keep=Keep(last=6, daily=14, weekly=8, monthly=24),
    ),
    frontend=Fixed(resources=Resources("100m", "200m", "128Mi", "256Mi"), replicas=2),
    postgres=Database(
        resources=Resources("250m", "500m", "512Mi", "1Gi"),
        sync_options=("Prune=false", "Delete=false"),
    ),
    observability=Observability(
        stack=Own(
            retention="30d",
            storage="50Gi",
            critical=PagerDuty(),
            warning=Slack(channel="#nexus-prod"),
        ),
        cert_manager="cert-manager",
        runbooks="https://git.example.com/nexus/platform/src/branch/main/docs/runbooks",
    ),
    logging=Logging(backend=VictoriaLogs(storage="50Gi"), retention_days=30),
)
