"""Reading gives an object that is one, or an error that names the file; a field has a line."""

import pytest

from nexus_gitops.emitter import to_yaml
from nexus_gitops.errors import LocalError
from nexus_gitops.reader import from_yaml, line_of


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: b: c", "demo.yaml is not one YAML document"),
        ("a: 1\n---\nb: 2\n", "demo.yaml is not one YAML document"),
        ("", "demo.yaml holds no Kubernetes object"),
        ("just text", "demo.yaml holds no Kubernetes object"),
        ("apiVersion: v1\nkind: Pod\n", "demo.yaml holds no Kubernetes object"),
        ("!!python/object/apply:os.getcwd []", "demo.yaml is not one YAML document"),
    ],
)
def test_what_is_no_manifest_is_refused_by_the_name_of_its_file(text: str, says: str) -> None:
    with pytest.raises(LocalError, match=says):
        from_yaml(text, "demo.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nmetadata: x\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {}\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [x]\n",
        "apiVersion: 1\nkind: Pod\nmetadata:\n  name: x\n",
        "apiVersion: v1\nkind:\nmetadata:\n  name: x\n",
        "[" * 5000,
    ],
)
def test_every_object_that_is_read_has_an_identity(text: str) -> None:
    with pytest.raises(LocalError, match=r"demo\.yaml") as caught:
        from_yaml(text, "demo.yaml")

    assert len(str(caught.value).splitlines()) == 1


def test_a_field_is_found_on_its_line_and_a_missing_one_on_the_line_of_what_is_there() -> None:
    text = to_yaml(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "p"},
            "spec": {"containers": [{"image": "a", "name": "a"}, {"image": "b", "name": "b"}]},
        }
    )
    lines = ["", *text.splitlines()]

    assert lines[line_of(text, "spec.containers[1].image")] == "  - image: b"
    assert lines[line_of(text, "spec.containers[1].resources.limits")] == "  - image: b"
    assert lines[line_of(text, "spec.containers[7]")] == "  containers:"
    assert line_of(text, "") == 1
    assert line_of(text, "nothing.at.all") == 1
