"""The rules that a CustomResourceDefinition has in CEL, which a JSON Schema cannot say.

The API server fills in the defaults before it asks the rules, and so does this. A rule that
fails to come to a result here is passed over: the API server has its own way to fail then.
Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
"""

import copy
import ipaddress
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog
from nexus_gitops.schemas.violations import Violation

RULES: Final = "x-kubernetes-validations"

Program = Callable[[Any], bool]
"""Whether a value is as a rule wants it."""


def broken_rules(catalog: Catalog, number: int, obj: KubeObject) -> Iterator[Violation]:
    """Where `obj` breaks a rule of the definition `number` of `catalog`."""
    if _has_rules(catalog, number):
        yield from _walk(catalog, catalog.definition(number), copy.deepcopy(obj), "")


@cache
def _has_rules(catalog: Catalog, number: int) -> bool:
    return RULES in catalog.document(number)


@cache
def program(rule: str) -> Program:
    """A rule, ready to be asked.

    Raises:
        ValueError: it is no CEL, or uses a function that is not known here.
    """
    try:
        compiled = _environment().compile(rule)
    except RuntimeError as error:
        raise ValueError(f"{rule}: {error}") from error

    # An error of the rule's own, as of a field that is not there, is a value too.
    return lambda value: compiled.eval(data={"self": value}).value() is not False


def _walk(
    catalog: Catalog, schema: Mapping[str, Any], value: Any, path: str
) -> Iterator[Violation]:
    schema = catalog.resolved(schema)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name, inner in properties.items():
            default = catalog.resolved(inner).get("default", inner.get("default"))
            if name not in value and default is not None:
                value[name] = copy.deepcopy(default)
        for name, inner in value.items():
            below = properties.get(name, schema.get("additionalProperties"))
            if isinstance(below, dict):
                yield from _walk(catalog, below, inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(catalog, schema.get("items", {}), item, f"{path}[{index}]")
    for rule in schema.get(RULES, ()):
        if not program(rule["rule"])(value):
            yield Violation(
                field=path,
                message=str(rule.get("message", f"breaks the rule {rule['rule']}")),
                fix="change it so that this holds",
            )


@cache
def _environment() -> Any:
    """CEL with the functions of Kubernetes that rules use."""
    from cel_expr_python import cel  # here, because it takes a while and few need it
    from cel_expr_python.ext.ext_strings import ExtStrings

    kind = cel.Type
    address = kind.Map(kind.STRING, kind.STRING)

    def function(
        name: str, given: Any, result: Any, do: Callable[[Any], Any], *, is_member: bool = False
    ) -> Any:
        overload = cel.Overload(f"{name}_of_self", result, [given], is_member, do)
        return cel.FunctionDecl(name, [overload])

    return cel.NewEnv(
        variables={"self": kind.DYN},
        extensions=[ExtStrings()],
        functions=[
            function("isURL", kind.STRING, kind.BOOL, lambda text: bool(_url(text))),
            function("isIP", kind.STRING, kind.BOOL, _is_address),
            function("url", kind.STRING, address, _url),
            function("getScheme", address, kind.STRING, lambda url: url["scheme"], is_member=True),
            function("getHost", address, kind.STRING, lambda url: url["host"], is_member=True),
        ],
    )


def _url(text: str) -> dict[str, str]:
    try:
        url = urlsplit(text)
    except ValueError:
        return {}
    return {"scheme": url.scheme, "host": url.netloc} if url.scheme and url.netloc else {}


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def rules_of(catalog: Catalog) -> Iterator[str]:
    """Every rule of a catalog."""
    for definition in catalog.definitions:
        if RULES in definition:
            yield from _rules_in(json.loads(definition))


def _rules_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for key, inner in schema.items():
            if key == RULES and isinstance(inner, list):
                yield from (rule["rule"] for rule in inner)
            else:
                yield from _rules_in(inner)
    elif isinstance(schema, list):
        for item in schema:
            yield from _rules_in(item)
