"""Random values of a chart, drawn from its schema; the typed code accepts each object in them."""

import random
import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Mapping
from typing import Any

import msgspec

from nexus_gitops.chart.names import value_name
from nexus_gitops.chart.shapes import Maybe, Object, OneOf, Shape
from nexus_gitops.chart.values import from_values

_ODD = (
    "",
    "a",
    "yes",
    "null",
    "~",
    "1e3",
    "0x1f",
    " leading",
    "trailing ",
    "a: b # c",
    "\"quoted\" and 'so'",
    "{{ .Values.x }}",
    "}}",
    "%s %d %%",
    "<a href='x'>&amp;</a>",
    "two\nlines\n",
    "tab\tand \\ slash",
    "ключ-鍵-\N{GREEK SMALL LETTER ALPHA}",
    "\N{GRINNING FACE}",
    "a\u2028b\u2029c",
    "$HOME ${x} `y`",
    "- item",
    "- ",
    "*alias &anchor !tag",
    "2026-01-01",
    "|",
)
_SUFFIXES = ("", "", "m", "k", "M", "G", "Ki", "Mi", "Gi", "n", "u", "e3", "E-3", "e0")


class Values:
    """Draws values.

    Args:
        shape: of the environment.
        schema: of the chart.
        seed: what is drawn depends on it alone.
    """

    def __init__(self, shape: Object, schema: Mapping[str, Any], seed: int) -> None:
        self._shape = shape
        self._schema = schema
        self._random = random.Random(seed)

    def draw(self) -> dict[str, Any]:
        """Values that the schema allows, and of which no object is refused by itself."""
        properties = self._schema["properties"]
        fields = {value_name(name): field.shape for name, field in self._shape.fields.items()}
        return {
            key: self._accepted(fields[key], schema) if key in fields else self._of(schema)
            for key, schema in properties.items()
            if key != "global"
        }

    def _accepted(self, shape: Shape, schema: Mapping[str, Any]) -> Any:
        """Values of what is in an object that its class takes; drawn until it does."""
        match shape:
            case Maybe(inner):
                return None if self._random.random() < 0.4 else self._accepted(inner, schema)
            case OneOf(discriminator, variants):
                name = self._random.choice(list(variants))
                (rule,) = [
                    rule["then"]
                    for rule in schema["allOf"]
                    if rule["if"]["properties"][value_name(discriminator)]["const"] == name
                ]
                drawn = self._accepted(variants[name], rule)
                return {**drawn, value_name(discriminator): name}
            case Object(type, fields):
                while True:
                    drawn = {
                        key: self._accepted(field.shape, schema["properties"][key])
                        for name, field in fields.items()
                        if (key := value_name(name)) in schema["required"]
                        or self._random.random() < 0.7
                    }
                    if _is_accepted(type, from_values(shape, drawn)):
                        return drawn
        return self._of(schema)

    def _of(self, schema: Mapping[str, Any]) -> Any:
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        type = schema["type"]
        if isinstance(type, list):
            if self._random.random() < 0.4:
                return None
            type = type[0]
        return getattr(self, f"_{type}")(schema)

    def _object(self, schema: Mapping[str, Any]) -> Any:
        if "properties" in schema:  # a mapping whose names are known; objects are drawn above
            known = schema["properties"]
            names = self._random.sample(sorted(known), self._random.randrange(len(known) + 1))
            return {name: self._of(known[name]) for name in schema.get("required", names)}
        of = schema["additionalProperties"]
        return {self._name(): self._of(of) for _ in range(self._random.choice((0, 1, 3)))}

    def _name(self) -> str:
        known = ("argocd.argoproj.io/sync-wave", "cert-manager.io/cluster-issuer")
        new = f"example.com/{self._random.choice('abc')}{self._random.randrange(99)}"
        return self._random.choice((*known, new, new))

    def _array(self, schema: Mapping[str, Any]) -> Any:
        length = self._random.choice((0, 1, 2, 3, 5))
        return [self._of(schema["items"]) for _ in range(length)]

    def _boolean(self, _: Mapping[str, Any]) -> bool:
        return self._random.random() < 0.5

    def _integer(self, schema: Mapping[str, Any]) -> int:
        least = schema.get("minimum", 0)
        most = schema.get("maximum", least + 5000)
        near = min(most, least + 40)
        return self._random.choice((least, most, self._random.randint(least, near)))

    def _string(self, schema: Mapping[str, Any]) -> str:
        pattern = schema.get("pattern")
        if pattern is None:
            drawn = self._random.choice(_ODD)
            return drawn if len(drawn) >= schema.get("minLength", 0) else "odd"
        if "KMGTPE" in pattern:
            return self._quantity()
        while True:
            drawn = self._matching(parser.parse(pattern))
            if len(drawn) <= schema.get("maxLength", 10_000) and re.search(pattern, drawn):
                return drawn

    def _quantity(self) -> str:
        number = self._random.choice(
            (
                str(self._random.randrange(1, 4000)),
                f"{self._random.randrange(64)}.{self._random.randrange(1000)}",
                f".{self._random.randrange(1, 1000)}",
                f"0{self._random.randrange(1, 90)}.",
                "1024",
                "1000",
            )
        )
        return number + self._random.choice(_SUFFIXES)

    def _matching(self, tree: Any) -> str:
        return "".join(self._part(operation, argument) for operation, argument in tree)

    def _part(self, operation: Any, argument: Any) -> str:
        match operation:
            case sre.LITERAL:
                return chr(argument)
            case sre.IN:
                return self._one_of(argument)
            case sre.MAX_REPEAT:
                least, most, inner = argument
                times = self._random.randint(least, min(most, least + 6))
                return "".join(self._matching(inner) for _ in range(times))
            case sre.SUBPATTERN:
                return self._matching(argument[-1])
            case sre.BRANCH:
                return self._matching(self._random.choice(argument[1]))
            case sre.ANY | sre.NOT_LITERAL:
                return self._random.choice("abc -_")
            case sre.AT:
                return ""
        raise ValueError(f"no text is drawn for {operation} yet")

    def _one_of(self, options: Any) -> str:
        if options[0][0] is sre.NEGATE:
            return self._random.choice("abcxyz0189-.")
        kind, argument = self._random.choice(options)
        match kind:
            case sre.LITERAL:
                return chr(argument)
            case sre.RANGE:
                return chr(self._random.randint(*argument))
            case sre.CATEGORY:
                return {sre.CATEGORY_DIGIT: "7", sre.CATEGORY_WORD: "w"}.get(argument, " ")
        raise ValueError(f"no letter is drawn for {kind} yet")


def _is_accepted(type: type, data: Any) -> bool:
    try:
        msgspec.convert(data, type)
    except msgspec.ValidationError:
        return False
    return True
