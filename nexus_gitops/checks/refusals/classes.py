"""Classes of priority, storage and runtime.

Source: pkg/apis/scheduling/validation, pkg/apis/storage/validation, pkg/apis/node/validation
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_LABEL, QUALIFIED_NAME
from nexus_gitops.checks.objects.place import Place, missing, none_of, outside, unlike

_RULE: Final = "refused-class"
_SYSTEM: Final = "system-"
_HIGHEST_PRIORITY: Final = 1_000_000_000


def check_priority_class(obj: Place) -> Iterator[Finding]:
    """Rule `refused-class`."""
    name = obj.at("metadata", "name")
    if name.text().startswith(_SYSTEM):
        yield name.refused(_RULE, "is kept for the system", f"do not begin it with {_SYSTEM}")
    else:
        yield from outside(obj.at("value"), None, _HIGHEST_PRIORITY, _RULE)


def check_storage_class(obj: Place) -> Iterator[Finding]:
    """Rule `refused-class`."""
    provisioner = obj.at("provisioner")
    yield from missing(provisioner, _RULE)
    if provisioner.text() and not QUALIFIED_NAME.fits(provisioner.text().lower()):
        yield provisioner.refused(_RULE, "is no provisioner", QUALIFIED_NAME.says)
    yield from none_of(obj.at("reclaimPolicy"), ("", "Delete", "Retain"), _RULE)
    for topology in obj.items("allowedTopologies"):
        for expression in topology.items("matchLabelExpressions"):
            yield from unlike(expression.at("key"), QUALIFIED_NAME, _RULE)
            yield from missing(expression.at("values"), _RULE)
    for key, value in obj.entries("parameters"):
        if not key:
            yield value.refused(_RULE, "has no key", "name the parameter")


def check_runtime_class(obj: Place) -> Iterator[Finding]:
    """Rule `refused-class`."""
    yield from unlike(obj.at("handler"), DNS_LABEL, _RULE)
