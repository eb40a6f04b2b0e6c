"""What plain Helm is told beyond what Argo CD reads."""

from helm import CHART, Helm

from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.checks.schema import check_schema

ARGO = "argocd.argoproj.io/"


def test_the_migration_runs_after_what_it_needs_is_there_and_is_made_anew(helm4: Helm) -> None:
    hooks = {
        obj["metadata"]["name"]: obj["metadata"]["annotations"]
        for obj in helm4.template(CHART)
        if "helm.sh/hook" in (obj["metadata"].get("annotations") or {})
    }

    assert hooks["workspace-kernel-migrate"] == {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        "argocd.argoproj.io/sync-wave": "5",
        "helm.sh/hook": "post-install,post-upgrade",
        "helm.sh/hook-delete-policy": "before-hook-creation",
        "helm.sh/hook-weight": "5",
    }
    others = {name for name in hooks if name != "workspace-kernel-migrate"}
    assert {hooks[name]["helm.sh/hook"] for name in others} == {"test"}


def test_a_backup_is_made_before_the_migration(helm4: Helm) -> None:
    weights = {
        obj["metadata"]["name"]: int(obj["metadata"]["annotations"]["helm.sh/hook-weight"])
        for obj in helm4.template(CHART, "--values", CHART / "values-staging.yaml")
        if obj["kind"] == "Job" and "post-install" in obj["metadata"]["annotations"]["helm.sh/hook"]
    }
    assert sorted(weights, key=lambda name: weights[name]) == [
        "backup-before-migration",
        "workspace-kernel-migrate",
    ]
    assert len(set(weights.values())) == len(weights)


def test_tests_ask_each_service_and_the_database_as_restricted_pods(helm4: Helm) -> None:
    tests = [
        obj
        for obj in helm4.template(CHART)
        if (obj["metadata"].get("annotations") or {}).get("helm.sh/hook") == "test"
    ]

    jobs = {obj["metadata"]["name"]: obj for obj in tests if obj["kind"] == "Job"}
    (health,) = jobs["test-health"]["spec"]["template"]["spec"]["containers"]
    (database,) = jobs["test-database"]["spec"]["template"]["spec"]["containers"]
    assert health["command"][3:] == [
        "http://graphstudio-frontend:80/health",
        "http://workspace-kernel:3000/health",
        "http://nexus-os:4000/health",
    ]
    assert database["command"][-1] == "SELECT 1"
    assert not [key for obj in tests for key in obj["metadata"]["annotations"] if ARGO in key]
    assert check_schema(tests, ("1.27", "1.37"), ()) == ()
    assert check_pod_security(tests) == ()


def test_each_flow_of_a_test_is_allowed_at_both_ends(helm4: Helm) -> None:
    objects = helm4.template(CHART)
    policies = [obj for obj in objects if obj["kind"] == "NetworkPolicy"]
    names = {obj["metadata"]["name"] for obj in policies}

    for target in ("graphstudio-frontend", "workspace-kernel", "nexus-os"):
        assert {f"test-health-{target}-in", f"test-health-{target}-out"} <= names
    assert {"test-database-postgres-in", "test-database-postgres-out"} <= names
