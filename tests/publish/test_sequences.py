"""Any sequence of releases leaves the last one of each environment, and all files of others."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nexus_gitops.argocd.layout import CORE, application_path, record_path
from nexus_gitops.publish import Permission
from nexus_gitops.publish.record import record_of
from nexus_gitops.publish.release import Release
from tests.publish.conftest import Remote, git, put

FOREIGN = {"README.md": "hi", "apps/a/b": "1", "environments/dev/mesh/m.yaml": "2"}
ENVIRONMENTS = ("dev", "prod")
NAMES = st.sampled_from(["a.yaml", "b.yaml", "sub/c.yaml", "a", "ž ö.yaml"])
TEXTS = st.text(max_size=5)


ROOT = "argocd/root.yaml"


def _release(environment: str, shared: Mapping[str, str] = MappingProxyType({})) -> Release:
    return Release(environment, {f"{application_path(environment, CORE)}/a.yaml": "", **shared})


@st.composite
def releases(draw: st.DrawFn) -> Release:
    environment = draw(st.sampled_from(ENVIRONMENTS))
    names = draw(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4))
    files = {f"{application_path(environment, CORE)}/{name}": text for name, text in names.items()}
    if draw(st.booleans()):
        files[f"argocd/{environment}.yaml"] = draw(TEXTS)
    if draw(st.booleans()):
        files[ROOT] = draw(TEXTS)
    return Release(environment, files)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    [_release("dev", {ROOT: "0"}), _release("prod", {ROOT: ""}), _release("prod"), _release("dev")]
)
@given(st.lists(releases(), min_size=1, max_size=5))
def test_the_last_release_of_each_environment_is_there(
    tmp_path: Path, sequence: list[Release]
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", ".")
    remote = Remote(folder)
    remote.write(FOREIGN)
    expected = dict(FOREIGN)
    last: dict[str, Release] = {}
    for release in sequence:
        before = len(remote.commits())
        published = put(remote, release, Permission.DESTRUCTIVE)
        assert len(remote.commits()) == before + (not published.unchanged)
        last[release.environment] = release

    for release in last.values():
        expected |= release.files
    shared = [release for release in sequence if ROOT in release.files]
    if any(ROOT in release.files for release in last.values()):
        expected[ROOT] = shared[-1].files[ROOT]
    found = remote.files()
    records = {record_path(name): found.pop(record_path(name)) for name in last}
    assert found == expected
    assert {
        path: record_of(last[name]).to_json() for name in last for path in [record_path(name)]
    } == records
    assert remote.is_sound()
