"""A value of an object and where it is; what may be a secret there."""

from dataclasses import dataclass, replace
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it is.

    Attributes:
        field: keys and indices from the object to the string that holds it.
        inside: the same inside of that string, where it is a document.
        name: the name that the value is kept under; "" if it has none.
        value: a mapping, a list or a scalar.
        is_setting: whether `name` is one that the author gave, as in a ConfigMap or an env, and
            not a field of the API, where `secretKey` holds but the name of a key.
        is_prose: whether texts are for people, as in a schema: what they assign are examples.
        is_label: whether what is under the name of a secret labels it, as in translations.
        layers: how many times something was decoded on the way.
    """

    field: Path
    inside: Path
    name: str
    value: Any
    is_setting: bool = False
    is_prose: bool = False
    is_label: bool = False
    layers: int = 0

    def below(self, key: str | int, value: Any) -> "Node":
        """The place of a child; in a list it keeps the name."""
        # Written out, because `replace` takes several times as long and this is called most.
        return Node(
            self.field if self.layers else (*self.field, key),
            (*self.inside, key) if self.layers else self.inside,
            self.name if isinstance(key, int) else key,
            value,
            is_prose=self.is_prose,
            is_label=self.is_label,
            layers=self.layers,
        )

    def holding(self, document: Any) -> "Node":
        """The same place, with what its string holds."""
        return replace(self, value=document, layers=self.layers + 1)


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is no document, at `node`."""

    node: Node
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A value of which only its name tells, as the rest of the text at `node` is judged apart."""

    node: Node
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PlainValues:
    """A Secret whose values are in the manifest, and how many there are."""

    node: Node
    count: int


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A list of strings: `redis-cli`, `-a` and a password tell only together."""

    node: Node
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Binary data, or a JSON Web Key, that is a private key; `kind` has its article."""

    node: Node
    kind: str


Place = Text | Named | PlainValues | CommandLine | PrivateKey
