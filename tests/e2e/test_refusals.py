"""What a real API server refuses, the checks tell; what it takes, they do not call refused.

Objects of every kind that a platform uses are changed at random, one field at a time, and
sent as a server-side dry run. `NEXUS_E2E_MUTATIONS` says how many of each object, and
`NEXUS_E2E_SEED` which.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
import yaml
from lightkube import ApiError
from mutations import Mutation, Mutations

from nexus_gitops.checks.findings import Finding, errors
from nexus_gitops.checks.schema import bundled_versions
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.environment import Environment, KubernetesVersions
from nexus_gitops.platform.project import platform
from tests.e2e.clusters import Cluster
from tests.e2e.controlplane import binaries
from tests.e2e.controlplane.plane import another_api
from tests.e2e.kube import Kube

ENVIRONMENT = "staging"
PLACE = "refusals"
COUNT = int(os.environ.get("NEXUS_E2E_MUTATIONS", "20"))
SEED = int(os.environ.get("NEXUS_E2E_SEED", "1"))
TOLD_AT_LEAST = 0.95
"""Share of the refusals that must be told, of those that nobody explains below."""

OF_THE_CLUSTER = (
    "not configured on this cluster",
    "is not configured for dual-stack services",
    "is not in the valid range",
)
"""Refusals that say something of this one cluster, which nobody can know before."""
OF_NEW_FEATURES = ("fileKeyRef", "restartPolicyRules", "resources.claims")
"""Fields that no cluster has by default yet."""
TAKEN_ALL_THE_SAME = {
    "nodePort": "a dry run hands out no port, so none is out of range",
    "spec.limits": "a list that is required and not there is taken for an empty one",
    "volumeClaimTemplates[0].kind": "the kind of a template is not read",
    "volumeClaimTemplates[0].apiVersion": "the version of a template is not read",
}
"""Fields that we call refused and the API server does not, and why."""
JUDGED_LATER = {
    "1.27": (
        ("StatefulSet/", "spec.template.spec."),
        ("DaemonSet/", ".nodeAffinity."),
        ("", ".resizePolicy"),
        ("", ".procMount"),
    ),
}
"""Object and part of a field that a version takes: pods of a StatefulSet or a DaemonSet are refused
as they are made, and what no feature reads yet is dropped."""


@pytest.fixture(scope="module", params=["running", binaries.OLDEST.name, binaries.NEWEST.name])
def api(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[tuple[Kube, str]]:
    """An API server with an empty namespace, and its Kubernetes minor version."""
    with ExitStack() as stack:
        kube, version = cluster.kube, _version(cluster)
        if request.param != "running":
            if cluster.plane is None:
                pytest.skip("an API server of another version needs a control plane of our own")
            source = binaries.HERE / request.param
            version = binaries.version(binaries.KUBERNETES, source)
            kube = stack.enter_context(another_api(cluster.plane, source))
        minor = ".".join(version.removeprefix("v").split(".")[:2])
        if minor not in bundled_versions():
            pytest.skip(f"there are no schemas for Kubernetes {minor}")
        kube.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": PLACE}})
        stack.callback(kube.delete, "v1 Namespace", PLACE)
        yield kube, minor


def test_refusals_are_told_and_nothing_else_is_called_one(
    api: tuple[Kube, str], core: Callable[[str], list[KubeObject]]
) -> None:
    kube, minor = api
    # As if the environment were for the version of this API server alone.
    env = msgspec.structs.replace(
        loading.load(ENVIRONMENT), kubernetes=KubernetesVersions(oldest=minor, newest=minor)
    )
    objects = [
        *(obj for obj in core(ENVIRONMENT) if obj["kind"] != "Namespace"),
        *yaml.safe_load_all(Path(__file__).with_name("siblings.yaml").read_text()),
    ]
    objects = [json.loads(json.dumps(obj)) for obj in objects if obj]
    mutations = Mutations(minor, SEED)
    refused, missed, wrong = 0, [], []
    for position, obj in enumerate(objects):
        before = _told(env, objects, position, obj)
        for mutation in mutations.of(obj, COUNT):
            reason = _refusal(kube, mutation.obj)
            found = _told(env, objects, position, mutation.obj) - before
            if reason is None:
                wrong += [
                    f"{mutation}: {finding}" for finding in found if _says_refused(finding, minor)
                ]
            elif not _is_explained(mutation, reason):
                refused += 1
                if not found:
                    missed.append(f"{mutation}: {reason}")
    assert wrong == []
    assert refused, "no mutation was refused, so nothing was shown"
    told = 1 - len(missed) / refused
    assert told >= TOLD_AT_LEAST, f"{told:.1%} of {refused} refusals are told, and not:\n" + (
        "\n".join(missed)
    )


def _version(cluster: Cluster) -> str:
    """The Kubernetes version of a cluster, as `v1.36.1`."""
    if cluster.plane:
        return binaries.version(binaries.KUBERNETES)
    return str(cluster.kube.list("v1 Node")[0]["status"]["nodeInfo"]["kubeletVersion"])


def _refusal(kube: Kube, obj: KubeObject) -> str | None:
    metadata = obj["metadata"]
    if "namespace" in metadata:  # one where nothing is, so that all is new
        obj = {**obj, "metadata": {**metadata, "namespace": PLACE}}
    try:
        kube.apply(obj, dry_run=True)
    except ApiError as error:
        return str(error.status.message)
    return None


def _told(
    env: Environment, objects: list[KubeObject], position: int, obj: KubeObject
) -> frozenset[Finding]:
    """The errors that are found with `obj` in the place of another one."""
    changed = [*objects[:position], obj, *objects[position + 1 :]]
    (application, *_) = platform().applications(env)
    return frozenset(errors(check(Subject(env, [Deployed(application, changed)]))))


def _says_refused(finding: Finding, minor: str) -> bool:
    called = finding.rule.startswith(("refused-", "syntax-")) or finding.rule == "schema"
    is_judged_later = any(
        finding.object.startswith(owner) and part in finding.field
        for owner, part in JUDGED_LATER.get(minor, ())
    )
    is_taken = any(finding.field.endswith(field) for field in TAKEN_ALL_THE_SAME)
    return called and not is_judged_later and not is_taken


def _is_explained(mutation: Mutation, reason: str) -> bool:
    return any(part in reason for part in OF_THE_CLUSTER) or any(
        field in mutation.field or field in mutation.change for field in OF_NEW_FEATURES
    )
