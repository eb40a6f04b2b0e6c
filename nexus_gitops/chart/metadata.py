"""What the tree of an object says of which object it is."""

from nexus_gitops.chart.expressions import Expr
from nexus_gitops.chart.questions import UnderivableError
from nexus_gitops.chart.trees import Leaf, Map


def name_of(node: Map) -> Expr:
    """The name of an object.

    Raises:
        UnderivableError: which name it has depends on whether a value is there.
    """
    return _of_metadata(node, "name")


def namespace_of(node: Map) -> Expr:
    """The namespace of an object that is in one.

    Raises:
        UnderivableError: which it is in depends on whether a value is there.
    """
    return _of_metadata(node, "namespace")


def _of_metadata(node: Map, field: str) -> Expr:
    metadata = dict(node.entries)["metadata"]
    assert isinstance(metadata, Map)  # noqa: S101 -- an object's
    found = dict(metadata.entries)[field]
    if not isinstance(found, Leaf):
        raise UnderivableError(
            f"the {field} of an object cannot depend on whether a value is there"
        )
    return found.expr
