"""The platform of one environment, built from constructs.

Components are made in the order in which they depend on each other; their sync waves
follow from that.
"""

from collections.abc import Mapping
from typing import Final

from cdk8s import App, Chart

from nexus_constructs import postgres as postgres_construct
from nexus_constructs import redis as redis_construct
from nexus_constructs.autoscaling import Autoscaling
from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
from nexus_constructs.deployment import Deployment, most_pods
from nexus_constructs.external_secret import ExternalSecret
from nexus_constructs.ingress import Ingress
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import INTERNET, Flow, NamespacePeer, NetworkPolicies, PodPeer
from nexus_constructs.pods import PodSpec
from nexus_constructs.postgres import Postgres
from nexus_constructs.quota import Peak, quota
from nexus_constructs.redis import Redis
from nexus_constructs.secrets import SecretReference
from nexus_constructs.settings import Settings
from nexus_constructs.sizing import Resources
from nexus_constructs.sync_job import SyncJob
from nexus_constructs.volumes import EmptyDir
from nexus_gitops.images.image import ImageLock
from nexus_platform.environment import (
    ClusterSecrets,
    Environment,
    LoggingService,
    StoreSecrets,
)
from nexus_platform.names import (
    DATABASE,
    FRONTEND_PORT,
    FRONTEND_SERVICE_PORT,
    IDLE_WORKSPACE_TIMEOUT_MS,
    KERNEL_PORT,
    MIGRATION,
    MODEL_KEY,
    NEXUS_OS_PORT,
    SECRET,
    SECRET_KEYS,
    WORKSPACES_PER_POD,
    Service,
)

# Time for the endpoint to leave every proxy's list before the kernel stops listening.
_DRAIN_SECONDS: Final = 10
# A full pod persists and hands over its 50 workspaces one after another; 6 s for each.
_HAND_OVER_SECONDS: Final = WORKSPACES_PER_POD * 6
_MIGRATION_DEADLINE_SECONDS: Final = 600

_NGINX_UID: Final = 101  # `nginx` in the unprivileged image
_APPLICATION_UID: Final = 10001
_MIGRATION_RESOURCES: Final = Resources("100m", "500m", "128Mi", "256Mi")
_DEFAULT_RESOURCES: Final = Resources("100m", "200m", "128Mi", "256Mi")


def flows(env: Environment) -> tuple[Flow, ...]:
    """Every connection the platform needs; anything else is denied."""
    ingress = NamespacePeer(env.ingress_namespace)
    frontend = PodPeer(Service.FRONTEND.value)
    kernel = PodPeer(Service.KERNEL.value)
    nexus_os = PodPeer(Service.NEXUS_OS.value)
    postgres = PodPeer(Service.POSTGRES.value)
    redis = PodPeer(Service.REDIS.value)
    return (
        Flow(ingress, frontend, FRONTEND_PORT),
        Flow(ingress, kernel, KERNEL_PORT),
        Flow(frontend, kernel, KERNEL_PORT),
        Flow(kernel, kernel, KERNEL_PORT),  # a request for a workspace that another pod owns
        Flow(kernel, nexus_os, NEXUS_OS_PORT),
        Flow(kernel, postgres, postgres_construct.PORT),
        Flow(kernel, redis, redis_construct.PORT),
        Flow(nexus_os, kernel, KERNEL_PORT),
        Flow(nexus_os, redis, redis_construct.PORT),
        Flow(nexus_os, INTERNET, 443),  # the model's API
        Flow(PodPeer(MIGRATION), postgres, postgres_construct.PORT),
    )


def settings(env: Environment) -> dict[str, str]:
    """The settings that every service reads from its environment variables."""
    scheme = "https" if env.ingress.tls_secret else "http"
    return {
        "LOG_LEVEL": env.log_level,
        "MULTI_TENANT_MODE": "true",
        "MAX_WORKSPACES_PER_POD": str(WORKSPACES_PER_POD),
        "IDLE_WORKSPACE_TIMEOUT_MS": str(IDLE_WORKSPACE_TIMEOUT_MS),
        "AUTH_ENABLED": "true",
        "DATABASE_HOST": Service.POSTGRES.value,
        "DATABASE_PORT": str(postgres_construct.PORT),
        "DATABASE_NAME": DATABASE,
        "DATABASE_USER": DATABASE,
        "REDIS_HOST": Service.REDIS.value,
        "REDIS_PORT": str(redis_construct.PORT),
        "WORKSPACE_KERNEL_URL": f"http://{Service.KERNEL.value}:{KERNEL_PORT}",
        "NEXUS_OS_URL": f"http://{Service.NEXUS_OS.value}:{NEXUS_OS_PORT}",
        "CORS_ORIGINS": ",".join(env.cors_origins or (f"{scheme}://{env.ingress.host}",)),
        "BODY_LIMIT": "10mb",
    }


