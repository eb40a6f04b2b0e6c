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
from nexus_gitops.platform.chart import ChartSource, Tests
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.reads import refuse_others

if TYPE_CHECKING:
    from nexus_gitops.chart.derivation import Derivation
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


def _answer(question: Mapping[str, str], derivation: "Derivation") -> Any:
    match question:
        case {"files": version}:
            return _files(version, derivation)
        case {"origins": environment}:
            return _origins(environment, derivation)


def _files(version: str, derivation: "Derivation") -> dict[str, str]:
    from nexus_gitops.chart.contents import Metadata, Said, chart_files
    from nexus_gitops.chart.proof import prove

    told = source()
    standard = Said("standard", told.standard, loading.images(told.images))
    left_out = {name: getattr(told.standard, name) for name in told.leaves_out}
    environments = [
        Said(name, structs.replace(loading.load(name), **left_out), loading.images(name))
        for name in loading.names()
    ]
    prove(derivation.derived, _applications, [standard, *environments])
    return chart_files(
        Metadata(platform().name, version, told.description),
        _inputs(told),
        derivation.derived,
        derivation.tests,
        standard,
        environments,
    )


def _origins(environment: str, derivation: "Derivation") -> Any:
    from nexus_gitops.chart.origins import origins

    told = source()
    left_out = {name: getattr(told.standard, name) for name in told.leaves_out}
    env = structs.replace(loading.load(environment), **left_out)
    return origins(derivation.derived, env, loading.images(environment))


def _derivation() -> "Derivation":
    from nexus_gitops.chart.derivation import Derivation
    from nexus_gitops.chart.runs import derive

    told = source()
    inputs = _inputs(told)
    derived = derive(inputs, _applications, _secrets)
    return Derivation(derived, tuple(_tests(inputs, told.tests)) if told.tests else ())


def _inputs(told: ChartSource) -> "Inputs":
    from nexus_gitops.chart.inputs import Inputs

    return Inputs(told.standard, platform().images, told.leaves_out)


def _tests(inputs: "Inputs", tests: Tests) -> "Sequence[Node]":
    from cdk8s import App

    from nexus_gitops.chart.runs import find_out

    return find_out(inputs, lambda env, images: tests(App(), env, images).to_json()).nodes


def _rendered(values: Sequence[Mapping[str, Any]]) -> list[Any]:
    from nexus_gitops.chart.inputs import environment_of
    from nexus_gitops.chart.values import from_values

    told = source()
    standard = told.standard
    shape = _inputs(told).shape
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
    from nexus_gitops.chart.derivation import derivation_of
    from nexus_gitops.chart.questions import UnderivableError
    from nexus_gitops.rendering.fast.modules import install
    from nexus_gitops.rendering.fast.unknown import UnknownError

    refuse_others()
    gc.disable()  # the process is over before garbage is worth a search
    install()
    substitutes.install()
    try:
        match json.load(sys.stdin):
            case {"rendered": values}:
                answer: Any = _rendered(values)
            case {"derived": question, "of": str(kept)}:
                answer = {"answer": _answer(question, derivation_of(kept))}
            case {"derived": question}:
                derivation = _derivation()
                answer = {"answer": _answer(question, derivation), "of": derivation.text()}
    except (UnderivableError, NexusError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        sys.exit(_TOLD)
    except UnknownError as error:
        print(f"a chart is derived from typed objects alone, not from {error}", file=sys.stderr)
        sys.exit(_TOLD)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main()
