"""The process that derives a chart, or renders environments that are no modules.

`process` starts it. It is one of its own, because here the fast engine stands in for cdk8s, and
values that are not known yet for those that are.
"""

import gc
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import structs

from nexus_gitops.chart.source import source
from nexus_gitops.errors import NexusError
from nexus_gitops.platform import loading
from nexus_gitops.platform.chart import Tests
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.reads import refuse_others

if TYPE_CHECKING:
    from nexus_gitops.chart.inputs import Inputs
    from nexus_gitops.chart.trees import Node
    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.manifests.identity import KubeObject
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.environment import Environment

_TOLD: Final = 3
"""Exit code of a failure that the platform's author can mend; the message is on stderr."""


def _applications(
    env: "Environment",
) -> "Mapping[str, Callable[[ImageLock], list[KubeObject]]]":
    return {
        application.name: partial(_objects, application)
        for application in platform().applications(env)
    }


def _objects(application: "Application", images: "ImageLock") -> list["KubeObject"]:
    from cdk8s import App

    found: list[KubeObject] = application.objects(App(), images).to_json()
    return found


def _secrets(env: "Environment") -> "Mapping[tuple[str, str], frozenset[str]]":
    return {
        (application.namespace, secret): keys
        for application in platform().applications(env)
        for secret, keys in application.provided_secrets.items()
    }


def _files(version: str) -> dict[str, str]:
    from nexus_gitops.chart.contents import Metadata, Said, chart_files
    from nexus_gitops.chart.inputs import Inputs
    from nexus_gitops.chart.proof import prove
    from nexus_gitops.chart.runs import derive

    told = source()
    standard = Said("standard", told.standard, loading.images(told.images))
    left_out = {name: getattr(told.standard, name) for name in told.leaves_out}
    environments = [
        Said(name, structs.replace(loading.load(name), **left_out), loading.images(name))
        for name in loading.names()
    ]
    inputs = Inputs(told.standard, platform().images, told.leaves_out)
    derived = derive(inputs, _applications, _secrets)
    prove(derived, _applications, [standard, *environments])
    tests = _tests(inputs, told.tests) if told.tests else ()
    return chart_files(
        Metadata(platform().name, version, told.description),
        inputs,
        derived,
        tests,
        standard,
        environments,
    )


def _origins(environment: str) -> Any:
    from nexus_gitops.chart.inputs import Inputs
    from nexus_gitops.chart.origins import origins
    from nexus_gitops.chart.runs import derive

    told = source()
    left_out = {name: getattr(told.standard, name) for name in told.leaves_out}
    derived = derive(
        Inputs(told.standard, platform().images, told.leaves_out), _applications, _secrets
    )
    env = structs.replace(loading.load(environment), **left_out)
    return origins(derived, env, loading.images(environment))


def _tests(inputs: "Inputs", tests: Tests) -> "Sequence[Node]":
    from cdk8s import App

    from nexus_gitops.chart.runs import find_out

    return find_out(inputs, lambda env, images: tests(App(), env, images).to_json()).nodes


def _rendered(values: Sequence[Mapping[str, Any]]) -> list[Any]:
    from nexus_gitops.chart.inputs import Inputs, environment_of
    from nexus_gitops.chart.values import from_values

    told = source()
    standard = told.standard
    shape = Inputs(standard, platform().images, told.leaves_out).shape
    answers: list[Any] = []
    for said in values:
        try:
            env, images = environment_of(from_values(shape, said), standard)
            made = _applications(env).values()
            answers.append([obj for objects in made for obj in objects(images)])
        except (ValueError, msgspec.MsgspecError, NexusError) as error:
            answers.append(" ".join(str(error).split()))
    return answers


def _main() -> None:
    from nexus_gitops.chart import substitutes
    from nexus_gitops.chart.questions import UnderivableError
    from nexus_gitops.rendering.fast.modules import install
    from nexus_gitops.rendering.fast.unknown import UnknownError

    refuse_others()
    gc.disable()  # the process is over before garbage is worth a search
    install()
    substitutes.install()
    try:
        match json.load(sys.stdin):
            case {"files": version}:
                answer: Any = _files(version)
            case {"rendered": values}:
                answer = _rendered(values)
            case {"origins": environment}:
                answer = _origins(environment)
    except (UnderivableError, NexusError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        sys.exit(_TOLD)
    except UnknownError as error:
        print(f"a chart is derived from typed objects alone, not from {error}", file=sys.stderr)
        sys.exit(_TOLD)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main()
