"""What a cluster's Prometheus, configured by its operator, is told: whom to ask, which rules.

Source: https://prometheus-operator.dev/docs/api-reference/api/
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.com.coreos import monitoring
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.prometheus_rules import Alert, Group, Recording

_NAME: Final = "app.kubernetes.io/name"
_Rule = monitoring.PrometheusRuleSpecGroupsRules
_Expression = monitoring.PrometheusRuleSpecGroupsRulesExpr


class _Told(Component):
    """An object that the operator reads where it carries the labels that it selects by."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        selected_by: Mapping[str, str],
        after: Sequence[Component],
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        metadata = self.metadata(
            # On a cluster's first sync the operator's CRDs may come later.
            annotations={SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"}
        )
        self._metadata = ApiObjectMetadata(
            name=metadata.name,
            namespace=metadata.namespace,
            labels={**self.labels, **selected_by},
            annotations=metadata.annotations,
        )


class PodMonitor(_Told):
    """Has the pods of one component asked for their figures, whose job is the component's name.

    Args:
        namespace: where the pods are.
        port: where they answer.
        path: of what they answer.
        interval: how often, as `30s`.
        selected_by: labels by which the operator selects it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        namespace: str,
        port: int,
        path: str,
        interval: str,
        selected_by: Mapping[str, str],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(
            scope, name, installation=installation, selected_by=selected_by, after=after
        )
        monitoring.PodMonitor(
            self,
            "pod-monitor",
            metadata=self._metadata,
            spec=monitoring.PodMonitorSpec(
                job_label=_NAME,
                selector=monitoring.PodMonitorSpecSelector(match_labels=self.selector),
                namespace_selector=monitoring.PodMonitorSpecNamespaceSelector(
                    match_names=[namespace]
                ),
                pod_metrics_endpoints=[
                    monitoring.PodMonitorSpecPodMetricsEndpoints(
                        port_number=port, path=path, interval=interval
                    )
                ],
            ),
        )


class PrometheusRules(_Told):
    """Rules that the operator gives to Prometheus.

    Args:
        groups: the rules.
        labels: of every alert.
        runbooks: where the runbooks are.
        selected_by: labels by which the operator selects it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        groups: Sequence[Group],
        labels: Mapping[str, str],
        runbooks: str,
        selected_by: Mapping[str, str],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(
            scope, name, installation=installation, selected_by=selected_by, after=after
        )

        def typed(rule: Recording | Alert) -> monitoring.PrometheusRuleSpecGroupsRules:
            expression = _Expression.from_string(rule.query)
            if isinstance(rule, Recording):
                return _Rule(record=rule.name, expr=expression)
            told = rule.document(labels=labels, runbooks=runbooks)
            return _Rule(
                alert=rule.name,
                expr=expression,
                for_=rule.lasting,
                labels=told["labels"],
                annotations=told["annotations"],
            )

        monitoring.PrometheusRule(
            self,
            "rules",
            metadata=self._metadata,
            spec=monitoring.PrometheusRuleSpec(
                groups=[
                    monitoring.PrometheusRuleSpecGroups(
                        name=group.name, rules=[typed(rule) for rule in group.rules]
                    )
                    for group in groups
                ]
            ),
        )
