"""The secrets that the platform on one machine runs with, and what compose.yaml says of it."""

import importlib
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from nexus_platform.components import COMPONENTS


@pytest.fixture
def compose(root: Path) -> Any:
    """scripts/compose.py."""
    return importlib.import_module("compose")


@pytest.fixture
def services(root: Path) -> dict[str, dict[str, Any]]:
    """The services of compose.yaml."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((root / "compose.yaml").read_text())
    return loaded["services"]


def test_secrets_are_made_once_and_nobody_else_enters_their_folder(
    compose: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "compose"
    compose.make_secrets(folder)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    compose.make_secrets(folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert f"DATABASE_ADMIN_PASSWORD={first['postgres']}\n" in first["roles"]
    passwords = re.findall(r"[0-9a-f]{48}", first["roles"] + first["kernel"])
    assert len(set(passwords)) == 5
    assert re.fullmatch(r"JWT_SECRET=[0-9a-f]{64}\n", first["tokens"])
    compose.make_secrets(tmp_path / "other")
    assert (tmp_path / "other" / "tokens").read_text() != first["tokens"]


def test_a_lost_secret_is_made_again_and_the_others_stay(compose: Any, tmp_path: Path) -> None:
    compose.make_secrets(tmp_path)
    password = (tmp_path / "postgres").read_text()
    (tmp_path / "roles").unlink()
    compose.make_secrets(tmp_path)
    assert f"DATABASE_ADMIN_PASSWORD={password}\n" in (tmp_path / "roles").read_text()


def test_every_secret_that_compose_reads_is_made(compose: Any, root: Path, tmp_path: Path) -> None:
    compose.make_secrets(tmp_path)
    declared = yaml.safe_load((root / "compose.yaml").read_text())["secrets"]
    assert {entry["file"] for entry in declared.values()} == {
        f".nexus/compose/{path.name}" for path in tmp_path.iterdir()
    }


def test_every_service_is_hardened(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", service["user"]), name


def test_the_images_are_those_of_the_lock_file(
    compose: Any, services: dict[str, dict[str, Any]]
) -> None:
    variables = {
        service["image"].removeprefix("${").partition(":")[0] for service in services.values()
    }
    assert variables <= set(compose._images())
    assert len(variables) == len(
        {component.image_names[0] for component in COMPONENTS if component.operator is None}
    )


def test_only_the_page_is_reached_from_this_machine_and_from_no_other(
    services: dict[str, dict[str, Any]],
) -> None:
    published = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert published == {"graphstudio-frontend": ["127.0.0.1:8080:8080"]}
