"""One host name in front of several services."""

from collections.abc import Mapping, Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.entry import Entry
from nexus_constructs.workload import Workload


class Routes(Component):
    """An Ingress that sends each path prefix to a service.

    Args:
        routes: service by path prefix.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        entry: Entry,
        routes: Mapping[str, Workload],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=(*routes.values(), *after))
        k8s.KubeIngress(
            self,
            "ingress",
            metadata=self.metadata(annotations=entry.annotations),
            spec=k8s.IngressSpec(
                ingress_class_name=entry.class_name,
                tls=_tls(entry),
                rules=[
                    k8s.IngressRule(
                        host=entry.host,
                        http=k8s.HttpIngressRuleValue(
                            paths=[_path(prefix, routes[prefix]) for prefix in sorted(routes)]
                        ),
                    )
                ],
            ),
        )


def _tls(entry: Entry) -> list[k8s.IngressTls] | None:
    if not entry.tls_secret:
        return None
    return [k8s.IngressTls(hosts=[entry.host], secret_name=entry.tls_secret)]


def _path(prefix: str, service: Workload) -> k8s.HttpIngressPath:
    return k8s.HttpIngressPath(
        path=prefix,
        path_type="Prefix",
        backend=k8s.IngressBackend(
            service=k8s.IngressServiceBackend(
                name=service.name, port=k8s.ServiceBackendPort(name=service.port_name)
            )
        ),
    )
