"""compose.yaml runs the same components as the cluster, and lets them find each other likewise."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from nexus_gitops.platform import loading
from nexus_platform import names
from nexus_platform.component import Component
from nexus_platform.components import COMPONENTS
from nexus_platform.environment import Environment

SERVICES: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "compose.yaml").read_text())[
    "services"
]
# The job's name says what it does, where there is one of it.
CALLED = {names.MIGRATION: "migrate"}
OF_COMPOSE_ALONE = {"token"}
# Files of NAME=VALUE lines that scripts/compose.py writes; `model` is the user's own.
SECRETS = {
    "kernel": {names.DATABASE_PASSWORD},
    "postgres": {names.DATABASE_ADMIN_PASSWORD},
    "roles": {
        names.DATABASE_ADMIN_PASSWORD,
        names.DATABASE_OWNER_PASSWORD,
        names.DATABASE_MONITOR_PASSWORD,
        names.DATABASE_BACKUP_PASSWORD,
    },
    "redis": {names.REDIS_PASSWORD},
    "tokens": {names.JWT_SECRET},
    "model": {names.MODEL_KEY},
}
# Made of the others by the kernel itself, where it is not given.
DERIVED = {names.DATABASE_URL}


def dev() -> Environment:
    found = loading.load("dev")
    assert isinstance(found, Environment)
    return found


OF_DEV = [component for component in COMPONENTS if component.wanted(dev())]
BY_NAME = {component.name: component for component in OF_DEV}

each = pytest.mark.parametrize("component", OF_DEV, ids=lambda component: component.name)


@pytest.fixture
def env() -> Environment:
    return dev()


def service_of(component: Component) -> dict[str, Any]:
    found: dict[str, Any] = SERVICES[CALLED.get(component.name, component.name)]
    return found


def host_of(value: str) -> str:
    return urlsplit(value).hostname or value


def test_all_components_are_there_and_nothing_else() -> None:
    called = {CALLED.get(component.name, component.name) for component in OF_DEV}
    assert SERVICES.keys() - OF_COMPOSE_ALONE == called


@each
def test_each_finds_what_it_needs_where_it_is_in_a_cluster(
    component: Component, env: Environment
) -> None:
    variables = service_of(component).get("environment", {})
    for need in component.needs:
        if need not in BY_NAME or need == component.name:
            continue
        addresses = {
            setting: value
            for setting, value in BY_NAME[need].settings(env).items()
            if host_of(value) == need
        }
        assert addresses, f"nobody could find {need}"
        for setting, value in addresses.items():
            # A file that the entry point reads may name it as well.
            assert variables.get(setting, value) == value
        assert addresses.keys() & variables.keys(), f"{component.name} is not told of {need}"


@each
def test_no_setting_differs_from_the_platforms(component: Component, env: Environment) -> None:
    settings = {k: v for other in OF_DEV for k, v in other.settings(env).items()}
    of_the_place = {"CORS_ORIGINS"}  # the page is reached at another address
    for setting, value in service_of(component).get("environment", {}).items():
        if setting in settings.keys() - of_the_place:
            assert value == settings[setting]


@each
def test_each_is_given_the_keys_that_it_reads(component: Component, env: Environment) -> None:
    given = {key for secret in service_of(component).get("secrets", ()) for key in SECRETS[secret]}
    assert set(component.secret_keys(env)) - DERIVED <= given


def test_the_superusers_password_is_given_to_no_service() -> None:
    served = {
        service
        for service, description in SERVICES.items()
        if {"postgres", "roles"} & set(description.get("secrets", ()))
    }
    assert served == {names.POSTGRES, CALLED[names.MIGRATION]}


@each
def test_each_has_an_image_of_its_own(component: Component) -> None:
    variable = component.image_names[0].replace("-", "_").upper()
    assert service_of(component)["image"].startswith(f"${{{variable}_IMAGE")
