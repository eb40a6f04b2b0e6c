"""OpenSearch Dashboards and Kibana: what people look at lines with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.logging import names
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Fixed

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment
    from nexus_platform.environment import Environment

_SIZE: Final = Fixed(Resources("200m", "1", "1Gi", "2Gi"))
_UID: Final = 1000  # of the user in either image
_SETTINGS: Final = "/settings"
_DATA: Final = "/data"
PASSWORD: Final = "PAGE_PASSWORD"  # noqa: S105 -- the variable that a page's settings refer to
COMMON_SETTINGS: Final[Mapping[str, Any]] = {
    "server.host": "0.0.0.0",  # noqa: S104 -- in its pod
    "server.port": names.PAGE_PORT,
    "path.data": _DATA,
}


@dataclass(frozen=True, slots=True)
class Page:
    """What differs between the two.

    Attributes:
        name: of the component, and of its program.
        store: the component that it asks.
        home: where its image has it.
        settings: beside `COMMON_SETTINGS`.
        wanted: whether an environment has it.
    """

    name: str
    store: str
    home: str
    settings: Mapping[str, Any]
    wanted: "Callable[[Environment], bool]"

    @property
    def component(self) -> Component:
        """What the platform knows of it."""
        return Component(
            self.name,
            Stage.SERVICE,
            size=lambda _: _SIZE,
            build=self._build,
            port=names.PAGE_PORT,
            needs=(self.store,),
            secret_keys=lambda _: (names.PAGE_PASSWORD,),
            wanted=self.wanted,
            folders=(_DATA, "/tmp"),  # noqa: S108 -- in the container
            user=_UID,
        )

    def _build(self, site: Site) -> "Deployment":
        from nexus_constructs.configuration import yaml_text
        from nexus_constructs.containers import ContainerSpec, Port, Probes, tcp_probe
        from nexus_constructs.deployment import Deployment
        from nexus_constructs.pods import PodSpec
        from nexus_constructs.settings import Settings
        from nexus_constructs.volumes import EmptyDir

        settings = Settings(
            site.chart,
            f"{self.name}-config",
            installation=site.installation,
            data={"page.yml": yaml_text({**COMMON_SETTINGS, **self.settings})},
            after=site.after,
        )
        return Deployment(
            site.chart,
            self.name,
            installation=site.installation,
            version=site.image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=site.image.reference,
                    resources=_SIZE.resources,
                    uid=_UID,
                    ports=(Port("http", names.PAGE_PORT),),
                    command=(f"{self.home}/bin/{self.name}", f"--config={_SETTINGS}/page.yml"),
                    env={"HOME": _DATA},
                    sources=(site.secret.picking(**{PASSWORD: names.PAGE_PASSWORD}),),
                    # What it answers by HTTP asks for a password.
                    probes=Probes(
                        startup=tcp_probe(port="http", period=5, failures=50),
                        readiness=tcp_probe(port="http", period=10, failures=3),
                        liveness=tcp_probe(port="http", period=10, failures=6),
                    ),
                    volumes=(
                        settings.files(_SETTINGS),
                        EmptyDir("data", _DATA, "256Mi"),
                        EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                    ),
                )
            ),
            replicas=_SIZE.replicas,
            service_ports={"http": names.PAGE_PORT},
            after=[*site.after, settings],
        )
