"""The typed scalars of the API; kept, because making one is a call to the jsii kernel."""

from functools import cache

from cdk8s_plus_27 import k8s

from nexus_constructs.quantity import canonical


@cache
def quantity(text: str) -> k8s.Quantity:
    """A Kubernetes quantity, as the API server keeps it."""
    return k8s.Quantity.from_string(canonical(text))


@cache
def port_ref(port: str) -> k8s.IntOrString:
    """A port by its name."""
    return k8s.IntOrString.from_string(port)


@cache
def count(number: int) -> k8s.IntOrString:
    """A number where Kubernetes takes a number or a name or a percentage."""
    return k8s.IntOrString.from_number(number)
