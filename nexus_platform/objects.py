"""The objects of one Application: all components of a part, composed.

Nothing here names a component. What one needs and offers is said in its own module, and summed
up here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cdk8s import App, Chart
from constructs import Construct

from nexus_constructs import component as construct
from nexus_constructs.autoscaling import Autoscaling
from nexus_constructs.component import Installation
from nexus_constructs.deployment import Deployment
from nexus_constructs.external_secret import ExternalLogin, ExternalSecret
from nexus_constructs.gateway import Gateway
from nexus_constructs.ingress import Ingress
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import (
    API_SERVER,
    INTERNET,
    Flow,
    NamespacePeer,
    NetworkPolicies,
    Peer,
    PodPeer,
)
from nexus_constructs.quota import quota
from nexus_constructs.rbac import Grant
from nexus_constructs.secrets import SecretReference
from nexus_constructs.settings import Settings
from nexus_constructs.sizing import Resources
from nexus_gitops.images.image import ImageLock
from nexus_platform import meshing, names
from nexus_platform.component import Component, Site, Stage
from nexus_platform.composition import logins, secret_keys, settings
from nexus_platform.edges import AllOf, ApiServer, Edge, End, Pods, World
from nexus_platform.entry.annotations import annotations
from nexus_platform.entry.meaning import GatewayApi
from nexus_platform.environment import Environment, StoreSecrets
from nexus_platform.part import Part

_DEFAULT_RESOURCES: Final = Resources("100m", "200m", "128Mi", "256Mi")


class Objects(Chart):
    """All objects of one Application of an environment.

    Args:
        app: the cdk8s app.
        env: the environment.
        images: what each component runs.
        part: what the Application consists of.
        edges: the connections of the whole platform.
        everywhere: the components of the whole environment, by namespace.
    """

    def __init__(
        self,
        app: App,
        env: Environment,
        images: ImageLock,
        part: Part,
        edges: Iterable[Edge],
        everywhere: Mapping[str, Sequence[Component]],
    ) -> None:
        super().__init__(app, f"{env.name}-{part.name}", disable_resource_name_hashes=True)
        self._env = env
        self._images = images
        self._part = part
        self._components = part.of(env)
        self._everywhere = everywhere
        self._installation = Installation(
            f"{names.PLATFORM}-{env.name}",
            part.namespace(env),
            part_of=names.PLATFORM,
            kubernetes=env.kubernetes.oldest,
        )
        namespace = Namespace(
            self,
            installation=self._installation,
            pod_security=part.pod_security,
            labels=meshing.namespace_labels(env.mesh),
        )
        limits = self._limits(namespace)
        table = tuple(edges)
        network = NetworkPolicies(
            self,
            installation=self._installation,
            flows=(
                *flows(self._installation, meshing.carried(env.mesh, table)),
                *meshing.own_flows(env.mesh, self._components),
            ),
            probes=meshing.probes(env.mesh),
            after=[namespace],
        )
        self._grant(after=[namespace])
        self._settings = self._shared_settings(after=[limits, network])
        self._secret, secret_source = self._secrets(after=[limits, network])

        before: list[construct.Component] = [limits, network, *self._settings, *secret_source]
        if env.mesh is not None:
            before.append(
                meshing.enforce(
                    env.mesh,
                    self,
                    installation=self._installation,
                    edges=table,
                    after=[limits, network],
                )
            )
        built: dict[str, construct.Component] = {}
        for stage in self._part.stages:
            made = {
                component.name: component.build(self._site(component, before))
                for component in self._components
                if component.stage is stage
            }
            # It has its wave, be something in it or not, so that no object's depends on another's.
            end = construct.Component(
                self, f"stage-{stage.name.lower()}", installation=self._installation, after=before
            )
            before = [*before, *made.values(), end]
            built |= made
        meshing.shape_traffic(
            env.mesh, self, installation=self._installation, services=self._services(built)
        )
        self._scale(built)
        self._lead_in(built)

    def _site(self, component: Component, after: Iterable[construct.Component]) -> Site:
        return Site(
            chart=self,
            env=self._env,
            images=[self._images[image] for image in component.image_names],
            installation=self._installation,
            settings=self._settings,
            secret=self._secret,
            after=tuple(after),
            everywhere=self._everywhere,
        )

    def _grant(self, *, after: Sequence[construct.Component]) -> None:
        # A monitor of the same component may be beside them.
        grants = Construct(self, "grants")
        for home, components in self._everywhere.items():
            for component in components if home != self._installation.namespace else ():
                if rules := component.watches():
                    Grant(
                        grants,
                        component.name,
                        installation=self._installation,
                        home=home,
                        rules=rules,
                        after=after,
                    )

    def _limits(self, namespace: Namespace) -> QuotaAndLimitRange:
        sizes = [component.size(self._env) for component in self._components]
        return QuotaAndLimitRange(
            self,
            f"{self._part.prefix}-limits",
            installation=self._installation,
            quota=quota(
                [meshing.peak(self._env.mesh, size.peak) for size in sizes],
                claims=[claim for size in sizes for claim in size.claims],
            ),
            default=_DEFAULT_RESOURCES,
            after=[namespace],
        )

    def _shared_settings(self, *, after: list[construct.Component]) -> list[Settings]:
        data = settings(self._env, self._part)
        if not data:
            return []
        name = f"{self._part.prefix}-config"
        return [Settings(self, name, installation=self._installation, data=data, after=after)]

    def _secrets(
        self, *, after: list[construct.Component]
    ) -> tuple[SecretReference, list[construct.Component]]:
        keys = secret_keys(self._env, self._part)
        match self._env.secrets:
            case StoreSecrets() as source if keys:
                external = ExternalSecret(
                    self,
                    self._part.secret,
                    installation=self._installation,
                    store=source.store,
                    remote_key=source.remote_key,
                    refresh=source.refresh,
                    keys=keys,
                    after=after,
                )
                return external.reference, [external, *self._logins(source, after=after)]
            case _:
                return SecretReference(self._part.secret), []

    def _logins(
        self, source: StoreSecrets, *, after: list[construct.Component]
    ) -> Iterator[construct.Component]:
        for login in logins(self._env, self._part):
            yield ExternalLogin(
                self,
                login.secret,
                installation=self._installation,
                store=source.store,
                remote_key=source.remote_key,
                refresh=source.refresh,
                user=login.user,
                password=login.key,
                labels=login.labels,
                after=after,
            )

    def _scale(self, built: dict[str, construct.Component]) -> None:
        services = self._services(built)
        for component in self._components:
            scaling = component.size(self._env).scaling
            target = built[component.name]
            is_elsewhere = self._env.scaling is not None and component.load is not None
            if scaling is not None and isinstance(target, Deployment) and not is_elsewhere:
                Autoscaling(self, target=target, scaling=scaling, after=services)

    def _lead_in(self, built: dict[str, construct.Component]) -> None:
        paths = {
            component.path: target.ports["http"]
            for component in self._components
            if component.path and isinstance(target := built[component.name], Deployment)
        }
        if not paths:
            return
        entry, services = self._env.entry, self._services(built)
        settings = IngressSettings(
            host=entry.host,
            class_name=entry.dialect.class_name,
            annotations=annotations(entry, [port.component.name for port in paths.values()]),
            tls_secret=entry.certificate.secret if entry.certificate else "",
        )
        match entry.dialect:
            case GatewayApi():
                Gateway(
                    self,
                    names.PLATFORM,
                    installation=self._installation,
                    settings=settings,
                    paths=paths,
                    redirects=entry.certificate is not None and entry.certificate.redirects,
                    after=services,
                )
            case _:
                Ingress(
                    self,
                    names.PLATFORM,
                    installation=self._installation,
                    settings=settings,
                    paths=paths,
                    after=services,
                )

    def _services(self, built: dict[str, construct.Component]) -> list[construct.Component]:
        return [built[c.name] for c in self._components if c.stage is Stage.SERVICE]


def flows(installation: Installation, edges: Iterable[Edge]) -> tuple[Flow, ...]:
    """The connections that have an end in an installation's namespace."""

    def peer(end: End) -> Peer:
        match end:
            case Pods(component, namespace) if namespace == installation.namespace:
                return PodPeer(component)
            case Pods(component, namespace):
                return NamespacePeer(namespace, installation.selector(component))
            case AllOf(namespace):
                return NamespacePeer(namespace)
            case World():
                return INTERNET
            case ApiServer():
                return API_SERVER

    return tuple(
        Flow(peer(edge.source), peer(edge.target), edge.port)
        for edge in edges
        if edge.touches(installation.namespace)
    )
