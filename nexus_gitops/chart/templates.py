"""Trees as the templates of a chart."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.chart.definitions import Definitions
from nexus_gitops.chart.expressions import Call, Expr, Ref, Text, has_checksum, refs
from nexus_gitops.chart.immutable import Fixed
from nexus_gitops.chart.lines import Lines
from nexus_gitops.chart.metadata import name_of, namespace_of
from nexus_gitops.chart.names import in_values, value_path
from nexus_gitops.chart.pipelines import Pipelines, Scope, bare, literal
from nexus_gitops.chart.runs import Guard
from nexus_gitops.chart.shapes import Shape
from nexus_gitops.chart.texts import has_lines
from nexus_gitops.chart.trees import Entry, Leaf, Map, Node, Seq, When

_FIRST: Final = ("apiVersion", "kind", "metadata")
_REPEATED: Final = 3
"""How often an expression is written out before it gets a name."""


class Templates:
    """Writes templates.

    Args:
        chart: its name, which begins the names of its templates.
        shape: of the values.
    """

    def __init__(self, chart: str, shape: Shape) -> None:
        self._definitions = Definitions(chart)
        self._documents: dict[Node, str] = {}
        self._pipelines = Pipelines(shape, self._content, self._document)
        self.lines = Lines(self._pipelines)

    def name_repeated(self, nodes: Iterable[Node]) -> None:
        """Give a name to each expression that is needed often, or is long."""
        keys: dict[Expr, Counter[str]] = {}
        for node in nodes:
            for key, expr in _keyed(node):
                keys.setdefault(expr, Counter())[key] += 1
        # A file is in an object, and in what the checksum in its name is of.
        for expr, uses in sorted(keys.items(), key=lambda one: has_checksum(one[0])):
            is_long = has_checksum(expr) or has_lines(expr) or uses.total() >= _REPEATED
            if isinstance(expr, Text | Call) and is_long:
                self._define(expr, _called(expr, uses))

    def helpers(self) -> str:
        """The text of `_helpers.tpl`, once everything is written."""
        return self._definitions.text()

    def manifest(self, node: Node) -> str:
        """The text of the template of one object."""
        return "\n".join(self.lines.of(node, 0, Scope(), _FIRST)) + "\n"

    def guards(self, guards: Iterable[Guard]) -> str:
        """The template that renders nothing, and fails on what the typed code refuses."""
        lines = []
        for guard in guards:
            asked = [self._pipelines.condition(q, answer, Scope()) for q, answer in guard.questions]
            condition = asked[0] if len(asked) == 1 else f"and {' '.join(asked)}"
            place = _place([ref for q, _ in guard.questions for ref in refs(q)])
            message = guard.message
            parts = message.parts if isinstance(message, Text) else (message,)
            said = Text(
                (place, *(in_values(part) if isinstance(part, str) else part for part in parts))
            )
            lines += [
                f"{{{{- if {bare(condition)} }}}}",
                f"{{{{- fail {self._pipelines.of(said, Scope())} }}}}",
                "{{- end }}",
            ]
        return "\n".join(lines) + "\n" if lines else ""

    def kept(self, node: Node, fields: Sequence[Fixed]) -> str:
        """The template that fails where a release would change what may not change.

        `lookup` finds nothing where Helm only renders, and then neither does this.
        """
        match node:
            case When(question, yes, None) if yes is not None:
                return self._kept_where(question, True, yes, fields)  # noqa: FBT003 -- an answer
            case When(question, None, no) if no is not None:
                return self._kept_where(question, False, no, fields)  # noqa: FBT003 -- an answer
            case Map(entries) if fields:
                found = dict(entries)
                api_version, kind = (getattr(found[key], "expr", "") for key in _FIRST[:2])
            case _:
                return ""
        within = Scope("$")
        name = self._pipelines.of(name_of(node), within)
        namespace = self._pipelines.of(namespace_of(node), within)
        asked = f"lookup {literal(str(api_version))} {literal(str(kind))} {namespace} {name}"
        lines = [f"{{{{- with {asked} }}}}"]
        for field_ in fields:
            now = f"(index . {' '.join(map(_step, field_.path))})"
            wanted = self._pipelines.of(field_.expr, within)
            values = ", ".join(sorted(".".join(value_path(r.path)) for r in refs(field_.expr)))
            said = (
                f"{values}: {_shown(field_.path)} of {kind} %s is %v and cannot become %v; keep the"
                " value, or delete the object first, which leaves its claims"
            )
            lines += [
                f"{{{{- if ne (toString {now}) (toString {wanted}) }}}}",
                f"{{{{- fail (printf {literal(said)} {name} {now} {wanted}) }}}}",
                "{{- end }}",
            ]
        return "\n".join([*lines, "{{- end }}"]) + "\n"

    def _kept_where(
        self,
        question: Expr,
        answer: bool,  # noqa: FBT001 -- an answer
        node: Node,
        fields: Sequence[Fixed],
    ) -> str:
        kept = self.kept(node, fields)
        if not kept:
            return ""
        condition = bare(self._pipelines.condition(question, answer, Scope()))
        return f"{{{{- if {condition} }}}}\n{kept}{{{{- end }}}}\n"

    def text(self, expr: Expr) -> str:
        """The pipeline of an expression, as the root of a template has it."""
        return self._pipelines.of(expr, Scope())

    def _define(self, expr: Expr, called: str) -> None:
        text = self._pipelines.of(expr, Scope())
        name = self._definitions.add(called, [f"{{{{- {bare(text)} -}}}}"])
        self._pipelines.names[expr] = name

    def _content(self, content: Node) -> str:
        return self._definitions.add("content", self.lines.of(content, 0, Scope()))

    def _document(self, document: Node) -> str:
        """The same for the object that holds it and for what its checksum is of."""
        if document not in self._documents:
            name = self._definitions.add("text", self.lines.document(document))
            self._documents[document] = name
        return self._documents[document]


def title(node: Node) -> str:
    """The file of an object: its kind and what of its name no value changes, in lower case."""
    match node:
        case When(_, yes, no):
            there = yes or no
            assert there is not None  # noqa: S101 -- one of the two is there
            return title(there)
        case Map(entries):
            name = name_of(node)
            parts = name.parts if isinstance(name, Text) else (name,)
            fixed = "".join(part for part in parts if isinstance(part, str)).strip("-")
            kind = getattr(dict(entries)["kind"], "expr", "")
            return f"{kind}_{fixed}".lower().strip("_")
    raise TypeError(node)


def _step(step: str | int) -> str:
    return str(step) if isinstance(step, int) else literal(step)


def _shown(path: Sequence[str | int]) -> str:
    """A path for a message, as `spec.ports[0].name`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def _keyed(node: Node, key: str = "") -> Iterator[tuple[str, Expr]]:
    """Every expression of a leaf, with the key that it is the value of."""
    match node:
        case Leaf(expr):
            yield key, expr
        case Map(entries, spreads):
            for name, item in entries:
                yield from _keyed(item, name)
            for spread in spreads:
                if isinstance(spread, Entry):
                    yield from _keyed(spread.node, key)
        case Seq(items):
            for item in items:
                yield from _keyed(item, key)
        case When(_, yes, no):
            for one in (yes, no):
                if one is not None:
                    yield from _keyed(one, key)


def _called(expr: Expr, keys: Mapping[str, int]) -> str:
    """A name for what an expression gives: what it begins with, or where it is used."""
    if has_checksum(expr) and isinstance(expr, Text) and isinstance(expr.parts[0], str):
        return expr.parts[0].strip("-")
    most = max(keys, key=lambda key: (keys[key], key))
    owners = {"-".join(ref.path[1:-1]) for ref in refs(expr)} - {""}
    words = [most.rpartition("/")[2], *(owners if len(owners) == 1 else ())]
    return re.sub(r"[^A-Za-z0-9-]", "", "-".join(words)) or "text"


def _place(asked: Iterable[Ref]) -> str:
    """The object that a refusal is about: what all the fields in question are in."""
    paths = [value_path(ref.path) for ref in asked]
    common = []
    for names in zip(*(path[:-1] for path in paths), strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return f"{'.'.join(common)}: " if common else ""
