import pytest

from nexus_gitops.errors import RefusedError
from nexus_gitops.publish.claims import check_claims
from nexus_gitops.publish.release import Release
from tests.publish.conftest import Remote, put

HERE = {"server": "https://kubernetes.default.svc"}


def application(environment: str, namespace: str, **destination: str) -> str:
    places = "".join(f"    {key}: {value}\n" for key, value in (destination or HERE).items())
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
        f"metadata:\n  name: {environment}\n  namespace: argocd\n"
        f"spec:\n  destination:\n    namespace: {namespace}\n{places}"
        f"  source:\n    path: environments/{environment}/core\n"
    )


def files(environment: str, namespace: str, **destination: str) -> dict[str, str]:
    path = f"argocd/argoproj.io_application_nexus-{environment}-core.yaml"
    return {path: application(environment, namespace, **destination)}


def check(release: dict[str, str], published: dict[str, str]) -> None:
    check_claims(Release("stage", release), published)


@pytest.mark.parametrize(
    "destination",
    [HERE, {"server": "https://kubernetes.default.svc/"}, {"name": "in-cluster"}],
)
def test_two_environments_cannot_have_one_namespace(destination: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="nexus-staging") as caught:
        check(files("stage", "nexus-staging"), files("staging", "nexus-staging", **destination))
    assert "env remove staging" in caught.value.hint


@pytest.mark.parametrize(
    "published",
    [
        files("staging", "nexus-staging-2"),
        files("staging", "nexus-staging", server="https://elsewhere:6443"),
        files("stage", "nexus-staging"),
        {"argocd/argoproj.io_application_x.yaml": "namespace: ["},
        {"argocd/argoproj.io_application_x.yaml": "spec:\n    namespace: nexus-staging\n"},
        {
            "argocd/argoproj.io_application_theirs.yaml": application("x", "nexus-staging").replace(
                "environments/x/core", "charts/x"
            )
        },
        {"README": "    namespace: nexus-staging"},
    ],
)
def test_anything_else_is_no_claim_of_another_environment(published: dict[str, str]) -> None:
    check(files("stage", "nexus-staging"), published)


def test_it_is_refused_whichever_is_published(remote: Remote) -> None:
    def release(environment: str, value: int) -> Release:
        core = f"environments/{environment}/core"
        manifest = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: v{value}\n"
        return Release(environment, {f"{core}/a.yaml": manifest, **files(environment, "nexus")})

    put(remote, release("old", 1))
    with pytest.raises(RefusedError, match="both claim"):
        put(remote, release("new", 1))
    hidden = files("new", "nexus")
    remote.write(hidden)
    for value in (1, 2):
        with pytest.raises(RefusedError, match="published environment new"):
            put(remote, release("old", value))
