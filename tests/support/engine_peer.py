"""Renders with one engine what comes on stdin, a line each: `python engine_peer.py fast`.

A line is the name of a function as `module:function`, and a list of what to call it with,
pickled. The answers are lines of JSON: for each call `[<result>, null]` or `[null, <error>]`.
"""

import base64
import json
import pickle
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nexus_gitops.platform.environment import Environment


def render_environment(env: "Environment") -> dict[str, Any]:
    """The manifests of an environment, with the images of dev."""
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import platform
    from nexus_gitops.rendering.render import render

    return asdict(render(platform(), env, loading.images("dev"), env.repository))


def answer(function: Callable[[Any], Any], argument: Any) -> list[Any]:
    try:
        return [function(argument), None]
    except Exception as error:  # noqa: BLE001 -- whatever an engine raises is its answer
        return [None, f"{type(error).__name__}: {error}"]


def main() -> None:
    if sys.argv[1] == "fast":
        from nexus_gitops.rendering.fast.modules import install

        install()
    for line in sys.stdin:
        name, arguments = pickle.loads(base64.b64decode(line))
        module, _, function = name.partition(":")
        called = getattr(import_module(module), function)
        print(json.dumps([answer(called, argument) for argument in arguments]), flush=True)


if __name__ == "__main__":
    main()
