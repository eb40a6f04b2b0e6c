"""workspace-kernel: hosts the workspaces of all tenants, 50 a pod."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources, Scaling, ScalingRate
from nexus_platform import names
from nexus_platform.component import Component, Internet, Load, Metrics, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID, TEMPORARY, http_service
from nexus_platform.limits import kernel_settings
from nexus_platform.scaling import WORKSPACES_PER_POD
from nexus_platform.sign_in import service_settings
from nexus_platform.sizes import Elastic

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment
    from nexus_platform.environment import Environment

STANDARD: Final = Elastic(
    resources=Resources("500m", "1", "1Gi", "2Gi"),
    scaling=Scaling(
        min_replicas=1,
        max_replicas=10,
        cpu_percent=70,
        memory_percent=80,
        up=ScalingRate(percent_per_minute=50, stabilization_seconds=60),
        down=ScalingRate(percent_per_minute=25, stabilization_seconds=300),
    ),
)
_PORT: Final = 3000
_ALIVE: Final = "/health"
_READY: Final = "/ready"
_BOOT_SECONDS: Final = 120
_KEYS: Final = (
    names.JWT_SECRET,
    names.DATABASE_PASSWORD,
    names.REDIS_PASSWORD,
    names.DATABASE_URL,
)
# A full pod persists and hands over its workspaces one after another; 6 s for each.
_HAND_OVER_SECONDS: Final = WORKSPACES_PER_POD * 6


def _settings(env: "Environment") -> Mapping[str, str]:
    scheme = "https" if env.entry.certificate else "http"
    return {
        "MULTI_TENANT_MODE": "true",
        "MAX_WORKSPACES_PER_POD": str(WORKSPACES_PER_POD),
        **kernel_settings(env.limits),
        "AUTH_ENABLED": "true",
        "WORKSPACE_KERNEL_URL": f"http://{names.KERNEL}:{_PORT}",
        "CORS_ORIGINS": ",".join(env.cors_origins or (f"{scheme}://{env.entry.host}",)),
        "BODY_LIMIT": f"{env.entry.largest_body_mb}mb",
        **service_settings(env.sign_in),
    }


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import Probes, http_probe

    return http_service(
        site,
        names.KERNEL,
        resources=site.env.kernel.resources,
        port=_PORT,
        probes=Probes(
            startup=http_probe(_ALIVE, port="http", period=2, failures=_BOOT_SECONDS // 2),
            readiness=http_probe(_READY, port="http", period=5, failures=2),
            liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
        ),
        keys=_KEYS,
        env={},
        finishing_seconds=_HAND_OVER_SECONDS,
    )


KERNEL: Final = Component(
    names.KERNEL,
    Stage.SERVICE,
    size=lambda env: env.kernel,
    build=_build,
    port=_PORT,
    path="/api",
    needs=(
        names.KERNEL,  # a request for a workspace that another pod owns
        names.NEXUS_OS,
        *names.DATABASES,
        names.REDIS,
        Internet(443, wanted=lambda env: env.sign_in is not None),
    ),
    settings=_settings,
    secret_keys=lambda _: _KEYS,
    alive=(_ALIVE,),
    ready=(_READY,),
    boot_seconds=_BOOT_SECONDS,
    folders=(TEMPORARY,),
    user=APPLICATION_UID,
    metrics=Metrics(_PORT),
    load=Load("/load", "wantedWorkspaces"),
    dockerfile="docker/workspace-kernel.Dockerfile",
)
