"""Classes for the types of a table, made when they are first used."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, partial
from typing import Any, Final

from nexus_gitops.rendering.fast import values
from nexus_gitops.rendering.fast.objects import ApiObject
from nexus_gitops.rendering.fast.structs import Struct, Union, Writing
from nexus_gitops.rendering.fast.table import Field, Table, fields_of
from nexus_gitops.rendering.fast.tree import Construct
from nexus_gitops.rendering.fast.unknown import Unanswered
from nexus_gitops.rendering.fast.values import Convert, listed, mapped, misplaced

_PRIMITIVES: Final[Mapping[str, Convert]] = {
    "any": values.json_in_order(values.in_order_of_cdk8s),
    "boolean": values.boolean,
    "date": values.date,
    "number": values.number,
    "string": values.string,
}
_CDK8S: Final = "cdk8s."


class Types:
    """The types of one module.

    Args:
        module: its name, as Python imports it.
        table: what types there are.
        cdk8s: the types of cdk8s, which a table may name; a table of cdk8s' own names none.
    """

    def __init__(self, module: str, table: Table, cdk8s: "Types | None" = None) -> None:
        self.module = module
        self._table = table
        self._cdk8s = cdk8s or self
        self._made: dict[str, Any] = {}
        self._definition = cache(table.definition)

    def __contains__(self, name: str) -> bool:
        return name in self._table.types

    def get(self, name: str) -> Any:
        """The class of a type of the table; the same one each time."""
        if name.startswith(_CDK8S):
            return self._cdk8s.get(name.removeprefix(_CDK8S))
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Any:
        match self._definition(name):
            case {"struct": told}:
                return type(name, (Struct,), self._struct(fields_of(told)))
            case {"kind": _, "apiVersion": _, "props": _} as told:
                return type(name, (ApiObject,), self._kind(**told))
            case {"enum": members}:
                return Enum(name, {member: member for member in members}, module=self.module)
            case {"union": methods}:
                return type(name, (Union,), self._union(methods))
        raise ValueError(f"the table of {self.module} does not say what {name} is")

    def _struct(self, fields: Mapping[str, Field]) -> dict[str, Any]:
        @cache
        def writing() -> Writing:
            return tuple(
                (name, field.wire, self._conversion(field.type)) for name, field in fields.items()
            )

        return {
            "__slots__": (),
            "__module__": self.module,
            "_fields": fields,
            "_required": tuple(name for name, field in fields.items() if field.required),
            "_nested": {
                name: partial(self.get, field.type)
                for name, field in fields.items()
                if self._is_struct(field.type)
            },
            "_writing": staticmethod(writing),
        }

    def _kind(
        self,
        kind: str,
        apiVersion: str,  # noqa: N803 -- as in a manifest
        props: str,
    ) -> dict[str, Any]:
        props_type = self.get(props)

        def initialise(
            self: ApiObject,
            scope: Construct,
            id: str,
            **arguments: Any,
        ) -> None:
            fields = props_type(**arguments).written()
            self._define(scope, id, api_version=apiVersion, kind=kind, fields=fields)

        return {
            "__module__": self.module,
            "__init__": initialise,
            "_order": tuple(field.wire for field in props_type._fields.values()),
            "_metadata_fields": self._metadata_fields(props_type),
            **{name: Unanswered(f"{kind}.{name}") for name in ("GVK", "manifest")},
        }

    def _metadata_fields(self, props: type[Struct]) -> frozenset[str] | None:
        """What of the metadata is written; of cdk8s' own all that there is."""
        metadata = props._fields["metadata"].type
        if metadata.startswith(_CDK8S):
            return None
        return frozenset(field.wire for field in self.get(metadata)._fields.values())

    def _union(self, methods: Mapping[str, str]) -> dict[str, Any]:
        return {
            "__slots__": (),
            "__module__": self.module,
            **{
                name: classmethod(_maker(self._conversion(primitive)))
                for name, primitive in methods.items()
            },
        }

    def _conversion(self, text: str) -> Convert:
        if text in _PRIMITIVES:
            return _PRIMITIVES[text]
        if text.startswith("["):
            return listed(self._conversion(text[1:-1]))
        if text.startswith("{"):
            return mapped(self._conversion(text[1:-1]))
        return self._conversion_of_instances(text)

    def _conversion_of_instances(self, name: str) -> Convert:
        """For what a class of ours has made; the class is made when it is first needed."""
        definition = {} if name.startswith(_CDK8S) else self._definition(name)
        members: Mapping[str, str | int] = definition.get("enum", {})
        is_union = "union" in definition

        def convert(value: Any) -> Any:
            if type(value) is not self.get(name):
                misplaced(value, name)
            if members:
                return members[value.name]
            return value.value if is_union else value.written()

        return convert

    def _is_struct(self, text: str) -> bool:
        if text.startswith(_CDK8S):
            return True
        return text in self and "struct" in self._definition(text)


def _maker(convert: Convert) -> Callable[[type[Union], Any], Union]:
    return lambda cls, value: cls.of(convert(value))
