"""Trees as YAML that people read, with conditions where trees have them."""

from dataclasses import dataclass

import pytest

from nexus_gitops.chart.expressions import Call, Ref
from nexus_gitops.chart.lines import Lines
from nexus_gitops.chart.pipelines import Pipelines, Scope
from nexus_gitops.chart.shapes import shape_of
from nexus_gitops.chart.trees import Each, Leaf, Map, Node, Seq, Spread, When


@dataclass(frozen=True)
class Values:
    level: str
    is_public: bool
    hosts: tuple[str, ...]


LEVEL, HOSTS, LABELS = Ref(("level",)), Ref(("hosts",)), Ref(("labels",))
PUBLIC = Call("truthy", (Ref(("is_public",)),))


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (
            Map((("b", Leaf("yes")), ("a", Leaf(LEVEL)))),
            "a: {{ .Values.level | toJson }}\nb: 'yes'",
        ),
        (
            Map((("a", When(PUBLIC, Leaf(1), Leaf(2))),)),
            "{{- if .Values.isPublic }}\na: 1\n{{- else }}\na: 2\n{{- end }}",
        ),
        (
            Map((("a", Seq((Each(HOSTS, Leaf(Ref(("hosts", "#0")))),))),)),
            "a:\n{{- range $item := .Values.hosts }}\n- {{ $item | toJson }}\n{{- end }}",
        ),
        (
            Map((("a", Leaf(1)),), (Spread(LABELS),)),
            (
                '{{- if not (hasKey .Values.labels "a") }}\na: 1\n{{- end }}\n'
                "{{- range $key, $value := .Values.labels }}\n"
                "{{ $key | toJson }}: {{ $value | toJson }}\n{{- end }}"
            ),
        ),
        (Map((("a", Leaf("{{ x }}")),)), 'a: {{ "{{ x }}" | toJson }}'),
        (Map((("a", Map(())), ("b", Seq(())))), "a: {}\nb: []"),
    ],
    ids=["leaves", "choice", "list of the user's", "mapping of the user's", "braces", "empty"],
)
def test_a_tree_is_lines(node: Node, text: str) -> None:
    lines = Lines(Pipelines(shape_of(Values), lambda _: "", lambda _: ""))

    assert "\n".join(lines.of(node, 0, Scope())) == text
