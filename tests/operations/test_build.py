"""What is built for an environment, and what a push leaves in its lock file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError, UnreachableError, UsageError
from nexus_gitops.images.engine.engines import Engine, Recipe
from nexus_gitops.images.engine.name import EngineName
from nexus_gitops.images.image import Image
from nexus_gitops.operations import build
from nexus_gitops.operations.build import Order
from nexus_gitops.platform import loading

DIGEST = f"sha256:{'0123456789abcdef' * 4}"


class Recording(Engine):
    """An engine that builds everything and pushes all but one image."""

    name = EngineName.PODMAN

    def __init__(self, refused: str = "") -> None:
        super().__init__("podman")
        self.did: list[str] = []
        self._refused = refused

    def build(self, recipe: Recipe, on_step: Callable[[str], None]) -> None:
        on_step("STEP 1/1: FROM scratch")
        self.did.append(f"build {recipe.image.tagged}")

    def push(self, image: Image) -> str:
        if self._refused in image.tagged and self._refused:
            raise UnreachableError(f"{image.tagged} cannot be pushed")
        self.did.append(f"push {image.tagged}")
        return DIGEST


@pytest.fixture
def lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lock file of dev, to be written."""
    path = tmp_path / "dev.images.json"
    shutil.copy(loading.lock_file("dev"), path)
    monkeypatch.setattr(loading, "lock_file", lambda _: path)
    return path


def two_orders() -> tuple[Order, ...]:
    return build.orders("dev", ["workspace-kernel", "nexus-os"])


def quietly(_words: str) -> None:
    """Tells nobody."""


def test_images_are_named_by_the_lock_file_and_labelled_with_their_source() -> None:
    (order,) = build.orders("staging", ["nexus-os"], ("--secret=id=pip.conf,src=pip.conf",))
    recipe = order.recipe
    assert recipe.image == Image("registry.example.com/nexus/nexus-os", "0.1.0")
    assert recipe.dockerfile == recipe.context / "docker" / "nexus-os.Dockerfile"
    assert recipe.labels["org.opencontainers.image.version"] == "0.1.0"
    revision = recipe.labels["org.opencontainers.image.revision"]
    assert len(revision.removesuffix("-dirty")) == 40
    assert recipe.options == ("--secret=id=pip.conf,src=pip.conf",)


def test_a_service_of_others_is_not_built() -> None:
    with pytest.raises(UsageError, match="no image of 'redis' is built here"):
        build.orders("dev", ["redis"])
    with pytest.raises(UsageError, match="did you mean workspace-kernel"):
        build.orders("dev", ["workspace-kernal"])


def test_an_image_of_another_registry_is_not_built_over(
    lock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = lock_file.read_text()
    lock_file.write_text(text.replace("localhost:5001/nexus/nexus-os", "ghcr.io/others/nexus-os"))
    with pytest.raises(UsageError, match=r"ghcr\.io/others/nexus-os, which is not in its own"):
        build.orders("dev", ["nexus-os"])


def test_everything_is_built_before_anything_is_pushed(lock_file: Path) -> None:
    told: list[str] = []
    engine = Recording()
    orders = two_orders()
    build.build(orders, engine, told.append)
    build.push("dev", orders, engine, told.append)
    names = [f"localhost:5001/nexus/{name}:0.1.0" for name in ("nexus-os", "workspace-kernel")]
    assert engine.did == [f"{act} {name}" for act in ("build", "push") for name in names]
    assert told == [
        "building nexus-os with podman (1 of 2)",
        "nexus-os: STEP 1/1: FROM scratch",
        "building workspace-kernel with podman (2 of 2)",
        "workspace-kernel: STEP 1/1: FROM scratch",
        f"pushing {names[0]} (1 of 2)",
        f"pushing {names[1]} (2 of 2)",
    ]


def test_digests_are_locked_and_nothing_else_changes(lock_file: Path) -> None:
    before = json.loads(lock_file.read_text())
    result = build.push("dev", two_orders(), Recording(), quietly)
    assert {pin.service for pin in result.changed} == {"nexus-os", "workspace-kernel"}
    for service in ("nexus-os", "workspace-kernel"):
        before[service]["digest"] = DIGEST
    assert json.loads(lock_file.read_text()) == before


def test_nothing_is_locked_where_one_push_fails(lock_file: Path) -> None:
    before = lock_file.read_bytes()
    with pytest.raises(UnreachableError):
        build.push("dev", two_orders(), Recording(refused="workspace-kernel"), quietly)
    assert lock_file.read_bytes() == before


def test_a_lock_file_that_names_another_image_by_now_is_left_alone(lock_file: Path) -> None:
    orders = two_orders()
    text = lock_file.read_text().replace('"tag": "0.1.0"', '"tag": "0.2.0"')
    lock_file.write_text(text)
    with pytest.raises(LocalError, match=r"was changed while .*nexus-os:0\.1\.0 was built"):
        build.push("dev", orders, Recording(), quietly)
    assert lock_file.read_text() == text
