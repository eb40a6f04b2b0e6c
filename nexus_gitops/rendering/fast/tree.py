"""The tree of constructs, as the package `constructs` builds it."""

import hashlib
from enum import Enum
from typing import Any, ClassVar, Final

from nexus_gitops.rendering.fast.table import members_of
from nexus_gitops.rendering.fast.unknown import Unanswered, unknown
from nexus_gitops.rendering.fast.values import in_javascript_order, string

_HIDDEN_ID: Final = "Default"

# To JavaScript these are members of any object, so that a child of such a name is there already.
_MEMBERS_OF_ALL_OBJECTS: Final = frozenset({
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__",
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
    "toString", "valueOf",
})  # fmt: skip


class ConstructOrder(Enum):
    """In what order `Node.find_all` returns constructs."""

    PREORDER = "PREORDER"
    POSTORDER = "POSTORDER"


class Answering:
    """A class that answers for one of cdk8s' own, with all members that it has there.

    Those that a class does not define are unknown when they are used, and so is everything
    where a platform overrides a member that JavaScript would call back for.
    """

    _overridable: ClassVar[frozenset[str]] = frozenset({"to_json"})
    _members: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, answers_for: str = "", **more: Any) -> None:
        super().__init_subclass__(**more)
        if answers_for:
            cls._members = members_of(answers_for)
            answered = {name for base in cls.__mro__ for name in vars(base)}
            for name in cls._members - answered:
                setattr(cls, name, Unanswered(f"{answers_for}.{name}"))
        elif overridden := cls._members & vars(cls).keys() - cls._overridable:
            unknown(f"a {min(overridden)} of one's own in {cls.__name__}")


class Node(Answering, answers_for="constructs.Node"):
    """The place of a construct in the tree."""

    PATH_SEP = "/"
    __slots__ = ("_children", "_host", "id", "path", "scope")

    def __init__(self, host: "Construct", scope: "Construct | None", id: str) -> None:
        self.id = string(id).replace("/", "--").replace("\n", "--")
        self.scope = scope
        self._host = host
        self._children: dict[str, Construct] = {}
        if scope is None:
            self.path = self.id
            return
        if not isinstance(scope, Construct):
            unknown(f"a {type(scope).__name__} as a scope")
        above = scope.node
        if not self.id or self.id in above._children or self.id in _MEMBERS_OF_ALL_OBJECTS:
            unknown("an id that is empty or taken")
        above._children[self.id] = host
        self.path = f"{above.path}/{self.id}" if above.path else self.id

    @property
    def scopes(self) -> list["Construct"]:
        """From the root to the construct itself."""
        above = [] if self.scope is None else self.scope.node.scopes
        return [*above, self._host]

    @property
    def root(self) -> "Construct":
        """The construct that has no scope."""
        return self._host if self.scope is None else self.scope.node.root

    @property
    def children(self) -> list["Construct"]:
        """The constructs that were made in this one."""
        return [self._children[id] for id in in_javascript_order(self._children)]

    @property
    def default_child(self) -> "Construct | None":
        """The child of the id `Default` or `Resource`."""
        named = [self._children[id] for id in ("Default", "Resource") if id in self._children]
        if len(named) > 1:
            unknown("two default children")
        return named[0] if named else None

    @property
    def addr(self) -> str:
        """A hash of the ids from the root to the construct, but for `Default`."""
        ids = [construct.node.id for construct in self.scopes]
        text = "".join(f"{id}\n" for id in ids if id != _HIDDEN_ID)
        return f"c8{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}"

    def find_all(self, order: ConstructOrder | None = None) -> list["Construct"]:
        """The construct and all below it."""
        below = [inner for child in self.children for inner in child.node.find_all(order)]
        return [*below, self._host] if order is ConstructOrder.POSTORDER else [self._host, *below]

    def try_find_child(self, id: str) -> "Construct | None":
        """The child of that id."""
        return self._children.get(string(id).replace("/", "--").replace("\n", "--"))

    def find_child(self, id: str) -> "Construct":
        """The child of that id, which there is."""
        return self.try_find_child(id) or unknown("a child that is not there")


class Construct(Answering, answers_for="constructs.Construct"):
    """A node of the tree: it is made in a scope, under an id that nothing else has there."""

    def __init__(self, scope: "Construct", id: str) -> None:
        self._node = Node(self, scope, id)

    @property
    def node(self) -> Node:
        """Its place in the tree."""
        return self._node

    def to_string(self) -> str:
        """The path, `<root>` at the top."""
        return self._node.path or "<root>"
