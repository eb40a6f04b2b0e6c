"""Which objects belong together, and what is said of each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.diff import (
    ABSENT,
    Action,
    Risk,
    diff,
    diff_environments,
    to_json,
    to_markdown,
    to_text,
)
from nexus_gitops.diff.fields import same
from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml

OLD_HASH, NEW_HASH = "0123456789", "abcdef0123"

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab: \n", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["template", "spec", "containers", "selector", "egress", "from", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
kinds = st.sampled_from(
    [
        ("apps/v1", "Deployment"),
        ("apps/v1", "StatefulSet"),
        ("batch/v1", "Job"),
        ("v1", "ConfigMap"),
        ("v1", "Secret"),
        ("v1", "PersistentVolumeClaim"),
        ("networking.k8s.io/v1", "NetworkPolicy"),
    ]
)
names = st.sampled_from(["a", "b", f"a-{OLD_HASH}", f"a-{NEW_HASH}"])


@st.composite
def file_sets(draw: st.DrawFn) -> dict[str, str]:
    identities = draw(st.sets(st.tuples(kinds, names, st.sampled_from(["n", "m"])), max_size=6))
    return {
        f"{kind[1]}_{name}_{namespace}.yaml": to_yaml(
            {
                "apiVersion": kind[0],
                "kind": kind[1],
                "metadata": {"name": name, "namespace": namespace},
                "spec": draw(values),
                "data": draw(values),
            }
        )
        for kind, name, namespace in sorted(identities)
    }


@given(file_sets())
def test_nothing_differs_from_itself(files: dict[str, str]) -> None:
    moved = {f"elsewhere/{path}": text for path, text in files.items()}
    assert not diff(files, files)
    assert diff(files, moved).changes == ()
    assert not diff_environments(files, moved)


@given(file_sets(), file_sets())
def test_there_is_a_diff_exactly_when_the_objects_differ(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = ({p: from_yaml(text, p) for p, text in side.items()} for side in (before, after))
    assert bool(diff(before, after)) == (not same(old, new))


@given(file_sets(), file_sets())
def test_the_way_back_removes_what_the_way_there_added(
    before: dict[str, str], after: dict[str, str]
) -> None:
    for compare in (diff, diff_environments):
        there, back = compare(before, after), compare(after, before)
        assert there.count(Action.ADDED) == back.count(Action.REMOVED)
        assert there.count(Action.REMOVED) == back.count(Action.ADDED)
        assert there.count(Action.CHANGED) == back.count(Action.CHANGED)


@given(file_sets(), file_sets())
def test_every_object_is_counted_once(before: dict[str, str], after: dict[str, str]) -> None:
    found = diff({**before, **after}, after)
    assert found.count(Action.ADDED) == found.count(Action.CHANGED) == 0
    assert found.count(Action.REMOVED) == len(before.keys() - after.keys())


@given(file_sets(), file_sets())
def test_every_output_is_the_same_twice(before: dict[str, str], after: dict[str, str]) -> None:
    first, second = diff(before, after), diff(dict(reversed(before.items())), after)
    assert first == second
    assert to_text(first) == to_text(second)
    assert to_markdown(first, "t") == to_markdown(second, "t")
    assert to_json(first) == to_json(second)


def test_equal_files_are_not_even_parsed() -> None:
    assert not diff({"a.yaml": "no: [yaml"}, {"a.yaml": "no: [yaml"})


@pytest.mark.parametrize(
    "text",
    [
        "no: [yaml",
        "just: a mapping",
        "{apiVersion: v1, kind: ConfigMap, metadata: {}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: null}",
        "{apiVersion: v1, kind: [ConfigMap], metadata: {name: a}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: 1}}",
    ],
)
def test_a_file_without_a_proper_object_is_named(text: str) -> None:
    with pytest.raises(LocalError, match=r"broken\.yaml"):
        diff({}, {"broken.yaml": text})


def test_the_path_is_that_of_the_newer_file(make: Any, files: Any) -> None:
    before, after = make("v1", "ConfigMap", "a", data={}), make("v1", "ConfigMap", "a")
    (changed,) = diff(files(before, folder="old"), files(after, folder="new")).changes
    assert changed.path == "new/core_configmap_a.yaml"
    (removed,) = diff(files(before, folder="old"), {}).changes
    assert removed.path == "old/core_configmap_a.yaml"


def settings(make: Any, digest: str, level: str) -> Any:
    return make("v1", "ConfigMap", f"nexus-config-{digest}", data={"LOG_LEVEL": level, "A": "1"})


def test_a_config_map_named_after_its_content_is_one_object(make: Any, change: Any) -> None:
    found = change(settings(make, OLD_HASH, "info"), settings(make, NEW_HASH, "debug"))
    assert (
        found.title == f"ConfigMap/nexus-config-{NEW_HASH} (renamed from nexus-config-{OLD_HASH})"
    )
    assert [(f.field, f.before, f.after) for f in found.fields] == [
        ("data.LOG_LEVEL", "info", "debug")
    ]
    assert found.risks == ()


def test_a_config_map_that_stays_is_not_paired_with_a_new_one(make: Any, files: Any) -> None:
    old, new = settings(make, OLD_HASH, "info"), settings(make, NEW_HASH, "debug")
    (found,) = diff(files(old), files(old, new)).changes
    assert (found.action, found.identity.name) == (Action.ADDED, f"nexus-config-{NEW_HASH}")


def variables(digest: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "valueFrom": {"configMapKeyRef": {"name": f"nexus-config-{digest}", "key": name}},
        }
        for name in ("LOG_LEVEL", "BODY_LIMIT", "CORS_ORIGINS")
    ]


def test_all_references_to_a_renamed_object_are_one_field(
    make: Any, files: Any, deployment: Any
) -> None:
    before = files(settings(make, OLD_HASH, "info"), deployment(env=variables(OLD_HASH)))
    after = files(settings(make, NEW_HASH, "debug"), deployment(env=variables(NEW_HASH)))
    _, workload = diff(before, after).changes
    (reference,) = workload.fields
    assert reference.field == "spec.template.spec.containers[web].env (3 references)"
    assert (reference.before, reference.after) == (
        f"nexus-config-{OLD_HASH}",
        f"nexus-config-{NEW_HASH}",
    )
    assert workload.risks == (Risk.RESTART,)


def test_an_object_in_another_namespace_has_moved(make: Any, change: Any) -> None:
    found = change(
        make("apps/v1", "StatefulSet", "postgres", "nexus"),
        make("apps/v1", "StatefulSet", "postgres", "nexus-staging"),
    )
    assert [(f.field, f.before, f.after) for f in found.fields] == [
        ("metadata.namespace", "nexus", "nexus-staging")
    ]
    assert found.risks == (Risk.DELETES_STATE, Risk.NAMESPACE)


def test_a_moved_object_is_new_and_so_may_differ_in_immutable_fields(
    make: Any, change: Any
) -> None:
    found = change(
        make("apps/v1", "Deployment", "web", "a", spec={"selector": {"x": "1"}, "template": 1}),
        make("apps/v1", "Deployment", "web", "b", spec={"selector": {"x": "2"}, "template": 2}),
    )
    assert found.risks == (Risk.NAMESPACE, Risk.DELETES)


def environment(make: Any, files: Any, name: str, namespace: str, **kernel: Any) -> dict[str, str]:
    objects = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        make("apps/v1", "Deployment", "workspace-kernel", namespace, **kernel),
    ]
    found: dict[str, str] = files(*objects, folder=f"environments/{name}/core")
    return found


def test_environments_that_differ_in_namespace_only_differ_in_its_name(
    make: Any, files: Any
) -> None:
    found = diff_environments(
        environment(make, files, "dev", "nexus"),
        environment(make, files, "staging", "nexus-staging"),
    )
    assert to_text(found) == (
        "0 added, 1 changed, 0 removed\n~ Namespace/nexus-staging (renamed from nexus)"
    )


def test_environments_are_compared_field_by_field(make: Any, files: Any) -> None:
    found = diff_environments(
        environment(make, files, "dev", "nexus", spec={"replicas": 1, "selector": {"a": "b"}}),
        environment(make, files, "prod", "nexus", spec={"replicas": 3}),
    )
    (kernel,) = found.changes
    assert [(f.field, f.before, f.after, f.risks) for f in kernel.fields] == [
        ("spec.replicas", 1, 3, (Risk.REPLICAS,)),
        ("spec.selector", {"a": "b"}, ABSENT, ()),  # nothing is applied, so nothing is rejected
    ]


def test_nothing_is_deleted_by_comparing_environments(make: Any, files: Any) -> None:
    only_in_prod = make("external-secrets.io/v1", "ExternalSecret", "nexus-secrets")
    assert diff(files(only_in_prod), {}).risks == (Risk.DELETES_STATE,)
    assert diff_environments(files(only_in_prod), {}).risks == ()


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: f"# by hand\n{text}",
    ],
    ids=["line ends", "byte order mark", "comment"],
)
def test_a_file_that_only_reads_otherwise_is_told(make: Any, files: Any, rewrite: Any) -> None:
    after = files(make("v1", "ConfigMap", "web"))
    before = {path: rewrite(text) for path, text in after.items()}
    found = diff(before, after)
    assert found.changes == ()
    assert found.rewritten == tuple(after)
    assert found
    assert "1 rewritten" in to_text(found)
    assert "the same object" in to_markdown(found, "title")


def test_a_file_that_moved_is_told() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
    assert diff({"a.yaml": text}, {"b.yaml": text}).rewritten == ("b.yaml",)
