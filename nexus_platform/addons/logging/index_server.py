"""OpenSearch and Elasticsearch: one server that keeps an index of lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nexus_constructs.quantity import canonical
from nexus_constructs.sizing import Resources
from nexus_platform.addons.logging import names, wanted
from nexus_platform.addons.logging.setup import script
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Kept

if TYPE_CHECKING:
    from nexus_constructs.containers import ContainerSpec, Probes
    from nexus_constructs.settings import Settings
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_platform.environment import Environment

_RESOURCES: Final = Resources("500m", "2", "2Gi", "2Gi")
JAVA_OPTIONS: Final = "-Xms1g -Xmx1g"
"""Half of the memory, as both advise; the rest is for files."""
_UID: Final = 1000  # of the user in either image
_DATA: Final = "/data"
_SETTINGS: Final = "/settings"
_MADE: Final = "/made"
_SECRETS: Final = "/run/secrets/logging"
_BOOT_SECONDS: Final = 600
COMMON_SETTINGS: Final[Mapping[str, Any]] = {
    "cluster.name": "nexus-logs",
    "discovery.type": "single-node",
    "network.host": "0.0.0.0",  # noqa: S104 -- in its pod
    "path.data": _DATA,
    # Otherwise a node must allow more mapped files than most do.
    "node.store.allow_mmap": False,
    # Lines that come before the template would make an index of any fields.
    "action.auto_create_index": "-nexus-*,+*",
}


@dataclass(frozen=True, slots=True)
class IndexServer:
    """What differs between the two.

    Attributes:
        name: of the component, and of its program.
        home: where its image has it.
        settings: beside `COMMON_SETTINGS`.
        env: where both the program and what prepares its settings find them.
        probes: how it is asked whether it lives.
        alive: HTTP paths among them.
        wanted: whether an environment has such a store.
    """

    name: str
    home: str
    settings: Mapping[str, Any]
    env: Mapping[str, str]
    probes: "Callable[[], Probes]"
    alive: tuple[str, ...]
    wanted: "Callable[[Environment], bool]"

    @property
    def component(self) -> Component:
        """What the platform knows of it."""
        return Component(
            self.name,
            Stage.STORE,
            size=lambda env: Kept(_RESOURCES, wanted.logging(env).backend.storage),
            build=self._build,
            port=names.INDEX_PORT,
            secret_keys=lambda _: (names.ADMIN_PASSWORD,),
            wanted=self.wanted,
            alive=self.alive,
            boot_seconds=_BOOT_SECONDS,
            folders=(_DATA, _MADE, f"{self.home}/logs", "/tmp"),  # noqa: S108 -- in the container
            user=_UID,
        )

    def _build(self, site: Site) -> "StatefulSet":
        from nexus_constructs.configuration import yaml_text
        from nexus_constructs.containers import ContainerSpec, Port
        from nexus_constructs.pods import PodSpec
        from nexus_constructs.settings import Settings
        from nexus_constructs.stateful_set import StatefulSet
        from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate

        storage = canonical(wanted.logging(site.env).backend.storage)
        settings = Settings(
            site.chart,
            f"{self.name}-config",
            installation=site.installation,
            data={
                f"{self.name}.yml": yaml_text({**COMMON_SETTINGS, **self.settings}),
                "prepare.sh": script(f"{self.name}-prepare.sh"),
            },
            after=site.after,
        )
        return StatefulSet(
            site.chart,
            self.name,
            installation=site.installation,
            version=site.image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=site.image.reference,
                    resources=_RESOURCES,
                    uid=_UID,
                    ports=(Port("http", names.INDEX_PORT),),
                    command=(f"{self.home}/bin/{self.name}",),
                    env=self.env,
                    probes=self.probes(),
                    volumes=(
                        VolumeClaimTemplate("data", _DATA, storage),
                        EmptyDir("made", _MADE, "16Mi"),
                        EmptyDir("logs", f"{self.home}/logs", "256Mi"),
                        EmptyDir("tmp", "/tmp", "256Mi"),  # noqa: S108 -- in the container
                    ),
                ),
                init_containers=(self._preparation(site, settings),),
                grace_seconds=120,
            ),
            replicas=1,
            service_ports={"http": names.INDEX_PORT},
            after=[*site.after, settings],
        )

    def _preparation(self, site: Site, settings: "Settings") -> "ContainerSpec":
        from nexus_constructs.containers import ContainerSpec
        from nexus_constructs.volumes import EmptyDir

        return ContainerSpec(
            name="prepare",
            image=site.image.reference,
            resources=_RESOURCES,
            uid=_UID,
            command=("bash", f"{_SETTINGS}/prepare.sh"),
            env={**self.env, "SETTINGS": _SETTINGS, "PASSWORD_FILE": f"{_SECRETS}/password"},
            volumes=(
                settings.files(_SETTINGS),
                site.secret.picking(password=names.ADMIN_PASSWORD).files(_SECRETS),
                EmptyDir("made", _MADE, "16Mi"),
                EmptyDir("tmp", "/tmp", "256Mi"),  # noqa: S108 -- in the container
            ),
        )
