"""Trees as lines of YAML with conditions of a template between them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text
from nexus_gitops.chart.pipelines import Pipelines, Scope, bare, literal
from nexus_gitops.chart.texts import lines_of
from nexus_gitops.chart.trees import Document, Each, Entry, Leaf, Map, Node, Seq, Spread, When
from nexus_gitops.manifests.writer import to_yaml

_METADATA_FIRST: Final = ("name", "namespace")


@dataclass(frozen=True)
class Lines:
    """Writes trees.

    Args:
        pipelines: writes the expressions in them.
    """

    pipelines: Pipelines

    def of(self, node: Node, indent: int, scope: Scope, first: Sequence[str] = ()) -> list[str]:
        """A map or a list, or a choice of them, in lines of their own."""
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self.choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self.of(one, indent, scope, first),
                )
            case Map(entries, spreads):
                head = [key for key in first if any(key == name for name, _ in entries)]
                order = {key: n for n, key in enumerate(head)}
                lines = []
                for key, item in sorted(
                    entries, key=lambda entry: (order.get(entry[0], len(order)), entry[0])
                ):
                    lines += self._entry(key, item, indent, scope, spreads)
                for spread in spreads:
                    lines += self._spread(spread, indent, scope)
                return lines
            case Seq(items):
                return [line for item in items for line in self.item(item, indent, scope)]
            case Leaf(expr):
                return [f"{space}{self.scalar(expr, scope)}"]
        raise TypeError(node)

    def item(self, node: Node, indent: int, scope: Scope) -> list[str]:
        """An item of a list, or as many as there are in a list of the user's."""
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self.choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self.item(one, indent, scope),
                )
            case Each(ref, inner):
                within = Scope("$", Ref((*ref.path, "#0")))
                return [
                    f"{space}{{{{- range $item := {bare(self.pipelines.of(ref, scope))} }}}}",
                    *self.item(inner, indent, within),
                    f"{space}{{{{- end }}}}",
                ]
            case Leaf(expr):
                if _is_constant(expr) and "{{" not in str(expr):
                    return [f"{space}{line}" for line in _item_lines(expr)]
                return [f"{space}- {self.scalar(expr, scope)}"]
        lines = self.of(node, indent + 2, scope)
        if lines[0].lstrip().startswith("{{-"):
            return [f"{space}-", *lines]
        return [f"{space}- {lines[0].lstrip()}", *lines[1:]]

    def choice(
        self,
        question: Expr,
        yes: Node | None,
        no: Node | None,
        indent: int,
        scope: Scope,
        written: Callable[[Node], list[str]],
    ) -> list[str]:
        """What is written of one of two nodes, under the condition of each."""
        space = " " * indent
        end = f"{space}{{{{- end }}}}"
        if yes is None and no is not None:
            condition = self.pipelines.condition(question, False, scope)  # noqa: FBT003 -- an answer
            return [f"{space}{{{{- if {bare(condition)} }}}}", *written(no), end]
        condition = self.pipelines.condition(question, True, scope)  # noqa: FBT003 -- an answer
        lines = [f"{space}{{{{- if {bare(condition)} }}}}"]
        lines += written(yes) if yes is not None else []
        if no is not None:
            lines += [f"{space}{{{{- else }}}}", *written(no)]
        return [*lines, end]

    def scalar(self, expr: Expr, scope: Scope) -> str:
        """What gives a scalar, as YAML reads it."""
        if self.pipelines.is_number(expr) or isinstance(expr, bool) or expr is None:
            return f"{{{{ {bare(self.pipelines.of(expr, scope))} }}}}"
        return f"{{{{ {bare(self.pipelines.of(expr, scope))} | toJson }}}}"

    def pipeline(self, expr: Expr) -> str:
        """What gives an expression as it is, in a text."""
        return bare(self.pipelines.of(expr, Scope()))

    def _entry(
        self, key: str, node: Node, indent: int, scope: Scope, spreads: Sequence[Node]
    ) -> list[str]:
        space = " " * indent
        if spreads:
            taken = [one for spread in spreads for one in self._taking(spread, key, scope)]
            condition = taken[0] if len(taken) == 1 else f"(or {' '.join(taken)})"
            return [
                f"{space}{{{{- if not {condition} }}}}",
                *self._entry(key, node, indent, scope, ()),
                f"{space}{{{{- end }}}}",
            ]
        first = _METADATA_FIRST if key == "metadata" else ()
        return self._under(_key(key), node, indent, scope, first)

    def _under(
        self, key: str, node: Node, indent: int, scope: Scope, first: Sequence[str] = ()
    ) -> list[str]:
        """An entry under a key as it stands in a template."""
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self.choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._under(key, one, indent, scope, first),
                )
            case Leaf(expr) if _is_constant(expr) and "{{" not in str(expr):
                head, *rest = to_yaml({"_": expr}).splitlines()
                return [f"{space}{line}" for line in (f"{key}{head[1:]}", *rest)]
            case Leaf(expr):
                return [f"{space}{key}: {self.scalar(expr, scope)}"]
            case Document():
                return [f"{space}{key}: {{{{ {self.pipelines.of_lines(node, scope)} | toJson }}}}"]
            case Map((), ()):
                return [f"{space}{key}: {{}}"]
            case Seq(()):
                return [f"{space}{key}: []"]
            case Seq():
                return [f"{space}{key}:", *self.of(node, indent, scope)]
        return [f"{space}{key}:", *self.of(node, indent + 2, scope, first)]

    def document(self, node: Node) -> list[str]:
        """A text of many lines, as a named template gives it; the template's own ends of lines
        are taken away."""
        match node:
            case Document(blocks):
                return [line for block in blocks for line in self.document(block)]
            case When(question, yes, no):
                return self.choice(question, yes, no, 0, Scope(), self.document)
            case Leaf(expr):
                return [f"{{{{- {self.pipeline(line)} }}}}" for line in lines_of(expr)]
        raise TypeError(node)

    def _taking(self, spread: Node, key: str, scope: Scope) -> Iterator[str]:
        """Conditions under which a key is taken by the user."""
        for one in _spread_in(spread):
            if isinstance(one, Entry):
                yield f"(eq {self.pipelines.of(one.key, scope)} {literal(key)})"
            else:
                yield f"(hasKey {self.pipelines.of(one.ref, scope)} {literal(key)})"

    def _spread(self, node: Node, indent: int, scope: Scope) -> list[str]:
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self.choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._spread(one, indent, scope),
                )
            case Entry(key, inner):
                return self._under(self.scalar(key, scope), inner, indent, scope)
            case Spread(ref):
                return [
                    f"{space}{{{{- range $key, $value := {bare(self.pipelines.of(ref, scope))} }}}}",
                    f"{space}{{{{ $key | toJson }}}}: {{{{ $value | toJson }}}}",
                    f"{space}{{{{- end }}}}",
                ]
        raise TypeError(node)


def _spread_in(node: Node) -> Iterator[Spread | Entry]:
    match node:
        case When(_, yes, no):
            for one in (yes, no):
                if one is not None:
                    yield from _spread_in(one)
        case Spread() | Entry():
            yield node


def _is_constant(expr: Expr) -> bool:
    return not isinstance(expr, Ref | Text | Call)


def _key(key: str) -> str:
    return to_yaml({key: 0}).rpartition(":")[0]


def _item_lines(value: Expr) -> list[str]:
    return to_yaml({"": [value]}).splitlines()[1:]
