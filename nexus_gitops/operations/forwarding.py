"""Which Service of an environment is meant."""

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.forward import Destination, destination_of
from nexus_gitops.cluster.kinds import SERVICE
from nexus_gitops.operations.logs import namespaces_of


def destination(api: Api, environment: str, service: str, port: int | None) -> Destination:
    """A port of a Service of an environment, in whichever of its namespaces that is.

    Raises:
        UsageError: there is no such Service or port.
        UnreachableError: the cluster did not answer.
    """
    namespaces = namespaces_of(environment)
    having = (one for one in namespaces if api.find(SERVICE, service, one) is not None)
    return destination_of(api, next(having, namespaces[0]), service, port)
