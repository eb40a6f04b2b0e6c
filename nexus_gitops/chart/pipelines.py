"""Expressions as pipelines of a template's language, that of Go with Helm's functions."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from math import lcm
from typing import Any, Final

import msgspec

from nexus_gitops.chart.expressions import Call, Expr, Ref, Term, Text, refs
from nexus_gitops.chart.names import value_name, value_path
from nexus_gitops.chart.questions import UnderivableError
from nexus_gitops.chart.shapes import REQUIRED, Field, Maybe, Object, OneOf, Scalar, Shape
from nexus_gitops.chart.trees import Node, Seq

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBERS: Final = frozenset({"add", "multiply", "floor"})
_RELEASE: Final = {("name",): "Name", ("namespace",): "Namespace"}


@dataclass(frozen=True)
class Scope:
    """Where an expression stands.

    Attributes:
        root: how the root is called there.
        item: what stands for the item of a list that is gone through.
    """

    root: str = "."
    item: Ref | None = None


@dataclass
class Pipelines:
    """Writes expressions.

    Args:
        shape: of the values.
        content: the name of a template, newly made, that gives what a tree says as YAML.
        document: the name of the template that gives a text of many lines.
        names: those of the named templates that give an expression.
    """

    shape: Shape
    content: Callable[[Node], str]
    document: Callable[[Node], str]
    names: dict[Any, str] = field(default_factory=dict)

    def of(self, expr: Any, scope: Scope) -> str:
        """The pipeline of an expression, in parentheses where it needs some.

        Raises:
            UnderivableError: nothing in a template says it.
        """
        if expr in self.names:
            return f'(include "{self.names[expr]}" {scope.root if scope.root == "$" else "."})'
        match expr:
            case bool():
                return "true" if expr else "false"
            case int():
                return str(expr)
            case str():
                return literal(expr)
            case Ref():
                return self._ref(expr, scope)
            case Text(parts):
                said = "".join(
                    part.replace("%", "%%")
                    if isinstance(part, str)
                    else "%d"
                    if self.is_number(part)
                    else "%s"
                    for part in parts
                )
                named = [part for part in parts if not isinstance(part, str)]
                return f"(printf {literal(said)} {self._all(named, scope)})"
            case Call(operation, arguments):
                return self._call(operation, arguments, scope)
        raise UnderivableError(f"{expr!r} cannot be said in a template")

    def of_lines(self, node: Node, scope: Scope) -> str:
        """The pipeline of a text of many lines."""
        return f'include "{self.document(node)}" {scope.root}'

    def condition(self, question: Expr, answer: bool, scope: Scope) -> str:  # noqa: FBT001 -- an answer
        """A condition, which asks about nothing that is not there."""
        there = [
            f"(not {self.of(Call('absent', (ancestor,)), scope)})"
            for ancestor in self._optional(question)
        ]
        asked = self.of(question, scope)
        if not answer:
            asked = f"(not {asked})"
        return f"(and {' '.join((*there, asked))})" if there else asked

    def is_number(self, expr: Expr) -> bool:
        """Whether it is a whole number."""
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

    def _ref(self, ref: Ref, scope: Scope) -> str:
        if ref == scope.item:
            return "$item"
        root = "$" if scope.root == "$" else ""
        path = value_path(ref.path)
        if ref.path in _RELEASE:
            return f"(default {root}.Release.{_RELEASE[ref.path]} {root}.Values.{path[0]})"
        found = self._defaulted(ref, root) or _at(root, path)
        return f"(int64 {found})" if self.is_number(ref) else found

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
                default = _told(default).get(name, REQUIRED)
            shape = inner.shape
        if optional is None or default is REQUIRED or default is None:
            return ""
        path = value_path(ref.path)
        keys = " ".join(map(literal, path[optional:]))
        otherwise = self._default_of_kind(ref, root) or _constant(default)
        return f"(dig {keys} {otherwise} {_at(root, path[:optional])})"

    def _default_of_kind(self, ref: Ref, root: str) -> str:
        """The default of a field that the kinds of an object have each another one for."""
        shape: Shape | None = self.shape
        for name in ref.path[:-1]:
            shape = _inside(shape, name)
        while isinstance(shape, Maybe):
            shape = shape.shape
        if not isinstance(shape, OneOf) or ref.path[-1] == shape.discriminator:
            return ""
        defaults = {
            kind: _constant(one.fields[ref.path[-1]].default)
            for kind, one in shape.variants.items()
            if ref.path[-1] in one.fields
        }
        if len(set(defaults.values())) <= 1:
            return ""
        pairs = " ".join(f"{literal(kind)} {default}" for kind, default in defaults.items())
        kind = _at(root, value_path((*ref.path[:-1], shape.discriminator)))
        return f"(get (dict {pairs}) {kind})"

    def _all(self, exprs: Iterable[Any], scope: Scope) -> str:
        return " ".join(self.of(expr, scope) for expr in exprs)

    def _call(self, operation: str, arguments: tuple[Any, ...], scope: Scope) -> str:
        match operation, arguments:
            case "truthy", (only,):
                return self.of(only, scope)
            case "absent", (Ref(path),):
                above = self.of(Ref(path[:-1]), scope) if path[1:] else ".Values"
                if not path[1:] and scope.root == "$":
                    above = "$.Values"
                key = literal(value_path(path)[-1])
                is_null = f'(kindIs "invalid" (index {above} {key}))'
                if self._is_there_unless_null(path):
                    return f"(and (hasKey {above} {key}) {is_null})"
                return is_null
            case "get", (table, key, otherwise):
                known = f"(get {self.of(table, scope)} {self.of(key, scope)})"
                return f"(default {self.of(otherwise, scope)} {known})"
            case "or", (one, other):
                return f"(default {self.of(other, scope)} {self.of(one, scope)})"
            case "cut", (text, length):
                return f"(trunc {length} {self.of(text, scope)})"
            case "strip", (text, letters):
                return f"(trimAll {literal(letters)} {self.of(text, scope)})"
            case "origin", (url,):
                return f'(regexFind "^[a-z]+://[^/?#]*" {self.of(url, scope)})'
            case "quoted", (text,):
                quoted = f"{self.of(text, scope)} | toRawJson"
                return f'({quoted} | trimPrefix "\\"" | trimSuffix "\\"")'
            case "join", (texts, between):
                return f"(join {literal(between)} {self.of(texts, scope)})"
            case "canonical", (text,):
                return f'(include "nexus-gitops.quantity.canonical" {self.of(text, scope)})'
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

    def _is_there_unless_null(self, path: tuple[str, ...]) -> bool:
        """Whether what is optional has a default, which it is where nobody says anything."""
        shape: Shape | None = self.shape
        is_optional = False
        for name in path[:-1]:
            shape = _inside(shape, name)
            is_optional = is_optional or isinstance(shape, Maybe | OneOf)
        found = _field(shape, path[-1])
        return is_optional and found is not None and found.default not in (None, REQUIRED)

    def _sum(self, terms: tuple[Term, ...], scale: int, scope: Scope) -> str:
        parts = []
        for term in terms:
            factor = term.factor * scale
            if factor.denominator != 1 or factor < 0:
                raise UnderivableError(
                    f"a part of a quantity, {term}, cannot be said in a template"
                )
            count = self.of(term.count, scope)
            if factor != 1:
                count = f"(mul {count} {int(factor)})"
            parts.append(f"(list {count} {self.of(term.quantity, scope)})")
        return f'(include "nexus-gitops.quantity.sum" (list {" ".join(parts)}))'

    def _checksum(self, content: Node) -> str:
        """Of the same bytes as `content_checksum`: keys sorted, no space, nothing escaped."""
        name = self.content(content)
        read = "fromYamlArray" if isinstance(content, Seq) else "fromYaml"
        return f'(include "{name}" . | {read} | toRawJson | sha256sum | trunc 10)'


def literal(text: str) -> str:
    """A text as a template has it."""
    return json.dumps(text, ensure_ascii=False)


def bare(pipeline: str) -> str:
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


def _at(root: str, path: Sequence[str]) -> str:
    """The pipeline of what is at a path of the values."""
    found = f"{root}.Values"
    for name in path:
        is_plain = _IDENTIFIER.fullmatch(name)
        found = f"{found}.{name}" if is_plain else f"(index {found} {literal(name)})"
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
            return literal(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Enum():
            return _constant(value.value)
        case msgspec.Struct():
            return _object(_told(value))
        case tuple() | list():
            return f"(list {' '.join(map(_constant, value))})"
        case Mapping():
            entries = (f"{literal(key)} {_constant(item)}" for key, item in value.items())
            return f"(dict {' '.join(entries)})"
        case _ if is_dataclass(value):
            return _object(_told(value))
    raise UnderivableError(f"the default {value!r} cannot be said in a template")


def _told(value: Any) -> Mapping[str, Any]:
    """What an object says, by the names of its fields; nothing where it is none."""
    match value:
        case msgspec.Struct():
            config = type(value).__struct_config__
            tag = {str(config.tag_field): config.tag} if config.tag else {}
            return {**tag, **msgspec.structs.asdict(value)}
        case _ if is_dataclass(value):
            return {one.name: getattr(value, one.name) for one in fields(value)}
    return {}


def _object(said: Mapping[str, Any]) -> str:
    """What is null is not in it, which means the same."""
    entries = (
        f"{literal(value_name(name))} {_constant(value)}"
        for name, value in said.items()
        if value is not None
    )
    return f"(dict {' '.join(entries)})"
