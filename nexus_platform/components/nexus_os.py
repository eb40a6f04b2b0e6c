"""nexus-os: asks a language model for proposals to change a workspace."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources, Scaling
from nexus_platform import names
from nexus_platform.component import Component, Internet, Metrics, Site, Stage
from nexus_platform.components.http_service import APPLICATION_UID, TEMPORARY, http_service
from nexus_platform.limits import model_settings
from nexus_platform.sizes import Elastic

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment
    from nexus_platform.environment import Environment

STANDARD: Final = Elastic(
    resources=Resources("250m", "500m", "512Mi", "1Gi"),
    scaling=Scaling(min_replicas=1, max_replicas=3, cpu_percent=70, memory_percent=80),
)
_PORT: Final = 4000
_ALIVE: Final = "/health"
_BOOT_SECONDS: Final = 120
_ANSWER_SECONDS: Final = 60
"""An answer of the model may take a minute to stream."""


def _keys(env: "Environment") -> tuple[str, ...]:
    model = (names.MODEL_KEY,) if env.language_model else ()
    return (names.JWT_SECRET, names.REDIS_PASSWORD, *model)


def _speaks_to_others(env: "Environment") -> bool:
    """The model, and who signs people in."""
    return env.language_model is not None or env.sign_in is not None


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import Probes, http_probe

    model = site.env.language_model
    return http_service(
        site,
        names.NEXUS_OS,
        resources=site.env.nexus_os.resources,
        port=_PORT,
        probes=Probes(
            startup=http_probe(_ALIVE, port="http", period=2, failures=_BOOT_SECONDS // 2),
            readiness=http_probe(_ALIVE, port="http", period=5, failures=2),
            liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
        ),
        keys=_keys(site.env),
        env={"LLM_BASE_URL": model.base_url, "LLM_MODEL": model.name} if model else {},
        finishing_seconds=_ANSWER_SECONDS,
    )


NEXUS_OS: Final = Component(
    names.NEXUS_OS,
    Stage.SERVICE,
    size=lambda env: env.nexus_os,
    build=_build,
    port=_PORT,
    needs=(names.KERNEL, names.REDIS, Internet(443, wanted=_speaks_to_others)),
    settings=lambda env: {
        "NEXUS_OS_URL": f"http://{names.NEXUS_OS}:{_PORT}",
        **model_settings(env.limits),
    },
    secret_keys=_keys,
    alive=(_ALIVE,),
    boot_seconds=_BOOT_SECONDS,
    folders=(TEMPORARY,),
    user=APPLICATION_UID,
    metrics=Metrics(_PORT),
    dockerfile="docker/nexus-os.Dockerfile",
)
