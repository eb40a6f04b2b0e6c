"""What differs between the environments."""

from nexus_gitops.platform import environment


class Environment(environment.Environment, frozen=True, kw_only=True):
    """One environment.

    Attributes:
        host: DNS name that leads to it.
        ingress_class: who reads its Ingress.
        ingress_namespace: where that runs.
        replicas: pods of the web server.
        agents: namespace of an agent on every node; "" for none.
    """

    host: str
    ingress_class: str = "nginx"
    ingress_namespace: str = "ingress-nginx"
    replicas: int = 1
    agents: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """See `nexus_gitops.platform.environment.Environment`."""
        return (self.host,)
