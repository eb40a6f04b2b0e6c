"""The environments: they load, they fit together, and what is wrong with one is told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform import loading
from nexus_gitops.platform.environment import Environment
from nexus_gitops.platform.project import platform
from nexus_platform import names

NAMES = loading.names()
VALID = """
from nexus_gitops.platform.environment import Environment, KubernetesVersions as Versions
ENV = Environment(**{
    "name": "made-up", "kubernetes": Versions(oldest="1.27", newest="1.30"), "namespace": "shop",
    "repository": {"url": "https://git.example.com/shop.git"}, "registry": "", "image_policy": "any"
})
"""
PLATFORM = """
class Shop:
    name = "shop"
    images = ("web", "redis")
    dockerfiles = {}
PLATFORM = Shop()
"""

Write = Callable[..., Path]


@pytest.fixture
def made_up(own_platform: Callable[[dict[str, str]], Path]) -> Write:
    """Makes a platform with one environment `made-up`."""

    def write(source: str = VALID, lock: str | None = None) -> Path:
        files = {"__init__.py": PLATFORM, "environments/made-up.py": source}
        return own_platform(
            files if lock is None else {**files, "environments/made-up.images.json": lock}
        )

    return write


def test_they_are_named_in_order() -> None:
    assert {"dev", "prod", "staging"} <= set(NAMES)
    assert list(NAMES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_once_under_its_own_name(name: str) -> None:
    environment = loading.load(name)

    assert environment.name == name
    assert loading.load(name) is environment


@pytest.mark.parametrize("name", NAMES)
def test_each_locks_an_image_for_every_service_and_nothing_else(name: str) -> None:
    assert loading.images(name).keys() == set(platform().images)


@pytest.mark.parametrize("name", NAMES)
def test_the_platforms_own_images_come_from_the_environments_registry(name: str) -> None:
    images = loading.images(name)

    for service in (names.FRONTEND, names.KERNEL, names.NEXUS_OS):
        assert images[service].registry == loading.load(name).registry


def test_no_two_share_a_namespace_of_a_cluster() -> None:
    places = [(env.cluster, env.namespace) for env in map(loading.load, NAMES)]

    assert len(set(places)) == len(places)


def test_no_two_share_a_host() -> None:
    assert len({loading.load(name).hosts for name in NAMES}) == len(NAMES)


def test_only_dev_may_run_what_is_not_pinned() -> None:
    policies = {name: loading.load(name).image_policy for name in NAMES}

    assert [name for name, policy in policies.items() if policy is ImagePolicy.ANY] == ["dev"]
    assert policies["prod"] is ImagePolicy.DIGEST


def test_selecting_none_selects_all_and_each_is_selected_once() -> None:
    assert loading.select(()) == NAMES
    assert loading.select(("prod", "dev", "prod")) == ("prod", "dev")


@pytest.mark.parametrize("name", ["stagin", "stging", "Staging"])
def test_an_unknown_name_is_answered_with_the_nearest(name: str) -> None:
    with pytest.raises(UsageError, match=f"no environment '{name}'") as caught:
        loading.load(name)

    assert "did you mean staging?" in caught.value.hint


def test_a_name_near_to_none_is_answered_with_all() -> None:
    with pytest.raises(UsageError) as caught:
        loading.load("../x")

    assert "did you mean" not in caught.value.hint
    assert all(name in caught.value.hint for name in NAMES)


def test_a_module_in_the_folder_is_an_environment(made_up: Write) -> None:
    made_up(VALID)

    assert loading.names() == ("made-up",)
    assert isinstance(loading.load("made-up"), Environment)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            VALID.replace('"shop",', "12,"),
            ["environments/made-up.py, line 3", "namespace", "12"],
        ),
        (
            VALID.replace('"1.27"', '"27"'),
            ["line 4", "oldest", "'27'", "write it as 1.27"],
        ),
        (
            "from nexus_constructs.sizing import Resources\n\nResources('2', '1', '1Gi', '1Gi')\n",
            ["line 3", "cpu request 2 is above its limit 1"],
        ),
        (
            "from nexus_constructs.ingress_settings import IngressSettings\nIngressSettings(hots='x')\n",
            ["line 2", "'hots'"],
        ),
        ("ENV = (\n", ["environments/made-up.py", "SyntaxError"]),
        ("EVN = 1\n", ["environments/made-up.py", "'ENV'"]),
        ("ENV = None\n", ["environments/made-up.py", "no Environment"]),
        ("raise SystemExit\n", ["environments/made-up.py, line 1", "SystemExit"]),
        (VALID.replace("made-up", "uat"), ["environments/made-up.py", "'uat'"]),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(
    made_up: Write, source: str, says: list[str]
) -> None:
    made_up(source)

    with pytest.raises(LocalError) as caught:
        loading.load("made-up")

    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert all(part in message for part in says), message


def test_a_lock_that_lacks_a_service_is_told(made_up: Write) -> None:
    made_up(lock=json.dumps({"web": {"repository": "example.com/web", "tag": "1.0.0"}}))

    with pytest.raises(LocalError, match=r"made-up\.images\.json has no image for redis"):
        loading.images("made-up")


def test_a_platform_that_fails_on_an_environment_is_told(made_up: Write) -> None:
    made_up()

    with pytest.raises(LocalError, match="own_platform fails on made-up: AttributeError"):
        loading.applications("made-up")


def test_a_platform_that_ends_the_process_is_told(
    own_platform: Callable[[dict[str, str]], Path],
) -> None:
    own_platform({"__init__.py": "raise SystemExit(0)\n", "environments/made-up.py": VALID})

    with pytest.raises(LocalError, match="own_platform cannot be imported: SystemExit: 0"):
        loading.load("made-up")


def test_a_lock_that_is_not_there_is_told(made_up: Write) -> None:
    made_up()

    with pytest.raises(LocalError, match=r"made-up\.images\.json is missing beside made-up\.py"):
        loading.images("made-up")
