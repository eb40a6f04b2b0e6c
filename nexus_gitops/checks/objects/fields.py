"""Reading fields of objects that may be broken in any way: what is not there is empty.

The schema check says when a field has the wrong type; the other checks must only not fall
over it.
"""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from nexus_constructs.quantity import parse_quantity
from nexus_gitops.manifests.identity import KubeObject


def with_text_keys(value: Any) -> Any:
    """`value` with every key of a mapping as the text that it becomes in JSON.

    YAML has numbers and truth values for keys, and an API server is sent JSON.
    """
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else json.dumps(key, default=str): with_text_keys(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [with_text_keys(item) for item in value]
    return value


def mapping(value: Any, *keys: str) -> Mapping[str, Any]:
    """The mapping at `keys` inside `value`; empty where there is none."""
    found = _at(value, keys)
    return found if isinstance(found, dict) else {}


def items(value: Any, *keys: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The mappings in the list at `keys` inside `value`, each with its index."""
    found = _at(value, keys)
    if isinstance(found, list):
        for index, item in enumerate(found):
            if isinstance(item, dict):
                yield index, item


def text(value: Any, *keys: str) -> str:
    """The string at `keys` inside `value`; "" where there is none."""
    found = _at(value, keys)
    return found if isinstance(found, str) else ""


def _at(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def number(value: Any, default: int) -> int:
    """`value` if it is an integer, else `default`."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def quantity(value: Any) -> Fraction | None:
    """`value` in its base unit; None where it is no quantity."""
    try:
        return parse_quantity(str(value))
    except ValueError:
        return None


def title(obj: KubeObject) -> str:
    """What findings call `obj`, as `Deployment/workspace-kernel`."""
    return f"{obj['kind']}/{name(obj)}"


def name(obj: KubeObject) -> str:
    """`metadata.name`; "" where it is missing."""
    return text(obj, "metadata", "name")


def group(obj: KubeObject) -> str:
    """The API group; "" for the core's."""
    return str(obj["apiVersion"]).rpartition("/")[0]


def is_a(obj: KubeObject, api_group: str, *kinds: str) -> bool:
    """Whether `obj` is of one of `kinds` in `api_group`."""
    return obj["kind"] in kinds and group(obj) == api_group


def shown(value: Any) -> str:
    """`value` as YAML's flow style has it, for a message."""
    return json.dumps(value, ensure_ascii=False, default=str)
