"""Brings an index of lines to what it should be: users, template, retention, page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.logging import names, wanted
from nexus_platform.addons.logging.index import body, filled
from nexus_platform.component import Component, Site, Stage
from nexus_platform.sizes import Once

if TYPE_CHECKING:
    from nexus_constructs.job import Job
    from nexus_platform.environment import Environment

_SIZE: Final = Once(Resources("50m", "500m", "64Mi", "128Mi"))
_UID: Final = 1000
_SAID: Final = "/said"
_DEADLINE_SECONDS: Final = 1800
_KEYS: Final = (names.ADMIN_PASSWORD, names.PAGE_PASSWORD, names.STORE_PASSWORD)


def script(*named: str) -> str:
    """Shell scripts of this package, one after the other."""
    folder = files("nexus_platform.addons.logging").joinpath("scripts")
    return "\n".join(folder.joinpath(name).read_text("utf-8") for name in named)


@dataclass(frozen=True, slots=True)
class Setup:
    """How one kind of store is set up.

    Attributes:
        name: of the component.
        store: the component that keeps lines, in whose image the work is done.
        page: the component that shows them.
        admin: the user who may do that.
        wanted: whether an environment has such a store.
        requests: bodies of requests by name; see `index`.
    """

    name: str
    store: str
    page: str
    admin: str
    wanted: "Callable[[Environment], bool]"
    requests: Mapping[str, Mapping[str, Any]]

    @property
    def component(self) -> Component:
        """What the platform knows of it."""
        return Component(
            self.name,
            Stage.SERVICE,
            size=lambda _: _SIZE,
            build=self._build,
            needs=(self.store, self.page),
            secret_keys=lambda _: _KEYS,
            images=(self.store,),
            wanted=self.wanted,
            folders=("/tmp",),  # noqa: S108 -- in the container
            user=_UID,
        )

    def _build(self, site: Site) -> "Job":
        from nexus_constructs.containers import ContainerSpec
        from nexus_constructs.job import Job
        from nexus_constructs.pods import PodSpec
        from nexus_constructs.settings import Settings
        from nexus_constructs.volumes import EmptyDir
        from nexus_platform.addons.logging.saved_objects import saved_objects

        stream = site.installation.name
        days = wanted.logging(site.env).retention_days
        said = Settings(
            site.chart,
            f"{self.name}-config",
            installation=site.installation,
            data={
                "setup.sh": script("common.sh", f"{self.name}.sh"),
                "objects.ndjson": filled(saved_objects(), stream, days),
                **{
                    f"{name}.json": filled(body(request), stream, days)
                    for name, request in self.requests.items()
                },
            },
            after=site.after,
        )
        return Job(
            site.chart,
            self.name,
            installation=site.installation,
            version=site.image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=site.image.reference,
                    resources=_SIZE.resources,
                    uid=_UID,
                    command=("bash", f"{_SAID}/setup.sh"),
                    env={
                        "STORE": f"http://{self.store}:{names.INDEX_PORT}",
                        "PAGE": f"http://{self.page}:{names.PAGE_PORT}",
                        "ADMIN": self.admin,
                        "STREAM": stream,
                        "SAID": _SAID,
                    },
                    sources=(site.secret.picking(*_KEYS),),
                    volumes=(
                        said.files(_SAID),
                        EmptyDir("tmp", "/tmp", "16Mi"),  # noqa: S108 -- in the container
                    ),
                )
            ),
            deadline_seconds=_DEADLINE_SECONDS,
            after=[*site.after, said],
        )
