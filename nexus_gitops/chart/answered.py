"""What a tree is once some of its questions have an answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nexus_gitops.chart.expressions import Call, Expr, Text
from nexus_gitops.chart.texts import joined
from nexus_gitops.chart.trees import Document, Each, Entry, Leaf, Map, Node, Seq, Spread, When

Answers = Mapping[Expr, bool]
"""What the questions of a run were answered."""


def under(answers: Answers, node: Node | None) -> Node | None:
    """What a tree is where the questions have these answers.

    Where one has none, it is what both answers lead to; a `When` where that is not the same.
    Worked out once for the answers to the questions that are in it.
    """
    if node is None or not (asked := questions(node)):
        return node
    known: dict[tuple[bool | None, ...], Node | None] = node.__dict__.setdefault("_under", {})
    told = tuple(map(answers.get, asked))
    if told not in known:
        known[told] = _under(answers, node)
    return known[told]


def questions(node: Node) -> tuple[Expr, ...]:
    """Those whose answers make another tree of it; found once, as the hash is."""
    kept: dict[str, Any] = node.__dict__
    if "_questions" not in kept:
        kept["_questions"] = tuple(dict.fromkeys(_questions(node)))
    found: tuple[Expr, ...] = kept["_questions"]
    return found


def _questions(node: Node) -> Iterator[Expr]:
    match node:
        case When(question, yes, no):
            yield question
            yield from _of_all(one for one in (yes, no) if one is not None)
        case Map(entries, spreads):
            yield from _of_all(item for _, item in entries)
            yield from _of_all(spreads)
        case Seq(nodes) | Document(nodes):
            yield from _of_all(nodes)
        case Entry(_, inner):
            yield from questions(inner)
        case Spread(ref) | Each(ref, _):
            yield Call("truthy", (ref,))
        case Leaf(expr):
            for part in expr.parts if isinstance(expr, Text) else (expr,):
                if isinstance(part, Call) and part.operation == "checksum":
                    yield from questions(part.arguments[0])


def _of_all(nodes: Iterable[Node]) -> Iterator[Expr]:
    for node in nodes:
        yield from questions(node)


def _under(answers: Answers, node: Node) -> Node | None:
    match node:
        case When(question, yes, no):
            if question in answers:
                return under(answers, yes if answers[question] else no)
            both = under(answers, yes), under(answers, no)
            return both[0] if both[0] == both[1] else When(question, *both)
        case Map(entries, spreads):
            inner = [(key, under(answers, item)) for key, item in entries]
            spread = [under(answers, one) for one in spreads]
            return Map(
                tuple((key, item) for key, item in inner if item is not None),
                tuple(one for one in spread if one is not None and _is_there(one, answers)),
            )
        case Seq(items):
            kept = [under(answers, item) for item in items]
            return Seq(tuple(one for one in kept if one is not None and _is_there(one, answers)))
        case Entry(key, inner_node):
            found = under(answers, inner_node)
            return None if found is None else Entry(key, found)
        case Document(lines):
            return _as_one(Document(tuple(one for line in lines if (one := under(answers, line)))))
        case Leaf(Text(parts)):
            return Leaf(Text(tuple(_expr_under(answers, part) for part in parts)))
        case Leaf(expr):
            return Leaf(_expr_under(answers, expr))
    return node


def _as_one(document: Document) -> Node:
    """The document as one text, where all of its lines are known to be there."""
    texts = [line.expr for line in document.lines if isinstance(line, Leaf)]
    return Leaf(joined(texts)) if len(texts) == len(document.lines) else document


def _is_there(node: Node, answers: Answers) -> bool:
    """Whether what is made of a mapping or a list of the user's is anything."""
    if not isinstance(node, Spread | Each):
        return True
    return answers.get(Call("truthy", (node.ref,)), True)


def _expr_under(answers: Answers, expr: Expr) -> Expr:
    if isinstance(expr, Call) and expr.operation == "checksum":
        return Call("checksum", (under(answers, expr.arguments[0]),))
    return expr
