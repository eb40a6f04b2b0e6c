"""Checks that the cluster knows each custom kind before an object of it comes."""

from collections.abc import Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, is_a, text, title
from nexus_gitops.manifests.kinds import built_in_groups
from nexus_gitops.platform.application import Deployed

_DEFINITION: Final = ("apiextensions.k8s.io", "CustomResourceDefinition")


def check_custom_kinds(deployed: Sequence[Deployed]) -> tuple[Finding, ...]:
    """Rule `custom-kind`: a custom resource whose definition nobody brings or asks for.

    The definition is among the objects of one of the environment's Applications, or the
    Application names the kind as one that the cluster must have.
    Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/

    Args:
        deployed: the environment's Applications.
    """
    brought = {
        f"{text(obj, 'spec', 'group')}/{text(obj, 'spec', 'names', 'kind')}"
        for one in deployed
        for obj in one.objects
        if is_a(obj, *_DEFINITION)
    }
    built_in = built_in_groups()
    return tuple(
        Finding(
            object=title(obj),
            field="kind",
            rule="custom-kind",
            message=f"nothing makes sure that the cluster knows {kind}",
            fix=f"add {kind} to the kinds that Application {one.application.name} requires, or"
            " bring its CustomResourceDefinition",
        )
        for one in deployed
        for obj in one.objects
        if group(obj) not in built_in
        and (kind := f"{group(obj)}/{obj['kind']}") not in {*brought, *one.application.requires}
    )
