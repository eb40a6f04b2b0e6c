"""Trees as templates of Helm's language."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import lcm
from typing import Any, Final

from nexus_gitops.chart.expressions import Call, Expr, Ref, Term, Text, refs
from nexus_gitops.chart.immutable import Fixed
from nexus_gitops.chart.names import in_values, value_path
from nexus_gitops.chart.runs import Guard
from nexus_gitops.chart.shapes import REQUIRED, Field, Maybe, Object, OneOf, Scalar, Shape
from nexus_gitops.chart.symbols import UnderivableError
from nexus_gitops.chart.trees import Each, Leaf, Map, Node, Seq, Spread, When, expressions
from nexus_gitops.manifests.writer import to_yaml

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIRST: Final = ("apiVersion", "kind", "metadata")
_METADATA_FIRST: Final = ("name", "namespace")
_REPEATED: Final = 3
"""How often an expression is written out before it gets a name."""
_POD_SECURITY: Final = "pod-security.kubernetes.io/"
_NUMBERS: Final = frozenset({"add", "multiply", "floor"})
_RELEASE: Final = {("name",): "Name", ("namespace",): "Namespace"}


@dataclass(frozen=True)
class _Scope:
    """Where an expression stands.

    Attributes:
        root: how the root is called there.
        item: what stands for the item of a list that is gone through.
    """

    root: str = "."
    item: Ref | None = None


@dataclass
class Templates:
    """Writes trees.

    Args:
        chart: its name, which begins the names of its templates.
        shape: of the values.
    """

    chart: str
    shape: Shape
    _names: dict[Any, str] = field(default_factory=dict)
    _helpers: dict[str, str] = field(default_factory=dict)

    def name_repeated(self, nodes: Iterable[Node]) -> None:
        """Give a name to each expression that is needed often, or is long."""
        keys: dict[Expr, Counter[str]] = {}
        for node in nodes:
            for key, expr in _keyed(node):
                keys.setdefault(expr, Counter())[key] += 1
        for expr, uses in keys.items():
            is_long = _checksums(expr) or uses.total() >= _REPEATED
            if isinstance(expr, Text | Call) and is_long:
                self._define(expr, _called(expr, uses))

    def helpers(self) -> str:
        """The text of `_helpers.tpl`, once everything is written."""
        return "\n".join(self._helpers.values())

    def manifest(self, node: Node) -> str:
        """The text of the template of one object."""
        return "\n".join(self._lines(node, 0, _Scope(), _FIRST)) + "\n"

    def guards(self, guards: Iterable[Guard]) -> str:
        """The template that renders nothing, and fails on what the typed code refuses."""
        lines = []
        for guard in guards:
            asked = [self._question(q, answer) for q, answer in guard.questions]
            condition = asked[0] if len(asked) == 1 else f"and {' '.join(asked)}"
            place = _place([ref for q, _ in guard.questions for ref in refs(q)])
            message = guard.message
            parts = message.parts if isinstance(message, Text) else (message,)
            said = Text(
                (place, *(in_values(part) if isinstance(part, str) else part for part in parts))
            )
            lines += [
                f"{{{{- if {_bare(condition)} }}}}",
                f"{{{{- fail {self._go(said, _Scope())} }}}}",
                "{{- end }}",
            ]
        return "\n".join(lines) + "\n" if lines else ""

    def kept(self, node: Node, fields: Sequence[Fixed]) -> str:
        """The template that fails where a release would change what may not change.

        `lookup` finds nothing where Helm only renders, and then neither does this.
        """
        match node:
            case Map(entries) if fields:
                found = dict(entries)
                api_version, kind = (getattr(found[key], "expr", "") for key in _FIRST[:2])
            case _:
                return ""
        within = _Scope("$")
        name = self._go(_name_of(node), within)
        namespace = self._go(Ref(("namespace",)), within)
        asked = f"lookup {_literal(str(api_version))} {_literal(str(kind))} {namespace} {name}"
        lines = [f"{{{{- with {asked} }}}}"]
        for field_ in fields:
            now = f"(index . {' '.join(map(_step, field_.path))})"
            wanted = self._go(field_.expr, within)
            values = ", ".join(sorted(".".join(value_path(r.path)) for r in refs(field_.expr)))
            said = (
                f"{values}: {_shown(field_.path)} of {kind} %s is %v and cannot become %v; keep the"
                " value, or delete the object first, which leaves its claims"
            )
            lines += [
                f"{{{{- if ne (toString {now}) (toString {wanted}) }}}}",
                f"{{{{- fail (printf {_literal(said)} {name} {now} {wanted}) }}}}",
                "{{- end }}",
            ]
        return "\n".join([*lines, "{{- end }}"]) + "\n"

    def namespace_notes(self, namespace: Node) -> list[str]:
        """The command that gives a namespace, which is no part of the chart, its labels."""
        match namespace:
            case When(question, yes, no):
                return self._choice(question, yes, no, 0, _Scope(), self.namespace_notes)
            case Map(entries):
                metadata = dict(entries)["metadata"]
                assert isinstance(metadata, Map)  # noqa: S101 -- an object's
                found = dict(metadata.entries).get("labels", Map(()))
                labels = [
                    f"{key}={leaf.expr}"
                    for key, leaf in (found.entries if isinstance(found, Map) else ())
                    if key.startswith(_POD_SECURITY) and isinstance(leaf, Leaf)
                ]
                name = f"{{{{ {_bare(self._go(_name_of(namespace), _Scope()))} }}}}"
                return [f"  kubectl label --overwrite namespace {name} {' '.join(labels)}"]
        raise TypeError(namespace)

    def secret_notes(self, secret: Node) -> list[str]:
        """Lines that tell which Secret has to be there."""
        match secret:
            case When(question, yes, no):
                return self._choice(question, yes, no, 0, _Scope(), self.secret_notes)
            case Map(entries):
                keys = dict(entries)["keys"]
                assert isinstance(keys, Seq)  # noqa: S101 -- see `Derived.secrets`
                name = self._scalar(_name_of(secret), _Scope())
                return [
                    "",  # here, because a condition takes the line before it away
                    f"The Secret {name} has to be in the namespace, with the keys",
                    *(line for key in keys.items for line in self._item(key, 2, _Scope())),
                ]
        raise TypeError(secret)

    def text(self, expr: Expr) -> str:
        """The pipeline of an expression, as the root of a template has it."""
        return self._go(expr, _Scope())

    # Lines of YAML.

    def _lines(
        self, node: Node, indent: int, scope: _Scope, first: Sequence[str] = ()
    ) -> list[str]:
        """A map or a list, or a choice of them, in lines of their own."""
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self._choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._lines(one, indent, scope, first),
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
                return [line for item in items for line in self._item(item, indent, scope)]
            case Leaf(expr):
                return [f"{space}{self._scalar(expr, scope)}"]
        raise TypeError(node)

    def _entry(
        self, key: str, node: Node, indent: int, scope: _Scope, spreads: Sequence[Node]
    ) -> list[str]:
        space = " " * indent
        if spreads:
            tables = [ref for spread in spreads for ref in _tables(spread)]
            taken = " ".join(
                f"(hasKey {self._go(table, scope)} {_literal(key)})" for table in tables
            )
            condition = taken if len(tables) == 1 else f"(or {taken})"
            return [
                f"{space}{{{{- if not {condition} }}}}",
                *self._entry(key, node, indent, scope, ()),
                f"{space}{{{{- end }}}}",
            ]
        match node:
            case When(question, yes, no):
                return self._choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._entry(key, one, indent, scope, ()),
                )
            case Leaf(expr):
                if _is_constant(expr) and "{{" not in str(expr):
                    return [f"{space}{line}" for line in to_yaml({key: expr}).splitlines()]
                return [f"{space}{_key(key)}: {self._scalar(expr, scope)}"]
            case Map((), ()):
                return [f"{space}{_key(key)}: {{}}"]
            case Seq(()):
                return [f"{space}{_key(key)}: []"]
            case Seq():
                return [f"{space}{_key(key)}:", *self._lines(node, indent, scope)]
        first = _METADATA_FIRST if key == "metadata" else ()
        return [f"{space}{_key(key)}:", *self._lines(node, indent + 2, scope, first)]

    def _item(self, node: Node, indent: int, scope: _Scope) -> list[str]:
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self._choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._item(one, indent, scope),
                )
            case Each(ref, inner):
                within = _Scope("$", Ref((*ref.path, "#0")))
                return [
                    f"{space}{{{{- range $item := {_bare(self._go(ref, scope))} }}}}",
                    *self._item(inner, indent, within),
                    f"{space}{{{{- end }}}}",
                ]
            case Leaf(expr):
                if _is_constant(expr) and "{{" not in str(expr):
                    return [f"{space}{line}" for line in _item_lines(expr)]
                return [f"{space}- {self._scalar(expr, scope)}"]
        lines = self._lines(node, indent + 2, scope)
        if lines[0].lstrip().startswith("{{-"):
            return [f"{space}-", *lines]
        return [f"{space}- {lines[0].lstrip()}", *lines[1:]]

    def _spread(self, node: Node, indent: int, scope: _Scope) -> list[str]:
        space = " " * indent
        match node:
            case When(question, yes, no):
                return self._choice(
                    question,
                    yes,
                    no,
                    indent,
                    scope,
                    lambda one: self._spread(one, indent, scope),
                )
            case Spread(ref):
                return [
                    f"{space}{{{{- range $key, $value := {_bare(self._go(ref, scope))} }}}}",
                    f"{space}{{{{ $key | toJson }}}}: {{{{ $value | toJson }}}}",
                    f"{space}{{{{- end }}}}",
                ]
        raise TypeError(node)

    def _choice(
        self,
        question: Expr,
        yes: Node | None,
        no: Node | None,
        indent: int,
        scope: _Scope,
        written: Callable[[Node], list[str]],
    ) -> list[str]:
        space = " " * indent
        end = f"{space}{{{{- end }}}}"
        if yes is None and no is not None:
            condition = self._question(question, False, scope)  # noqa: FBT003 -- an answer
            return [f"{space}{{{{- if {_bare(condition)} }}}}", *written(no), end]
        condition = self._question(question, True, scope)  # noqa: FBT003 -- an answer
        lines = [f"{space}{{{{- if {_bare(condition)} }}}}"]
        lines += written(yes) if yes is not None else []
        if no is not None:
            lines += [f"{space}{{{{- else }}}}", *written(no)]
        return [*lines, end]

    def _scalar(self, expr: Expr, scope: _Scope) -> str:
        if self._is_number(expr) or isinstance(expr, bool) or expr is None:
            return f"{{{{ {_bare(self._go(expr, scope))} }}}}"
        return f"{{{{ {_bare(self._go(expr, scope))} | toJson }}}}"

    # Expressions.

    def _question(self, question: Expr, answer: bool, scope: _Scope = _Scope()) -> str:  # noqa: FBT001 -- an answer is one; frozen
        """A condition, which asks about nothing that is not there."""
        there = [
            f"(not {self._go(Call('absent', (ancestor,)), scope)})"
            for ancestor in self._optional(question)
        ]
        asked = self._go(question, scope)
        if not answer:
            asked = f"(not {asked})"
        return f"(and {' '.join((*there, asked))})" if there else asked

    def _optional(self, question: Expr) -> list[Ref]:
        """What has to be there for a question to make sense."""
        asked = question.arguments[0] if isinstance(question, Call) else None
        found: dict[Ref, None] = {}
        for ref in sorted(refs(question), key=str):
            for ancestor in self._maybe(ref):
                is_itself = isinstance(asked, Ref) and ancestor == asked
                if not (
                    is_itself and isinstance(question, Call) and question.operation == "absent"
                ):
                    found[ancestor] = None
        return list(found)

    def _maybe(self, ref: Ref) -> Iterator[Ref]:
        shape: Shape | None = self.shape
        for n, name in enumerate(ref.path):
            while isinstance(shape, Maybe):
                yield Ref(ref.path[:n])
                shape = shape.shape
            shape = _inside(shape, name)
        if isinstance(shape, Maybe):
            yield ref

    def _is_number(self, expr: Expr) -> bool:
        match expr:
            case bool():
                return False
            case int():
                return True
            case Call(operation, _):
                return operation in _NUMBERS
            case Ref(path):
                shape: Shape | None = self.shape
                for name in path:
                    shape = _inside(shape, name)
                while isinstance(shape, Maybe):
                    shape = shape.shape
                return isinstance(shape, Scalar) and shape.type is int
        return False

    def _go(self, expr: Any, scope: _Scope) -> str:
        if expr in self._names:
            return f'(include "{self._names[expr]}" {scope.root if scope.root == "$" else "."})'
        match expr:
            case bool():
                return "true" if expr else "false"
            case int():
                return str(expr)
            case str():
                return _literal(expr)
            case Ref():
                return self._ref(expr, scope)
            case Text(parts):
                said = "".join(
                    part.replace("%", "%%")
                    if isinstance(part, str)
                    else "%d"
                    if self._is_number(part)
                    else "%s"
                    for part in parts
                )
                named = [part for part in parts if not isinstance(part, str)]
                return f"(printf {_literal(said)} {self._all(named, scope)})"
            case Call(operation, arguments):
                return self._call(operation, arguments, scope)
        raise UnderivableError(f"{expr!r} cannot be said in a template")

    def _ref(self, ref: Ref, scope: _Scope) -> str:
        if ref == scope.item:
            return "$item"
        root = "$" if scope.root == "$" else ""
        path = value_path(ref.path)
        if ref.path in _RELEASE:
            return f"(default {root}.Release.{_RELEASE[ref.path]} {root}.Values.{path[0]})"
        found = self._defaulted(ref, root) or _at(root, path)
        return f"(int64 {found})" if self._is_number(ref) else found

    def _defaulted(self, ref: Ref, root: str) -> str:
        """A value that may be left out of what is optional itself, and then is its default."""
        shape: Shape | None = self.shape
        optional: int | None = None
        default: Any = REQUIRED
        for n, name in enumerate(ref.path):
            if optional is None and isinstance(shape, Maybe | OneOf):
                optional = n
            inner = _field(shape, name)
            if inner is None:
                return ""
            if inner.default is not REQUIRED:
                default = inner.default
            elif default is not REQUIRED:
                default = getattr(default, name, REQUIRED)
            shape = inner.shape
        if optional is None or default is REQUIRED or default is None:
            return ""
        path = value_path(ref.path)
        keys = " ".join(map(_literal, path[optional:]))
        otherwise = self._default_of_kind(ref, root) or _constant(default)
        return f"(dig {keys} {otherwise} {_at(root, path[:optional])})"

    def _default_of_kind(self, ref: Ref, root: str) -> str:
        """The default of a field that the kinds of an object have each another one for."""
        shape: Shape | None = self.shape
        for name in ref.path[:-1]:
            shape = _inside(shape, name)
        while isinstance(shape, Maybe):
            shape = shape.shape
        if not isinstance(shape, OneOf):
            return ""
        defaults = {
            kind: _constant(one.fields[ref.path[-1]].default)
            for kind, one in shape.variants.items()
            if ref.path[-1] in one.fields
        }
        if len(set(defaults.values())) == 1:
            return ""
        pairs = " ".join(f"{_literal(kind)} {default}" for kind, default in defaults.items())
        kind = _at(root, value_path((*ref.path[:-1], shape.discriminator)))
        return f"(get (dict {pairs}) {kind})"

    def _all(self, exprs: Iterable[Any], scope: _Scope) -> str:
        return " ".join(self._go(expr, scope) for expr in exprs)

    def _call(self, operation: str, arguments: tuple[Any, ...], scope: _Scope) -> str:
        match operation, arguments:
            case "truthy", (only,):
                return self._go(only, scope)
            case "absent", (Ref(path),):
                above = self._go(Ref(path[:-1]), scope) if path[1:] else ".Values"
                if not path[1:] and scope.root == "$":
                    above = "$.Values"
                return f'(kindIs "invalid" (index {above} {_literal(value_path(path)[-1])}))'
            case "get", (table, key, otherwise):
                known = f"(get {self._go(table, scope)} {self._go(key, scope)})"
                return f"(default {self._go(otherwise, scope)} {known})"
            case "or", (one, other):
                return f"(default {self._go(other, scope)} {self._go(one, scope)})"
            case "cut", (text, length):
                return f"(trunc {length} {self._go(text, scope)})"
            case "strip", (text, letters):
                return f"(trimAll {_literal(letters)} {self._go(text, scope)})"
            case "origin", (url,):
                return f'(regexFind "^[a-z]+://[^/?#]*" {self._go(url, scope)})'
            case "join", (texts, between):
                return f"(join {_literal(between)} {self._go(texts, scope)})"
            case "canonical", (text,):
                return f'(include "nexus-gitops.quantity.canonical" {self._go(text, scope)})'
            case "format", (terms,):
                return f'(include "nexus-gitops.quantity.format" {self._sum(terms, 1, scope)})'
            case "greater", (one, other):
                scale = lcm(*(term.factor.denominator for term in (*one, *other)))
                sums = f"{self._sum(one, scale, scope)} {self._sum(other, scale, scope)}"
                return f'(include "nexus-gitops.quantity.greater" (list {sums}))'
            case "floor", (terms,):
                scale = lcm(*(term.factor.denominator for term in terms))
                whole = f'(splitList " " {self._sum(terms, scale, scope)} | first | int64)'
                return f"(div {whole} {scale})"
            case "checksum", (content,):
                return self._checksum(content)
        functions = {"equal": "eq", "less": "lt", "add": "add", "multiply": "mul", "has": "hasKey"}
        return f"({functions[operation]} {self._all(arguments, scope)})"

    def _sum(self, terms: tuple[Term, ...], scale: int, scope: _Scope) -> str:
        parts = []
        for term in terms:
            factor = term.factor * scale
            if factor.denominator != 1 or factor < 0:
                raise UnderivableError(
                    f"a part of a quantity, {term}, cannot be said in a template"
                )
            count = self._go(term.count, scope)
            if factor != 1:
                count = f"(mul {count} {int(factor)})"
            parts.append(f"(list {count} {self._go(term.quantity, scope)})")
        return f'(include "nexus-gitops.quantity.sum" (list {" ".join(parts)}))'

    def _checksum(self, content: Node) -> str:
        """Of the same bytes as `content_checksum`: keys sorted, no space, nothing escaped."""
        name = self._unique("content")
        lines = self._lines(content, 0, _Scope())
        self._helpers[name] = _definition(name, lines)
        read = "fromYamlArray" if isinstance(content, Seq) else "fromYaml"
        return f'(include "{name}" . | {read} | toRawJson | sha256sum | trunc 10)'

    def _define(self, expr: Expr, called: str) -> None:
        text = self._go(expr, _Scope())
        name = self._unique(called)
        self._helpers[name] = _definition(name, [f"{{{{- {_bare(text)} -}}}}"])
        self._names[expr] = name

    def _unique(self, called: str) -> str:
        name, n = f"{self.chart}.{called}", 1
        while name in self._helpers:
            n += 1
            name = f"{self.chart}.{called}{n}"
        return name


def title(node: Node) -> str:
    """The file of an object: its kind and what of its name no value changes, in lower case."""
    match node:
        case When(_, yes, no):
            there = yes or no
            assert there is not None  # noqa: S101 -- one of the two is there
            return title(there)
        case Map(entries):
            name = _name_of(node)
            parts = name.parts if isinstance(name, Text) else (name,)
            fixed = "".join(part for part in parts if isinstance(part, str)).strip("-")
            kind = getattr(dict(entries)["kind"], "expr", "")
            return f"{kind}_{fixed}".lower().strip("_")
    raise TypeError(node)


def _name_of(node: Map) -> Expr:
    metadata = dict(node.entries)["metadata"]
    assert isinstance(metadata, Map)  # noqa: S101 -- an object's
    name = dict(metadata.entries)["name"]
    if not isinstance(name, Leaf):
        raise UnderivableError("the name of an object cannot depend on whether a value is there")
    return name.expr


def _step(step: str | int) -> str:
    return str(step) if isinstance(step, int) else _literal(step)


def _shown(path: Sequence[str | int]) -> str:
    """A path for a message, as `spec.ports[0].name`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def _definition(name: str, lines: Sequence[str]) -> str:
    return "\n".join([f'{{{{- define "{name}" -}}}}', *lines, "{{- end }}", ""])


