"""One host name in front of several services, by the Gateway API.

What the API server or a controller would set is written out, because it would show as drift.
Source: https://gateway-api.sigs.k8s.io/reference/spec/
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io.k8s.networking import gateway as api
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.services import ServicePort

_GROUP: Final = "gateway.networking.k8s.io"
_HTTP: Final = "http"
_HTTPS: Final = "https"


class Gateway(Component):
    """A Gateway of the component's own, and a route to a service for each path prefix.

    Args:
        settings: host, class, annotations and certificate.
        paths: port of a Service by path prefix.
        redirects: what plain HTTP does where there is a certificate; lead to HTTPS, or serve.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        settings: IngressSettings,
        paths: Mapping[str, ServicePort],
        redirects: bool,
        after: Sequence[Component] = (),
    ) -> None:
        services = [port.component for port in paths.values()]
        super().__init__(scope, name, installation=installation, after=(*services, *after))
        self._host = settings.host
        listeners = [self._listener(_HTTP, 80, None)]
        if settings.tls_secret:
            listeners.append(self._listener(_HTTPS, 443, _tls(settings.tls_secret)))
        api.Gateway(
            self,
            "gateway",
            metadata=self._metadata(name, settings.annotations),
            spec=api.GatewaySpec(gateway_class_name=settings.class_name, listeners=listeners),
        )
        serving = [_HTTPS] if settings.tls_secret and redirects else [_HTTP]
        if settings.tls_secret and not redirects:
            serving.append(_HTTPS)
        self._route(name, serving, [_rule(prefix, paths[prefix]) for prefix in sorted(paths)])
        if redirects:
            self._route(f"{name}-redirect", [_HTTP], [_redirect()])

    def _listener(
        self, name: str, port: int, tls: api.GatewaySpecListenersTls | None
    ) -> api.GatewaySpecListeners:
        return api.GatewaySpecListeners(
            name=name,
            port=port,
            protocol=name.upper(),
            hostname=self._host,
            tls=tls,
            allowed_routes=api.GatewaySpecListenersAllowedRoutes(
                namespaces=api.GatewaySpecListenersAllowedRoutesNamespaces(
                    from_=api.GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME
                )
            ),
        )

    def _route(
        self, name: str, listeners: Sequence[str], rules: Sequence[api.HttpRouteSpecRules]
    ) -> None:
        api.HttpRoute(
            self,
            name,
            metadata=self._metadata(name, {}),
            spec=api.HttpRouteSpec(
                hostnames=[self._host],
                parent_refs=[
                    api.HttpRouteSpecParentRefs(
                        group=_GROUP, kind="Gateway", name=self.name, section_name=listener
                    )
                    for listener in listeners
                ],
                rules=rules,
            ),
        )

    def _metadata(self, name: str, annotations: Mapping[str, str]) -> ApiObjectMetadata:
        # On a cluster's first sync the CRDs may come later.
        options = {SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"}
        own = self.metadata(name, annotations={**options, **annotations})
        return ApiObjectMetadata(
            name=own.name,
            namespace=own.namespace,
            labels=own.labels,
            annotations=own.annotations,
        )


def _tls(secret: str) -> api.GatewaySpecListenersTls:
    return api.GatewaySpecListenersTls(
        mode=api.GatewaySpecListenersTlsMode.TERMINATE,
        certificate_refs=[
            api.GatewaySpecListenersTlsCertificateRefs(group="", kind="Secret", name=secret)
        ],
    )


def _rule(prefix: str, port: ServicePort) -> api.HttpRouteSpecRules:
    """A time-out of the whole request would end a WebSocket, so there is none."""
    return api.HttpRouteSpecRules(
        matches=[_prefix(prefix)],
        backend_refs=[
            api.HttpRouteSpecRulesBackendRefs(
                group="", kind="Service", name=port.component.name, port=port.number, weight=1
            )
        ],
        timeouts=api.HttpRouteSpecRulesTimeouts(request="0s"),
    )


def _redirect() -> api.HttpRouteSpecRules:
    return api.HttpRouteSpecRules(
        matches=[_prefix("/")],
        filters=[
            api.HttpRouteSpecRulesFilters(
                type=api.HttpRouteSpecRulesFiltersType.REQUEST_REDIRECT,
                request_redirect=api.HttpRouteSpecRulesFiltersRequestRedirect(
                    scheme=api.HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS,
                    status_code=api.HttpRouteSpecRulesFiltersRequestRedirectStatusCode.VALUE_301,
                ),
            )
        ],
    )


def _prefix(path: str) -> api.HttpRouteSpecRulesMatches:
    return api.HttpRouteSpecRulesMatches(
        path=api.HttpRouteSpecRulesMatchesPath(
            type=api.HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value=path
        )
    )
