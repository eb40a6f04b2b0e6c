"""Reading gives an object that is one, or an error that names the file; a field has a line."""

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.reader import from_yaml, line_of
from nexus_gitops.manifests.writer import to_yaml


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


def test_a_part_that_is_there_twice_is_refused_before_it_unfolds() -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\na0: &a0 [x, x]\n"
    bomb = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    for text in (head + bomb, head + "loop: &loop [*loop]\n"):
        with pytest.raises(LocalError, match=r"demo\.yaml refers to one part from several places"):
            from_yaml(text, "demo.yaml")
    assert from_yaml(head + "glob: '*.svc'\n", "demo.yaml")["glob"] == "*.svc"


DEEP = ["[" * 3000 + "]" * 3000, "{a: " * 3000, "\n" + "- " * 3000, "\n ? " + "? " * 3000,
        "\n" + "\n".join(" " * depth + "a:" for depth in range(1, 3000))]  # fmt: skip


@pytest.mark.parametrize("value", DEEP, ids=["lists", "maps", "sequence", "keys", "indents"])
def test_what_is_nested_beyond_reason_is_refused(value: str) -> None:
    with pytest.raises(LocalError, match="nested deeper"):
        from_yaml(f"apiVersion: v1\nkind: A\nmetadata:\n  name: a\nspec: {value}", "deep.yaml")


def test_brackets_in_a_text_are_no_nesting() -> None:
    text = f"apiVersion: v1\nkind: A\nmetadata:\n  name: a\nspec: '{'[{' * 3000}'\n"
    assert from_yaml(text, "a.yaml")["spec"] == "[{" * 3000
