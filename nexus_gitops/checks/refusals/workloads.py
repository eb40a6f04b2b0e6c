"""Deployments, StatefulSets, DaemonSets and ReplicaSets.

Source: pkg/apis/apps/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_LABEL
from nexus_gitops.checks.objects.place import (
    Place,
    negative,
    none_of,
    share_out_of_range,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.claims import check_claim_spec
from nexus_gitops.checks.refusals.metadata import check_metadata_fields
from nexus_gitops.checks.refusals.pods import check_pod_spec
from nexus_gitops.checks.refusals.selectors import check_selector

_RULE: Final = "refused-workload"
_DEFAULT_DEADLINE_SECONDS: Final = 600


def check_deployment(obj: Place) -> Iterator[Finding]:
    """Rule `refused-workload` and those of pods."""
    spec = obj.at("spec")
    yield from _common(spec)
    yield from negative(spec, "progressDeadlineSeconds", rule=_RULE)
    deadline = spec.number("progressDeadlineSeconds")
    deadline = _DEFAULT_DEADLINE_SECONDS if deadline is None else deadline
    ready = spec.number("minReadySeconds") or 0
    if deadline <= ready:
        yield spec.at("minReadySeconds").refused(
            _RULE,
            f"is not below the {deadline} s of progressDeadlineSeconds",
            "raise progressDeadlineSeconds above it",
        )
    strategy = spec.at("strategy")
    if strategy.text("type") == "Recreate" and strategy.has("rollingUpdate"):
        yield _bare(strategy.at("rollingUpdate")).refused(
            _RULE, "is not for the type Recreate", "remove it"
        )
    yield from share_out_of_range(strategy.at("rollingUpdate", "maxSurge"), _RULE, None)
    yield from share_out_of_range(strategy.at("rollingUpdate", "maxUnavailable"), _RULE)


def check_replica_set(obj: Place) -> Iterator[Finding]:
    """Rule `refused-workload` and those of pods."""
    yield from _common(obj.at("spec"))


def check_stateful_set(obj: Place) -> Iterator[Finding]:
    """Rule `refused-workload` and those of pods and claims."""
    spec = obj.at("spec")
    yield from _common(spec)
    yield from unlike_if_set(spec.at("serviceName"), DNS_LABEL, _RULE)
    yield from negative(spec.at("ordinals"), "start", rule=_RULE)
    strategy = spec.at("updateStrategy")
    if strategy.text("type") == "OnDelete" and strategy.has("rollingUpdate"):
        yield _bare(strategy.at("rollingUpdate")).refused(
            _RULE, "is not for the type OnDelete", "remove it"
        )
    yield from negative(strategy.at("rollingUpdate"), "partition", rule=_RULE)
    for field in ("whenDeleted", "whenScaled"):
        kept = spec.at("persistentVolumeClaimRetentionPolicy", field)
        yield from none_of(kept, ("Delete", "Retain"), _RULE)
    for claim in spec.items("volumeClaimTemplates"):
        yield from unlike(claim.at("metadata", "name"), DNS_LABEL, "refused-claim")
        yield from check_claim_spec(claim.at("spec"))


def check_daemon_set(obj: Place) -> Iterator[Finding]:
    """Rule `refused-workload` and those of pods."""
    spec = obj.at("spec")
    yield from _common(spec)
    if spec.text("updateStrategy", "type") == "OnDelete":
        return  # what else is said of the strategy is not read
    rollout = spec.at("updateStrategy", "rollingUpdate")
    surge, unavailable = rollout.at("maxSurge"), rollout.at("maxUnavailable")
    yield from share_out_of_range(surge, _RULE)
    yield from share_out_of_range(unavailable, _RULE)
    adds = surge.value not in (None, 0, "0%")
    # One may be away unless it is said otherwise.
    takes = unavailable.value not in (0, "0%") and (unavailable.value is not None or not adds)
    if rollout.value is None:
        return
    if adds and takes:
        yield surge.refused(_RULE, "is set beside maxUnavailable", "set one of the two to 0")
    if not adds and not takes:
        yield unavailable.refused(_RULE, "is 0 as maxSurge is", "set one of the two to 1")


def check_template(template: Place) -> Iterator[Finding]:
    """What is wrong with a pod template."""
    yield from check_metadata_fields(template.at("metadata"))
    yield from check_pod_spec(template.at("spec"))
    if template.at("spec", "ephemeralContainers").value:
        yield _bare(template.at("spec", "ephemeralContainers")).refused(
            "refused-container", "are not for a template", "remove them"
        )


def _common(spec: Place) -> Iterator[Finding]:
    yield from negative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit", rule=_RULE)
    yield from check_selector(spec.at("selector"))
    yield from check_template(spec.at("template"))
    deadline = spec.at("template", "spec", "activeDeadlineSeconds")
    if deadline.value is not None:
        yield deadline.refused(_RULE, "is not for pods that run for ever", "remove it")


def _bare(place: Place) -> Place:
    return Place(place.owner, place.path, None)