class Core(Chart):
    """All objects of one environment's core Application.

    Args:
        app: the cdk8s app.
        env: the environment.
        images: what each service runs.
    """

    def __init__(self, app: App, env: Environment, images: ImageLock) -> None:
        super().__init__(app, f"{env.name}-core", disable_resource_name_hashes=True)
        self._env = env
        self._images = images
        self._installation = Installation(
            f"nexus-{env.name}",
            env.namespace,
            part_of="nexus",
            kubernetes=env.kubernetes.oldest,
        )

        namespace = Namespace(
            self,
            installation=self._installation,
        )
        limits = self._limits(namespace)
        network = NetworkPolicies(
            self, installation=self._installation, flows=flows(env), after=[namespace]
        )
        self._settings = Settings(
            self,
            "nexus-config",
            installation=self._installation,
            data=settings(env),
            after=[limits, network],
        )
        self._secret, secret_source = self._secrets(after=[limits, network])
        configuration = [self._settings, *secret_source]

        postgres = self._postgres(after=configuration)
        redis = self._redis(after=configuration)
        migration = self._migration(after=[postgres])
        kernel = self._kernel(after=[migration, redis])
        nexus_os = self._nexus_os(after=[migration, redis])
        frontend = self._frontend(after=[migration, redis])

        applications = [kernel, nexus_os, frontend]
        Autoscaling(self, target=kernel, scaling=env.kernel.scaling, after=applications)
        Autoscaling(self, target=nexus_os, scaling=env.nexus_os.scaling, after=applications)
        Ingress(
            self,
            "nexus",
            installation=self._installation,
            settings=env.ingress,
            paths={"/": frontend.ports["http"], "/api": kernel.ports["http"]},
            after=applications,
        )

    def _limits(self, namespace: Namespace) -> QuotaAndLimitRange:
        env = self._env
        peaks = [
            Peak(most_pods(env.frontend.replicas), env.frontend.resources),
            Peak(most_pods(env.kernel.scaling.max_replicas), env.kernel.resources),
            Peak(most_pods(env.nexus_os.scaling.max_replicas), env.nexus_os.resources),
            Peak(1, env.postgres.resources),
            Peak(most_pods(1), env.redis.resources),
            Peak(1, _MIGRATION_RESOURCES),
        ]
        return QuotaAndLimitRange(
            self,
            "nexus-limits",
            installation=self._installation,
            quota=quota(peaks, claims=[env.postgres.storage]),
            default=_DEFAULT_RESOURCES,
            after=[namespace],
        )

    def _secrets(self, *, after: list[Component]) -> tuple[SecretReference, list[Component]]:
        match self._env.secrets:
            case ClusterSecrets():
                return SecretReference(SECRET), []
            case StoreSecrets() as source:
                external = ExternalSecret(
                    self,
                    SECRET,
                    installation=self._installation,
                    store=source.store,
                    remote_key=source.remote_key,
                    refresh=source.refresh,
                    keys=self._env.secret_keys,
                    after=after,
                )
                return external.reference, [external]

    def _postgres(self, *, after: list[Component]) -> Postgres:
        image = self._images[Service.POSTGRES]
        return Postgres(
            self,
            Service.POSTGRES.value,
            installation=self._installation,
            version=image.tag,
            image=image.reference,
            resources=self._env.postgres.resources,
            database=DATABASE,
            password=self._secret.picking(POSTGRES_PASSWORD="DATABASE_PASSWORD"),  # noqa: S106 -- a key's name
            storage=self._env.postgres.storage,
            sync_options=self._env.postgres.sync_options,
            after=after,
        )

    def _redis(self, *, after: list[Component]) -> Redis:
        image = self._images[Service.REDIS]
        return Redis(
            self,
            Service.REDIS.value,
            installation=self._installation,
            version=image.tag,
            image=image.reference,
            resources=self._env.redis.resources,
            password=self._secret,
            password_key="REDIS_PASSWORD",  # noqa: S106 -- a key's name
            after=after,
        )

    def _migration(self, *, after: list[Component]) -> SyncJob:
        image = self._images[Service.KERNEL]
        return SyncJob(
            self,
            MIGRATION,
            installation=self._installation,
            version=image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=image.reference,
                    resources=_MIGRATION_RESOURCES,
                    uid=_APPLICATION_UID,
                    command=("python", "-m", "workspace_kernel.migrate"),
                    sources=(
                        self._settings,
                        self._secret.picking("DATABASE_PASSWORD", "DATABASE_URL"),
                    ),
                    volumes=(_tmp(),),
                )
            ),
            deadline_seconds=_MIGRATION_DEADLINE_SECONDS,
            after=after,
        )

    def _kernel(self, *, after: list[Component]) -> Deployment:
        return self._application(
            Service.KERNEL,
            resources=self._env.kernel.resources,
            port=KERNEL_PORT,
            secret=self._secret.picking(*SECRET_KEYS),
            probes=Probes(
                startup=http_probe("/health", port="http", period=2, failures=60),
                readiness=http_probe("/ready", port="http", period=5, failures=2),
                liveness=http_probe("/health", port="http", period=10, failures=6),
            ),
            pre_stop=("sleep", str(_DRAIN_SECONDS)),
            grace_seconds=_DRAIN_SECONDS + _HAND_OVER_SECONDS,
            after=after,
        )

    def _nexus_os(self, *, after: list[Component]) -> Deployment:
        model = self._env.language_model
        return self._application(
            Service.NEXUS_OS,
            resources=self._env.nexus_os.resources,
            port=NEXUS_OS_PORT,
            env={"LLM_BASE_URL": model.base_url, "LLM_MODEL": model.name} if model else {},
            secret=self._secret.picking(
                "JWT_SECRET", "REDIS_PASSWORD", *([MODEL_KEY] if model else ())
            ),
            probes=Probes(
                startup=http_probe("/health", port="http", period=2, failures=60),
                readiness=http_probe("/health", port="http", period=5, failures=2),
                liveness=http_probe("/health", port="http", period=10, failures=6),
            ),
            pre_stop=("sleep", str(_DRAIN_SECONDS)),
            # An answer of the model may take a minute to stream.
            grace_seconds=_DRAIN_SECONDS + 60,
            after=after,
        )

    def _application(
        self,
        service: LoggingService,
        *,
        resources: Resources,
        port: int,
        env: Mapping[str, str] | None = None,
        secret: SecretReference,
        probes: Probes,
        pre_stop: tuple[str, ...],
        grace_seconds: int,
        after: list[Component],
    ) -> Deployment:
        image = self._images[service]
        return Deployment(
            self,
            service.value,
            installation=self._installation,
            version=image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=image.reference,
                    resources=resources,
                    uid=_APPLICATION_UID,
                    ports=(Port("http", port),),
                    env={
                        "PORT": str(port),
                        "LOG_LEVEL": self._env.log_level_of(service),
                        **(env or {}),
                    },
                    sources=(self._settings, secret),
                    probes=probes,
                    volumes=(_tmp(),),
                    pre_stop=pre_stop,
                ),
                grace_seconds=grace_seconds,
            ),
            replicas=None,
            service_ports={"http": port},
            after=after,
        )

    def _frontend(self, *, after: list[Component]) -> Deployment:
        image = self._images[Service.FRONTEND]
        return Deployment(
            self,
            Service.FRONTEND.value,
            installation=self._installation,
            version=image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=image.reference,
                    resources=self._env.frontend.resources,
                    uid=_NGINX_UID,
                    ports=(Port("http", FRONTEND_PORT),),
                    env={"LOG_LEVEL": self._env.log_level_of(Service.FRONTEND)},
                    sources=(self._settings,),
                    probes=Probes(
                        readiness=http_probe("/", port="http", period=5, failures=2),
                        liveness=http_probe("/health", port="http", period=10, failures=6),
                    ),
                    volumes=(_tmp(), EmptyDir("cache", "/var/cache/nginx", "64Mi")),
                    pre_stop=("sleep", str(_DRAIN_SECONDS)),
                )
            ),
            replicas=self._env.frontend.replicas,
            service_ports={"http": FRONTEND_SERVICE_PORT},
            after=after,
        )


def _tmp() -> EmptyDir:
    return EmptyDir("tmp", "/tmp", "64Mi")  # noqa: S108 -- a path in the container
