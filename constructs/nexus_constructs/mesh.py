"""What Istio is to enforce in a namespace, whatever its data plane: who may call whom.

Source: https://istio.io/latest/docs/reference/config/security/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io.istio import security
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation

_TRUST_DOMAIN: Final = "cluster.local"
"""In a policy it means that of the mesh, whatever its name."""

_Rule = security.AuthorizationPolicySpecRules
_From = security.AuthorizationPolicySpecRulesFrom
_Source = security.AuthorizationPolicySpecRulesFromSource
_To = security.AuthorizationPolicySpecRulesTo
_Operation = security.AuthorizationPolicySpecRulesToOperation


@dataclass(frozen=True, slots=True)
class Account:
    """The pods that run as one ServiceAccount."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Anybody:
    """All pods of a namespace that are in the mesh."""

    namespace: str


Caller = Account | Anybody


@dataclass(frozen=True, slots=True)
class Access:
    """A caller that may connect to a port of a component of this installation."""

    caller: Caller
    component: str
    port: int


class MeshObject(Component):
    """What is made of Istio's kinds; on a cluster's first sync their CRDs may come later."""

    def istio_metadata(self, name: str = "") -> ApiObjectMetadata:
        """Metadata of an object of Istio's."""
        own = self.metadata(name, annotations={SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"})
        return ApiObjectMetadata(
            name=own.name,
            namespace=own.namespace,
            labels=own.labels,
            annotations=own.annotations,
        )


class Authorization(MeshObject):
    """Mutual TLS for all, nobody allowed, and one policy for each component that is called.

    Args:
        access: all that is allowed.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        access: Sequence[Access],
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        security.PeerAuthentication(
            self,
            "peers",
            metadata=self.istio_metadata(),
            spec=security.PeerAuthenticationSpec(
                mtls=security.PeerAuthenticationSpecMtls(
                    mode=security.PeerAuthenticationSpecMtlsMode.STRICT
                )
            ),
        )
        # Without a rule nothing matches, and what no policy that allows matches is denied.
        self._policy("allow-nothing", selector=None, rules=None)
        for component in sorted({one.component for one in access}):
            self._policy(
                component,
                selector=installation.selector(component),
                rules=_rules([one for one in access if one.component == component]),
            )

    def _policy(
        self, name: str, *, selector: Mapping[str, str] | None, rules: Sequence[_Rule] | None
    ) -> None:
        security.AuthorizationPolicy(
            self,
            name,
            metadata=self.istio_metadata(name),
            spec=security.AuthorizationPolicySpec(
                action=security.AuthorizationPolicySpecAction.ALLOW,
                selector=security.AuthorizationPolicySpecSelector(match_labels=dict(selector))
                if selector
                else None,
                rules=rules,
            ),
        )


def _rules(access: Sequence[Access]) -> list[_Rule]:
    """One rule for each port, in the order in which they are first named."""
    callers: dict[int, list[Caller]] = {}
    for one in access:
        callers.setdefault(one.port, []).append(one.caller)
    return [
        _Rule(
            from_=[_From(source=_source(caller)) for caller in found],
            to=[_To(operation=_Operation(ports=[str(port)]))],
        )
        for port, found in callers.items()
    ]


def _source(caller: Caller) -> _Source:
    match caller:
        case Account(namespace, name):
            return _Source(principals=[f"{_TRUST_DOMAIN}/ns/{namespace}/sa/{name}"])
        case Anybody(namespace):
            return _Source(namespaces=[namespace])
