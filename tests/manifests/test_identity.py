"""What makes an object the same object, and the path of its file."""

import pytest

from nexus_gitops.manifests.identity import Identity, identity, walk


@pytest.mark.parametrize(
    ("api_version", "expected", "file_name"),
    [
        ("v1", Identity("", "Service", "n", "Web"), "core_service_web.yaml"),
        ("apps/v1", Identity("apps", "Service", "n", "Web"), "apps_service_web.yaml"),
        ("a.io/v1beta1", Identity("a.io", "Service", "n", "Web"), "a.io_service_web.yaml"),
    ],
)
def test_an_identity_is_group_kind_namespace_and_name(
    api_version: str, expected: Identity, file_name: str
) -> None:
    metadata = {"name": "Web", "namespace": "n", "labels": {"x": "y"}}

    found = identity({"apiVersion": api_version, "kind": "Service", "metadata": metadata})

    assert found == expected
    assert found.file_name == file_name
    assert str(found) == "Service/Web"


def test_walking_names_every_scalar_by_its_path() -> None:
    obj = {"spec": {"containers": [{"image": "x"}, {"ports": [1, None]}]}, "empty": {}}

    assert dict(walk(obj)) == {
        "spec.containers[0].image": "x",
        "spec.containers[1].ports[0]": 1,
        "spec.containers[1].ports[1]": None,
    }
