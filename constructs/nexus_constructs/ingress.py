"""One host name in front of several services."""

from collections.abc import Mapping, Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.services import ServicePort


class Ingress(Component):
    """An Ingress that sends each path prefix to a service.

    Args:
        paths: port of a Service by path prefix.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        settings: IngressSettings,
        paths: Mapping[str, ServicePort],
        after: Sequence[Component] = (),
    ) -> None:
        services = [port.component for port in paths.values()]
        super().__init__(scope, name, installation=installation, after=(*services, *after))
        k8s.KubeIngress(
            self,
            "ingress",
            metadata=self.metadata(annotations=settings.annotations),
            spec=k8s.IngressSpec(
                ingress_class_name=settings.class_name,
                tls=_tls(settings),
                rules=[
                    k8s.IngressRule(
                        host=settings.host,
                        http=k8s.HttpIngressRuleValue(
                            paths=[_path(prefix, paths[prefix]) for prefix in sorted(paths)]
                        ),
                    )
                ],
            ),
        )


def _tls(settings: IngressSettings) -> list[k8s.IngressTls] | None:
    if not settings.tls_secret:
        return None
    return [k8s.IngressTls(hosts=[settings.host], secret_name=settings.tls_secret)]


def _path(prefix: str, port: ServicePort) -> k8s.HttpIngressPath:
    return k8s.HttpIngressPath(
        path=prefix,
        path_type="Prefix",
        backend=k8s.IngressBackend(
            service=k8s.IngressServiceBackend(
                name=port.component.name, port=k8s.ServiceBackendPort(name=port.name)
            )
        ),
    )
