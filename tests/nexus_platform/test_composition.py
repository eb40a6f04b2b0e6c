"""What the components need and answer is told to the tool as it is composed."""

import msgspec
import pytest

from nexus_gitops.platform import loading
from nexus_gitops.platform.components import Component, Declaration, HasComponents
from nexus_gitops.platform.project import platform
from nexus_platform import names
from nexus_platform.declaration import declaration
from nexus_platform.environment import Environment, LanguageModel
from nexus_platform.parts import PARTS

pytestmark = pytest.mark.parametrize("name", loading.names())


def declared(name: str) -> Declaration:
    found = platform()
    assert isinstance(found, HasComponents)
    return found.components(loading.load(name))


def component(name: str, wanted: str) -> Component:
    (found,) = (one for one in declared(name).components if one.name == wanted)
    return found


def test_all_components_are_declared(name: str) -> None:
    env = loading.load(name)
    assert isinstance(env, Environment)
    running = [c.name for part in PARTS for c in part.of(env) if c.image_names]
    assert [one.name for one in declared(name).components] == running


def test_settings_follow_from_whom_a_component_connects_to(name: str) -> None:
    kernel, frontend = component(name, names.KERNEL), component(name, names.FRONTEND)
    assert {"DATABASE_HOST", "REDIS_HOST", "NEXUS_OS_URL"} <= kernel.settings.keys()
    assert frontend.connects == (names.KERNEL,)
    assert "DATABASE_HOST" not in frontend.settings


def test_who_needs_the_internet_says_so(name: str) -> None:
    env = loading.load(name)
    assert isinstance(env, Environment)
    model = LanguageModel(base_url="https://llm.example.com/v1", name="m")
    told = declaration(msgspec.structs.replace(env, language_model=model), PARTS)
    assert (443,) in [one.outside for one in told.components if one.name == names.NEXUS_OS]


def test_who_answers_http_says_where(name: str) -> None:
    core = loading.load(name).namespace
    asked = {c.name for c in declared(name).components if c.alive and c.namespace == core}
    assert asked == {names.FRONTEND, names.KERNEL, names.NEXUS_OS}
