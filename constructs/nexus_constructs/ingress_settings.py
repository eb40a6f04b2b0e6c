"""How a platform is reached from outside: data, free of cdk8s, so that it loads fast."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class IngressSettings:
    """How a platform is reached from outside.

    Attributes:
        host: DNS name.
        class_name: of the IngressClass, or of the GatewayClass.
        annotations: for the controller.
        tls_secret: Secret that holds the host's certificate; "" for plain HTTP.
    """

    host: str
    class_name: str
    annotations: Mapping[str, str] = field(default_factory=dict)
    tls_secret: str = ""
