"""The core Application of one environment: all components, composed.

Nothing here names a component. What one needs and offers is said in its own module, and summed
up here.
"""

from collections.abc import Iterable
from typing import Final

from cdk8s import App, Chart

from nexus_constructs import component as construct
from nexus_constructs.autoscaling import Autoscaling
from nexus_constructs.component import Installation
from nexus_constructs.deployment import Deployment
from nexus_constructs.external_secret import ExternalSecret
from nexus_constructs.ingress import Ingress
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import INTERNET, Flow, NamespacePeer, NetworkPolicies, PodPeer
from nexus_constructs.quota import quota
from nexus_constructs.secrets import SecretReference
from nexus_constructs.settings import Settings
from nexus_constructs.sizing import Resources
from nexus_gitops.images.image import ImageLock
from nexus_platform import names
from nexus_platform.component import Component, Internet, Site, Stage
from nexus_platform.composition import secret_keys, settings
from nexus_platform.environment import ClusterSecrets, Environment, StoreSecrets

_DEFAULT_RESOURCES: Final = Resources("100m", "200m", "128Mi", "256Mi")


class Core(Chart):
    """All objects of one environment's core Application.

    Args:
        app: the cdk8s app.
        env: the environment.
        images: what each component runs.
        components: what the platform consists of.
    """

    def __init__(
        self, app: App, env: Environment, images: ImageLock, components: Iterable[Component]
    ) -> None:
        super().__init__(app, f"{env.name}-core", disable_resource_name_hashes=True)
        self._env = env
        self._images = images
        self._components = tuple(components)
        self._installation = Installation(
            f"{names.PLATFORM}-{env.name}",
            env.namespace,
            part_of=names.PLATFORM,
            kubernetes=env.kubernetes.oldest,
        )
        namespace = Namespace(self, installation=self._installation)
        limits = self._limits(namespace)
        network = NetworkPolicies(
            self,
            installation=self._installation,
            flows=flows(env, self._components),
            after=[namespace],
        )
        self._settings = Settings(
            self,
            f"{names.PLATFORM}-config",
            installation=self._installation,
            data=settings(env, self._components),
            after=[limits, network],
        )
        self._secret, secret_source = self._secrets(after=[limits, network])

        before: list[construct.Component] = [self._settings, *secret_source]
        built: dict[str, construct.Component] = {}
        for stage in Stage:
            made = {
                component.name: component.build(self._site(component, before))
                for component in self._components
                if component.stage is stage
            }
            before = [*before, *made.values()]
            built |= made
        self._scale(built)
        self._lead_in(built)

    def _site(self, component: Component, after: Iterable[construct.Component]) -> Site:
        return Site(
            chart=self,
            env=self._env,
            image=self._images[component.image_name],
            installation=self._installation,
            settings=self._settings,
            secret=self._secret,
            after=tuple(after),
        )

    def _limits(self, namespace: Namespace) -> QuotaAndLimitRange:
        sizes = [component.size(self._env) for component in self._components]
        return QuotaAndLimitRange(
            self,
            f"{names.PLATFORM}-limits",
            installation=self._installation,
            quota=quota(
                [size.peak for size in sizes],
                claims=[claim for size in sizes for claim in size.claims],
            ),
            default=_DEFAULT_RESOURCES,
            after=[namespace],
        )

    def _secrets(
        self, *, after: list[construct.Component]
    ) -> tuple[SecretReference, list[construct.Component]]:
        match self._env.secrets:
            case ClusterSecrets():
                return SecretReference(names.SECRET), []
            case StoreSecrets() as source:
                external = ExternalSecret(
                    self,
                    names.SECRET,
                    installation=self._installation,
                    store=source.store,
                    remote_key=source.remote_key,
                    refresh=source.refresh,
                    keys=secret_keys(self._env, self._components),
                    after=after,
                )
                return external.reference, [external]

    def _scale(self, built: dict[str, construct.Component]) -> None:
        services = self._services(built)
        for component in self._components:
            scaling = component.size(self._env).scaling
            target = built[component.name]
            if scaling is not None and isinstance(target, Deployment):
                Autoscaling(self, target=target, scaling=scaling, after=services)

    def _lead_in(self, built: dict[str, construct.Component]) -> None:
        Ingress(
            self,
            names.PLATFORM,
            installation=self._installation,
            settings=self._env.ingress,
            paths={
                component.path: target.ports["http"]
                for component in self._components
                if component.path and isinstance(target := built[component.name], Deployment)
            },
            after=self._services(built),
        )

    def _services(self, built: dict[str, construct.Component]) -> list[construct.Component]:
        return [built[c.name] for c in self._components if c.stage is Stage.SERVICE]


def flows(env: Environment, components: Iterable[Component]) -> tuple[Flow, ...]:
    """Every connection that the components need; anything else is denied.

    Raises:
        ValueError: a component needs one that is not there, or that listens nowhere.
    """
    ports = {component.name: component.port for component in components}
    ingress = NamespacePeer(env.ingress_namespace)
    return (
        *(
            Flow(ingress, PodPeer(component.name), _port(component.name, ports))
            for component in components
            if component.path
        ),
        *(_flow(component, need, ports) for component in components for need in component.needs),
    )


def _flow(component: Component, need: str | Internet, ports: dict[str, int | None]) -> Flow:
    source = PodPeer(component.name)
    if isinstance(need, Internet):
        return Flow(source, INTERNET, need.port)
    if need not in ports:
        raise ValueError(
            f"{component.name} needs {need}, which is no component;"
            f" there are: {', '.join(sorted(ports))}"
        )
    return Flow(source, PodPeer(need), _port(need, ports))


def _port(name: str, ports: dict[str, int | None]) -> int:
    port = ports[name]
    if port is None:
        raise ValueError(f"{name} listens on no port; give the component one")
    return port