def _at(root: str, path: Sequence[str]) -> str:
    """The pipeline of what is at a path of the values."""
    found = f"{root}.Values"
    for name in path:
        is_plain = _IDENTIFIER.fullmatch(name)
        found = f"{found}.{name}" if is_plain else f"(index {found} {_literal(name)})"
    return found


def _inside(shape: Shape | None, name: str) -> Shape | None:
    found = _field(shape, name)
    return None if found is None else found.shape


def _field(shape: Shape | None, name: str) -> Field | None:
    while isinstance(shape, Maybe):
        shape = shape.shape
    match shape:
        case Object(_, fields):
            return fields.get(name)
        case OneOf(_, variants):
            found = [one.fields[name] for one in variants.values() if name in one.fields]
            return found[0] if found else None
    return None


def _constant(value: Any) -> str:
    """A constant as a template has it."""
    match value:
        case str():
            return _literal(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case tuple() | list():
            return f"(list {' '.join(map(_constant, value))})"
        case Mapping():
            entries = (f"{_literal(key)} {_constant(item)}" for key, item in value.items())
            return f"(dict {' '.join(entries)})"
    raise UnderivableError(f"the default {value!r} cannot be said in a template")


def _keyed(node: Node, key: str = "") -> Iterator[tuple[str, Expr]]:
    """Every expression of a leaf, with the key that it is the value of."""
    match node:
        case Leaf(expr):
            yield key, expr
        case Map(entries, _):
            for name, item in entries:
                yield from _keyed(item, name)
        case Seq(items):
            for item in items:
                yield from _keyed(item, key)
        case When(_, yes, no):
            for one in (yes, no):
                if one is not None:
                    yield from _keyed(one, key)


def _called(expr: Expr, keys: Mapping[str, int]) -> str:
    """A name for what an expression gives: what it begins with, or where it is used."""
    if _checksums(expr) and isinstance(expr, Text) and isinstance(expr.parts[0], str):
        return expr.parts[0].strip("-")
    most = max(keys, key=lambda key: (keys[key], key))
    owners = {"-".join(ref.path[1:-1]) for ref in refs(expr)} - {""}
    words = [most.rpartition("/")[2], *(owners if len(owners) == 1 else ())]
    return re.sub(r"[^A-Za-z0-9-]", "", "-".join(words)) or "text"


def _checksums(expr: Expr) -> bool:
    parts = expr.parts if isinstance(expr, Text) else (expr,)
    return any(isinstance(part, Call) and part.operation == "checksum" for part in parts)


def _tables(node: Node) -> Iterator[Ref]:
    for expr in expressions(node):
        if isinstance(expr, Ref):
            yield expr


def _place(asked: Iterable[Ref]) -> str:
    """The object that a refusal is about: what all the fields in question are in."""
    paths = [value_path(ref.path) for ref in asked]
    common = []
    for names in zip(*(path[:-1] for path in paths), strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return f"{'.'.join(common)}: " if common else ""


def _is_constant(expr: Expr) -> bool:
    return not isinstance(expr, Ref | Text | Call)


def _key(key: str) -> str:
    return to_yaml({key: 0}).rpartition(":")[0]


def _item_lines(value: Expr) -> list[str]:
    return to_yaml({"": [value]}).splitlines()[1:]


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _bare(pipeline: str) -> str:
    """A pipeline without the parentheses around all of it."""
    if not pipeline.startswith("("):
        return pipeline
    depth, quoted = 0, False
    for n, letter in enumerate(pipeline):
        if letter == '"' and pipeline[n - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return pipeline[1:-1] if n == len(pipeline) - 1 else pipeline
    return pipeline
